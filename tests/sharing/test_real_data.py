"""Public test data through the whole of the intake, against an independent count of what ought to be kept."""

import gzip
import json

import pytest

from kith.sharing.facts import READERS
from kith.sharing.placement import read_placements

from .counts import THE_550, column, printed
from .made import NHS_NUMBER, shared_data, take_in
from .plain_count import by_type, each_one, ought_to_be_kept

SYNTHEA_550 = "synthea/r4-bundles-550.ndjson.gz"
READ_550 = {
    "AllergyIntolerance": 356,
    "CarePlan": 1496,
    "Condition": 3941,
    "DiagnosticReport": 5098,
    "Encounter": 15563,
    "Goal": 924,
    "ImagingStudy": 212,
    "Immunization": 6608,
    "MedicationRequest": 3644,
    "Observation": 73969,
    "Organization": 874,
    "Patient": 550,
    "Practitioner": 874,
    "Procedure": 12798,
}


@pytest.fixture(scope="module")
def the_550():
    """The 550 people taken in once, with their placement."""
    path = shared_data(SYNTHEA_550)
    return take_in(path, placements=read_placements(shared_data("synthea/uk-placement-550.csv")))


def test_the_550_are_read_by_type_and_kept_whole(the_550):
    report = the_550.report.as_json()

    assert report["bundles"] == 550
    assert report["resources"] == READ_550
    assert sum(READ_550.values()) == 126_907
    assert report["kept"] == {kind: count for kind, count in READ_550.items() if kind == "Patient" or kind in READERS}
    assert report["people"] == {"created": 550, "updated": 0, "unchanged": 0, "proposed": 0, "deceased": 82}
    assert report["rejected"] == []
    assert column(the_550.report) == printed()[THE_550.title], "run: python -m tests.sharing.counts"


def test_the_550_come_one_package_a_bundle(the_550):
    assert [len(batch.people) for batch in the_550.batches] == [1] * 550
    assert all(fact.person == batch.people[0].key for batch in the_550.batches for fact in batch.facts)
    assert len(the_550.facts) == 109_812


def test_every_one_of_the_550_is_placed(the_550):
    people = the_550.people

    assert all(one.small_area and one.who.practice_code and one.who.nhs_number for one in people)
    assert len([one for one in people if one.pcn_code]) == 549
    assert len({one.who.nhs_number for one in people}) == 550


def test_the_550_say_what_when_and_where(the_550):
    facts = the_550.facts

    assert all(fact.content.label != "Not stated" for fact in facts)
    assert all(fact.content.span.starts for fact in facts if fact.kind not in ("goal", "allergy"))
    assert all(fact.content.place for fact in facts if fact.kind == "encounter")
    assert not any(fact.content.in_error for fact in facts)


def test_a_second_reading_of_the_550_is_the_same(the_550):
    again = take_in(shared_data("synthea/r4-raw-transactions-20.zip"))
    before = {(fact.provenance, fact.part): fact.digest for fact in the_550.facts}

    assert len(again.facts) == 3_002
    assert all(before[fact.provenance, fact.part] == fact.digest for fact in again.facts)
    assert {one.provenance for one in again.people} <= {one.provenance for one in the_550.people}


@pytest.mark.parametrize(
    ("name", "bundles", "people", "kept"),
    [
        ("synthea/bulk-1000-Patient.ndjson.gz", 0, 1_144, 1_144),
        ("synthea/bulk-10", 0, 13, 13 + 11 + 555 + 1_215 + 1_745),
        ("synthea/r4-conditional-reference-bundles-40.ndjson.gz", 40, 40, 40 + 8_620 + 2_062 + 44 + 10),
        ("synthea/r4-conditional-reference-orgs.ndjson.gz", 2, 0, 0),
        ("synthea/r4-raw-transactions-20.zip", 20, 20, 2_672),
    ],
)
def test_the_other_made_up_people_are_kept_whole(name, bundles, people, kept):
    taken = take_in(shared_data(name))

    assert taken.reasons == []
    assert (taken.report.bundles, len(taken.people), taken.kept.total()) == (bundles, people, kept)


