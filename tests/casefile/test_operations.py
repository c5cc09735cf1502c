"""A case file: asked for with a reason, in order as it stood, what others told us withheld, released and given by two people."""

import csv
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import orjson
import pytest
from django.db import IntegrityError, transaction

from builders import AT, ATeam, Someone, a_contact, a_member, a_named_lead, an_act, an_action, with_key
from kith.act import NotAllowed, NotVisible, Refusal
from kith.action import operations as actions
from kith.casefile import operations, queries
from kith.casefile.chronology import Made, made
from kith.casefile.line import Line
from kith.casefile.models import Export, File, Given, Release
from kith.casefile.operations import Asked
from kith.casefile.rules import Cause, as_cell
from kith.contact import operations as contacts
from kith.plan import operations as plans
from kith.plan.rules import Content, Section
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised, Suspected
from statements import counted
from trailing import last_entry, outcomes

STOOD = AT + timedelta(hours=2)
LATER = AT + timedelta(hours=3)
WANTED = {"purpose": "inquest", "reason": "HMC 2026/114, for the coroner", "first_day": date(2026, 5, 1)}


def asked(as_at: datetime = LATER, **other: Any) -> Asked:
    """Return what is asked for: three months up to the day, as it stood at a moment."""
    return Asked(**{**WANTED, "as_at": as_at, "last_day": date(2026, 6, 8), **other})


def a_file(team: ATeam, person_id: UUID, as_at: datetime = STOOD, at: datetime = LATER) -> UUID:
    """Return a case file that the team lead asked for."""
    with an_act(team.lead, at) as act:
        return operations.ask(act=act, team_id=team.id, person_id=person_id, asked=asked(as_at))


def read(team: ATeam, file_id: UUID, who: Someone | None = None) -> Made:
    """Return a case file as it is read."""
    with an_act(who or team.lead, LATER):
        return made(row=queries.one(file_id=file_id))


def told(file: Made, label: str) -> list[str]:
    """Return the words of the lines of a kind, in order."""
    return [one.words for one in file.lines if one.label == label]


@pytest.fixture
def second(team: ATeam) -> Someone:
    """A clinical supervisor: the second person."""
    return a_member(team, "Joy Second", "clinical-supervisor")


@pytest.fixture
def by_daughter(team: ATeam, doris: UUID) -> UUID:
    """A contact that somebody else made and told us of."""
    with an_act(team.nurse) as act:
        return contacts.record(
            act=act, team_id=team.id, person_id=doris, member_id=None, by_other="daughter Ann", way="visit", state="made",
            happened_at=AT - timedelta(hours=2), note="Canary-of-Ann: he shouts at her",
        )  # fmt: skip


def line_of(file: Made, row_id: UUID) -> Line:
    """Return a line of a row."""
    found = file.line(str(row_id))
    assert found is not None
    return found


