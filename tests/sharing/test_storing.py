"""Public test data stored in the database: who is created, what is kept, what is refused and why, and the table of both."""

import json

import pytest

from builders import AT

from .counts import PAGE, SOURCES, THE_550, bring_in, column, paths_of, printed, table
from .made import a_bundle, a_fact, a_patient, shared_data
from .plain_count import by_type, ought_to_be_kept, resources_in
from .storing import ask, take

SMALL = [source for source in SOURCES if source is not THE_550]


def stored():
    """Return everything that an import stores, row by row, without when and by which act."""
    tables = ("person_person", "person_identifier", "person_contactdetail", "record_fact", "caseload_listentry")
    return {
        name: sorted(str(row) for (row,) in ask(f"select to_jsonb(t) - 'act_id' - 'recorded_at' from {name} t"))
        for name in (*tables, "action_action")
    }


def distinct(resources):
    """Return how many different resources there are of each kind of fact."""
    facts = [one for one in resources if one["resourceType"] != "Patient"]
    seen = {(one["resourceType"], one.get("id") or json.dumps(one)): one for one in facts}
    return by_type(seen.values())


def check(source, team, folder):
    """Import a source twice: what is kept is what ought to be, the page says so, and the second time changes nothing."""
    for name in source.names:
        shared_data(name)
    ought = ought_to_be_kept(resources_in(paths_of(source, folder)))
    report = bring_in(source, team, folder, AT)
    rows = stored()

    assert report.kept == by_type(ought)
    assert len(rows["person_person"]) == int(column(report)["people"])
    assert dict(ask("select source_type, count(*) from record_fact where source_part = 0 group by 1")) == distinct(
        ought
    )
    assert all(one["reason"] for one in report.rejected)
    assert len(refused_in(folder)) == report.number_rejected
    assert column(report) == printed()[source.title], "run: python -m tests.sharing.counts"

    (folder / "rejects.ndjson").unlink(missing_ok=True)
    again = bring_in(source, team, folder, AT)

    assert column(again) == column(report)
    assert again.as_json()["people"]["unchanged"] == len(rows["person_person"])
    assert stored() == rows


def refused_in(folder):
    """Return the lines of the rejects file."""
    file = folder / "rejects.ndjson"
    return [json.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else []


@pytest.mark.parametrize("source", SMALL, ids=lambda source: source.title)
def test_each_file_is_stored_as_the_page_says_and_only_once(source, team, tmp_path):
    check(source, team, tmp_path)


@pytest.mark.nightly  # half a minute: 109,812 facts, twice
def test_the_550_are_stored_as_the_page_says_and_only_once(team, tmp_path):
    check(THE_550, team, tmp_path)


def test_the_table_of_the_page_is_whole():
    columns = printed()

    assert list(columns) == [source.title for source in SOURCES]
    assert table(columns) in PAGE.read_text(encoding="utf-8"), "run: python -m tests.sharing.counts"


def observed(number, **more):
    """A reading of one number, or more of them as parts."""
    parts = [
        {"code": {"text": text}, "valueQuantity": {"value": value}} for text, value in more.pop("parts", {}).items()
    ]
    return a_fact("Observation", id="reading", valueQuantity={"value": number}, component=parts or ..., **more)


def readings():
    """Return the parts of the reading that count: label and number."""
    return ask(
        "select label, number from record_fact where source_type = 'Observation' and not is_in_error order by source_part"
    )


def test_a_record_that_comes_twice_in_two_forms_ends_as_the_last_whoever_was_known_before(team, desk):
    first, second = observed(1), observed(2)
    early, late = desk.put("a.ndjson", json.dumps(first)), desk.put("b.json", a_bundle(a_patient(), second))

    for _ in range(3):
        take(team, early, late)
        assert readings() == [("Asthma", 2.0)]


def test_an_older_version_brings_back_no_part(team, desk):
    newer = observed(1, meta={"versionId": "2"}, parts={"upper": 120.0})
    older = observed(9, meta={"versionId": "1"}, parts={"upper": 90.0, "lower": 60.0})

    take(team, desk.put("newer.json", a_bundle(a_patient(), newer)))
    take(team, desk.put("older.json", a_bundle(a_patient(), older)))

    assert readings() == [("Asthma", 1.0), ("upper", 120.0)]


def test_a_newer_version_takes_away_the_part_it_does_not_have(team, desk):
    older = observed(9, meta={"versionId": "1"}, parts={"upper": 90.0, "lower": 60.0})
    newer = observed(1, meta={"versionId": "2"}, parts={"upper": 120.0})

    take(team, desk.put("older.json", a_bundle(a_patient(), older)))
    take(team, desk.put("newer.json", a_bundle(a_patient(), newer)))

    assert readings() == [("Asthma", 1.0), ("upper", 120.0)]