def test_conditional_references_name_the_places_of_another_file():
    taken = take_in(
        shared_data("synthea/r4-conditional-reference-orgs.ndjson.gz"),
        shared_data("synthea/r4-conditional-reference-bundles-40.ndjson.gz"),
    )

    assert all(fact.content.place for fact in taken.facts if fact.kind == "encounter")


def test_files_that_are_not_fhir_are_named_and_skipped(desk):
    names = [
        "r4-bundles-550-code-inventory.csv",
        "scale-contacts-396693.parquet",
        "scale-people-7888.csv.gz",
        "uk-placement-550.csv",
    ]
    for name in [*names, "r4-raw-transactions-20.zip"]:
        (desk.folder / name).symlink_to(shared_data(f"synthea/{name}"))
    taken = take_in(desk.folder)

    assert (taken.reasons, len(taken.people)) == ([], 20)
    assert [note["source"].rsplit("/", 1)[1] for note in taken.report.notes] == names


def unwrapped(desk, name):
    """The resources of a file of {file, resource} lines, and an NDJSON file with a resource a line."""
    with gzip.open(shared_data(f"fhir/{name}.ndjson.gz")) as lines:
        resources = [json.loads(line)["resource"] for line in lines]
    return resources, desk.put(f"{name}.ndjson", "\n".join(map(json.dumps, resources)))


@pytest.mark.parametrize(
    ("name", "people", "rejected"),
    [("hl7-r4-examples", 1, 46), ("ukcore-examples", 6, 34), ("pds-examples", 21, 14)],
)
def test_published_examples_are_kept_or_refused_with_a_reason(desk, name, people, rejected):
    resources, path = unwrapped(desk, name)
    taken = take_in(path)
    clinical = [
        one for one, _ in each_one(resources) if one["resourceType"] == "Patient" or one["resourceType"] in READERS
    ]
    nothing = [one for one in resources if "resourceType" not in one]

    assert taken.kept == by_type(ought_to_be_kept(resources))
    assert taken.report.as_json()["people"]["created"] == people
    assert len(taken.reasons) == rejected == len(clinical) - taken.kept.total() + len(nothing)
    assert all(taken.reasons)


@pytest.mark.parametrize("name", ["hl7-r4-examples", "ukcore-examples", "pds-examples"])
def test_published_examples_are_kept_whatever_their_order_and_packing(desk, name):
    resources, path = unwrapped(desk, name)
    forwards = take_in(path)
    path.unlink()
    backwards = take_in(desk.put("backwards.ndjson", "\n".join(map(json.dumps, reversed(resources)))))
    for number, one in enumerate(resources):
        desk.put(f"one by one/{number:03}.json", json.dumps(one, indent=2))
    apart = take_in(desk.folder / "one by one")

    assert forwards.kept == backwards.kept == apart.kept
    said = [
        {(fact.provenance.type, fact.provenance.id, fact.part) for fact in one.facts}
        for one in (forwards, backwards, apart)
    ]
    assert said[0] == said[1] == said[2]


def test_sensitive_people_of_the_demographics_service_are_protected(desk):
    _, path = unwrapped(desk, "pds-examples")
    taken = take_in(path)
    sensitive = [one for one in taken.people if one.who.protected]

    assert {one.who.nhs_number for one in sensitive} == {"9000000025"}
    assert not any(one.who.home or one.who.phones or one.who.practice_code for one in sensitive)
    assert {one.who.practice_code for one in taken.people} == {None, "A20047", "Y12345"}
    assert all(
        NHS_NUMBER["system"] == key.system
        for one in taken.people
        for key in one.others
        if key.kind == "identifier" and key.value == one.who.nhs_number
    )