def test_what_happened_stands_in_order_with_who_and_by_which_rule(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    an_action(team, doris, "Ring the pharmacy")
    a_contact(team, doris, "missed", AT - timedelta(days=3), reason="nobody opened")
    file = read(team, a_file(team, doris))
    assert [one.happened_at for one in file.lines] == sorted(one.happened_at for one in file.lines)
    [contact] = [one for one in file.lines if one.label == "Contact"]
    assert (contact.words, contact.who, contact.role) == (
        "Visit missed by Sam Whitlock. Nobody opened", "Sam Whitlock", "community nurse",
    )  # fmt: skip
    assert contact.rule.startswith("RIGHT-") and "decision-rights" in contact.rule
    assert told(file, "Action") == [
        "“Ring the pharmacy”: Given. Answerable: Sam Whitlock, due 8 June 2026 9:22am",
    ]
    assert "Named lead: Sam Whitlock" in told(file, "Who leads")


def test_the_plan_is_in_it_and_the_people_of_the_plan_are_withheld(team: ATeam, doris: UUID) -> None:
    on = {"team_id": team.id, "person_id": doris}
    with an_act(team.nurse) as act:
        plans.start(act=act, **on)
        for section, words in ((Section.HELP, "Knock twice"), (Section.PEOPLE, "Canary, her sister")):
            change = plans.Change(Content(words), "she said so", None)
            plans.write(act=with_key(act), **on, section=section, change=change)
    file = read(team, a_file(team, doris))
    assert told(file, "Plan") == ["How I want to be helped: Knock twice. Because: she said so", ""]
    assert [one.withheld for one in file.lines if one.label == "Plan"] == [None, Cause.THIRD]


def test_nothing_recorded_after_the_moment_is_in_it(team: ATeam, doris: UUID) -> None:
    an_action(team, doris, "Before", AT - timedelta(minutes=5))
    action = an_action(team, doris, "At the moment", AT)
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
        actions.complete(act=act, action_id=action, version=1, outcome="done after it")
    file = read(team, a_file(team, doris, as_at=AT))
    assert [one.what for one in file.stood.work] == ["Before", "At the moment"]
    assert len(told(file, "Action")) == 2 and not any("done after it" in one.words for one in file.lines)
    later = read(team, a_file(team, doris))
    assert [one.what for one in later.stood.work] == ["Before"]


def test_an_entry_recorded_a_day_after_it_happened_is_late(team: ATeam, doris: UUID) -> None:
    for hours in (24, 25):
        with an_act(team.nurse) as act:
            contacts.record(
                act=act, team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way="phone", state="made",
                happened_at=AT - timedelta(hours=hours),
            )  # fmt: skip
    file = read(team, a_file(team, doris))
    assert [one.is_late for one in file.lines if one.label == "Contact"] == [True, False]


def test_who_opened_the_record_is_in_it(team: ATeam, doris: UUID, client: Any) -> None:
    from builders import a_session

    a_session(team.nurse.account_id, "nurse").get(f"/person/{doris}/")
    file = read(team, a_file(team, doris))
    assert [(one.who, one.words) for one in file.lines if one.is_look] == [("Sam Whitlock", "opened the record")]


def test_what_a_third_party_told_us_is_withheld_with_its_place(team: ATeam, doris: UUID, by_daughter: UUID) -> None:
    file = read(team, a_file(team, doris))
    line = line_of(file, by_daughter)
    assert (line.withheld, line.words, line.rule) == (Cause.THIRD, "", "")
    assert not any("Canary" in one.words for one in file.lines)


def test_two_people_release_a_line_and_one_alone_does_not(
    team: ATeam, doris: UUID, by_daughter: UUID, second: Someone
) -> None:
    file_id = a_file(team, doris)
    with an_act(team.lead, LATER) as act:
        release_id = operations.ask_release(act=act, file_id=file_id, row_id=by_daughter, reason="Ann agreed by letter")
    assert line_of(read(team, file_id), by_daughter).withheld == Cause.THIRD
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="a second person confirms"):
        operations.confirm_release(act=act, release_id=release_id)
    with an_act(second, LATER) as act:
        assert operations.confirm_release(act=act, release_id=release_id) == file_id
    line = line_of(read(team, file_id), by_daughter)
    assert line.withheld is None and line.is_released and "Canary-of-Ann" in line.words
    with an_act(second, LATER) as act, pytest.raises(Refusal, match="answered already"):
        operations.confirm_release(act=act, release_id=release_id)
    assert sorted(outcomes(team.lead, "casefile.confirm_release")) == [
        ("done", ""), ("refused", "CASE-2"), ("refused", "Refusal"),
    ]  # fmt: skip


def test_the_database_refuses_one_person_in_both_places(team: ATeam, doris: UUID, by_daughter: UUID) -> None:
    file_id = a_file(team, doris)
    with an_act(team.lead, LATER) as act:
        operations.ask_release(act=act, file_id=file_id, row_id=by_daughter, reason="because")
        operations.ask_export(act=with_key(act), file_id=file_id, to_whom="The coroner", reason="summons")
    with an_act(team.lead, LATER), transaction.atomic():
        for rows, values in (
            (Release, {"confirmed_by_id": team.lead.account_id, "confirmed_at": LATER}),
            (Export, {"approved_by_id": team.lead.account_id, "approved_at": LATER}),
        ):
            with pytest.raises(IntegrityError, match="by_two"), transaction.atomic():
                rows.objects.update(**values)  # type: ignore[attr-defined]


def test_a_line_is_withheld_by_hand(team: ATeam, doris: UUID) -> None:
    contact = a_contact(team, doris, "missed", AT - timedelta(days=1), reason="her neighbour said so")
    file_id = a_file(team, doris)
    with an_act(team.lead, LATER) as act:
        operations.mark(act=act, file_id=file_id, row_id=contact, reason="the neighbour told us")
    assert line_of(read(team, file_id), contact).withheld == Cause.MARKED
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="withheld already"):
        operations.mark(act=act, file_id=file_id, row_id=contact, reason="again")
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="not in the case file"):
        operations.mark(act=act, file_id=file_id, row_id=team.id, reason="no such line")


def test_what_is_given_is_kept_with_its_digest_and_withholds_as_the_page_does(
    team: ATeam, doris: UUID, by_daughter: UUID, second: Someone
) -> None:
    an_action(team, doris, "=1+1 ring her")
    file_id = a_file(team, doris)
    with an_act(team.lead, LATER) as act:
        export_id = operations.ask_export(act=act, file_id=file_id, to_whom="HM Coroner", reason="summons 4")
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="a second person approves"):
        operations.approve_export(act=act, export_id=export_id)
    with an_act(second, LATER) as act:
        operations.approve_export(act=act, export_id=export_id)
    with an_act(team.lead, LATER):
        kept, content = Given.objects.get(), queries.given(export_id=export_id)
    file = read(team, file_id)
    assert kept.digest == sha256(content).hexdigest() and kept.number_of_lines == len(file.lines)
    folder = ZipFile(BytesIO(content))
    files = {name: folder.read(name) for name in folder.namelist()}
    assert {name: sha256(files[name]).hexdigest() for name in files if name != "digests.json"} == orjson.loads(
        files["digests.json"]
    )
    assert not any(b"Canary" in each for each in files.values())
    assert b"Withheld: what a third party told us, 1 line" in files["case-file.html"]
    entries = orjson.loads(files["trail.json"])["entries"]
    assert {UUID(one["id"]) for one in entries} == set(kept.entry_ids) == set(file.entry_ids)
    rows = list(csv.reader(StringIO(files["lines.csv"].decode())))
    assert len(rows) == len(file.lines) + 1
    assert last_entry(team.lead, "casefile.approve_export").detail["digest"] == kept.digest


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@x", "\tx", "\rx", "\nx"])
def test_no_cell_of_a_sheet_is_run(text: str) -> None:
    assert as_cell(text) == f"'{text}"
    assert as_cell(f"a{text}") == f"a{text}"


def test_an_export_that_nobody_approved_in_time_is_over(team: ATeam, doris: UUID, second: Someone) -> None:
    file_id = a_file(team, doris)
    with an_act(team.lead, LATER) as act:
        export_id = operations.ask_export(act=act, file_id=file_id, to_whom="HM Coroner", reason="summons 4")
    with an_act(second, LATER + timedelta(days=14)) as act, pytest.raises(Refusal, match="in time"):
        operations.approve_export(act=act, export_id=export_id)
    with an_act(second, LATER):
        assert not Given.objects.exists() and Export.objects.get().approved_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"reason": " "}, "reason"),
        ({"as_at": LATER + timedelta(seconds=1)}, "as_day"),
        ({"last_day": date(2026, 4, 30)}, "last_day"),
        ({"first_day": date(2010, 1, 1)}, "first_day"),
    ],
)
def test_asking_is_refused_and_leaves_nothing(team: ATeam, doris: UUID, change: dict[str, Any], field: str) -> None:
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal) as refused:
        operations.ask(act=act, team_id=team.id, person_id=doris, asked=asked(**change))
    assert refused.value.field == field
    with an_act(team.lead, LATER):
        assert not File.objects.exists()


def test_only_who_may_asks_and_the_refusal_is_on_the_trail(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse, LATER) as act, pytest.raises(NotAllowed, match="RIGHT-325"):
        operations.ask(act=act, team_id=team.id, person_id=doris, asked=asked())
    assert outcomes(team.nurse, "casefile.ask") == [("refused", "RIGHT-325")]
    file_id = a_file(team, doris)
    for does, arguments in (
        (operations.mark, {"file_id": file_id, "row_id": doris, "reason": "x"}),
        (operations.ask_release, {"file_id": file_id, "row_id": doris, "reason": "x"}),
        (operations.ask_export, {"file_id": file_id, "to_whom": "x", "reason": "x"}),
    ):
        with an_act(team.nurse, LATER) as act, pytest.raises(NotAllowed):
            does(act=act, **arguments)  # type: ignore[operator]
    assert last_entry(team.lead, "casefile.ask").detail == {"file_id": str(file_id), "purpose": "inquest"}


def test_nobody_without_reach_finds_it(team: ATeam, doris: UUID) -> None:
    file_id = a_file(team, doris)
    from builders import a_team

    other = a_team("Elsewhere")
    with an_act(other.lead, LATER) as act, pytest.raises(NotVisible):
        operations.ask_export(act=act, file_id=file_id, to_whom="x", reason="x")


def test_a_concern_never_comes_in_and_only_its_place_is_told(team: ATeam, doris: UUID, second: Someone) -> None:
    with an_act(team.nurse) as act:
        raised = Raised("Canary bruises", suspected=(Suspected("member", account_id=team.social_worker.account_id),))
        concern_id = safeguarding.raise_concern(act=act, team_id=team.id, person_id=doris, raised=raised)
    lead = a_member(team, "Ruth Lead", "safeguarding-lead")
    with an_act(lead) as act:
        safeguarding.answer(act=act, concern_id=concern_id, version=1, words="Canary call")
    file_id = a_file(team, doris)
    for who in (team.lead, second, lead):
        file = read(team, file_id, who)
        assert file.is_restricted and not any("anary" in one.words for one in file.lines)
        assert not any("afeguarding" in one.words for one in file.lines) and file.stood.running == []
        assert "Canary" not in str(file.stood)
    with an_act(team.lead, LATER) as act:
        export_id = operations.ask_export(act=act, file_id=file_id, to_whom="HM Coroner", reason="summons 4")
    with an_act(lead, LATER) as act:
        operations.approve_export(act=act, export_id=export_id)
    with an_act(lead, LATER):
        folder = ZipFile(BytesIO(queries.given(export_id=export_id)))
    for content in map(folder.read, folder.namelist()):
        assert not any(word in content.lower() for word in (b"canary", b"restricted is held", b"safeguarding."))


def test_a_case_file_takes_the_same_statements_however_long_it_is(team: ATeam, doris: UUID, second: Someone) -> None:
    numbers = []
    for more in (0, 3):
        for n in range(more):
            an_action(team, doris, f"Work {n}")
        file_id = a_file(team, doris)
        with an_act(team.lead, LATER), counted() as sent:
            made(row=queries.one(file_id=file_id))
        numbers.append(sent.number)
        with an_act(team.lead, LATER) as act, counted() as asking:
            export_id = operations.ask_export(act=act, file_id=file_id, to_whom="HM Coroner", reason="summons 4")
        with an_act(second, LATER) as act, counted() as approving:
            operations.approve_export(act=act, export_id=export_id)
        numbers += [asking.number, approving.number]
    assert numbers[:3] == numbers[3:], numbers
    assert (numbers[0], numbers[1]) == (10, 5)
