"""What the clock proposes and prepares, and what members write: pages, the person's own question, questions to specialists."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import (
    AT,
    ATeam,
    Someone,
    a_contact,
    a_member,
    a_named_lead,
    a_person,
    an_act,
    an_action,
    an_entry,
    with_key,
)
from kith.access.home import as_kith
from kith.act import Refusal, Stale
from kith.action import queries as action_queries
from kith.caseload import operations as caseload
from kith.handover import deaths
from kith.jobs.minutely import keep_meetings
from kith.message.models import Message
from kith.plan import operations as plans
from kith.plan.agreeing import keep_back
from kith.plan.rules import Content, Section
from kith.preparation import operations, queries
from kith.preparation.keeping import is_anything_due
from kith.preparation.models import Question, Summary
from kith.preparation.operations import Asks, OwnQuestion
from kith.preparation.queries import CaseRow
from kith.preparation.rules import CaseReason, CaseState, HowTold, MeetingState, Verdict
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from kith.team.rules import end_of_service_day
from preparation.meeting_tests import THURSDAYS, a_meeting, bring, coming, keep, listed, put_to_meeting
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

DAY_BEFORE = AT + timedelta(days=2)
"""Wednesday, 8:22am."""
HER_QUESTION = OwnQuestion("Who stops the eviction?", date(2026, 6, 9), HowTold.TELEPHONE, "Callum Reid")


@pytest.fixture(autouse=True)
def _rights(may) -> None:  # type: ignore[no-untyped-def]
    may("test.put_to_meeting")


def high(team: ATeam, person_id: UUID, at=AT) -> None:  # type: ignore[no-untyped-def]
    entry = an_entry(team, person_id)
    with an_act(team.nurse, at) as act:
        caseload.set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier="high", cadence_days=7)


@pytest.fixture
def marsh(team: ATeam) -> Someone:
    return a_member(team, "Helen Marsh", "gp")


@pytest.fixture
def prepared(team: ATeam, doris: UUID) -> CaseRow:
    """Doris on the list of Thursday's meeting, on the day before, led by the nurse."""
    a_named_lead(team, doris, team.nurse)
    meeting = a_meeting(team)
    bring(team.nurse, meeting, doris)
    keep(team, DAY_BEFORE)
    [row] = listed(meeting, team.nurse, DAY_BEFORE)
    return row


def test_the_list_is_proposed_from_the_record_with_reasons_in_words(team: ATeam) -> None:
    names = ("Doris Pettigrew", "Ron Abel", "Una Cole", "Ada Quist")
    doris, ron, una, _ada = [a_person(team, name) for name in names]
    meeting = a_meeting(team)
    assert listed(meeting, team.nurse) == []
    high(team, doris)
    for days in (2, 3):
        a_contact(team, una, "missed", AT - timedelta(days=days), reason="no answer")
    with an_act(team.nurse) as act:
        put_to_meeting(act=act, meeting_id=meeting.id, person_id=ron, owner_id=team.nurse.member_id)
    later = AT + timedelta(hours=7)
    with as_kith(at=later) as act, counted() as sent:
        operations.keep(act=act, team_id=team.id)
    assert sent == 22
    assert [
        (one.name, one.is_above, [reason.words for reason in one.reasons]) for one in listed(meeting, team.nurse)
    ] == [
        ("Ron Abel", True, ["put to the weekly meeting by a huddle on Monday 8 June"]),
        ("Doris Pettigrew", True, ["risk is high since Monday 8 June, before: not assessed"]),
        ("Una Cole", False, ["2 contacts missed in the last 14 days"]),
    ]
    bring(team.lead, meeting, una, "her sister rang")
    with an_act(team.nurse) as act:
        deaths.record_death(act=act, person_id=doris, how_known="The hospital rang")
    with as_kith(at=later + timedelta(minutes=1)):
        assert is_anything_due(team=team.info, at=later + timedelta(minutes=1))
    keep(team, later + timedelta(hours=7))
    found = {one.name: one for one in listed(meeting, team.nurse)}
    assert [(name, one.state, one.place) for name, one in sorted(found.items(), reverse=True)] == [
        ("Una Cole", CaseState.LISTED, 2), ("Ron Abel", CaseState.LISTED, 1), ("Doris Pettigrew", CaseState.DROPPED, 2),
    ]  # fmt: skip
    assert [one.code for one in found["Una Cole"].reasons] == [CaseReason.ASKED, CaseReason.MISSED]
    assert found["Doris Pettigrew"].outcome == "died"


def test_whom_a_huddle_put_to_the_meeting_is_never_left_out_twice(team: ATeam) -> None:
    meeting = a_meeting(team, replace(THURSDAYS, size=1))
    people = [a_person(team, name) for name in ("Doris Pettigrew", "Ron Abel", "Una Cole")]
    for person_id in people:
        with an_act(team.nurse) as act:
            put_to_meeting(act=act, meeting_id=meeting.id, person_id=person_id, owner_id=team.nurse.member_id)
    keep(team, DAY_BEFORE)
    above = [one.name for one in listed(meeting, team.nurse) if one.is_above]
    version = coming(team).version
    with an_act(team.lead, meeting.begins_at) as act:
        operations.call_off(act=act, meeting_id=meeting.id, version=version, because="snow")
    keep(team, meeting.begins_at + timedelta(hours=7))
    following = coming(team)
    rows = listed(following, team.nurse)
    assert len(above) == 1
    assert [(one.is_above, one.was_left_out) for one in rows] == [(True, True), (True, True), (False, False)]
    assert [one.name for one in rows if not one.is_above] == above
    [waits] = [one for one in rows if not one.is_above]
    with an_act(team.nurse, meeting.begins_at) as act, pytest.raises(Refusal, match="had to wait before"):
        operations.pull_up(act=act, case_id=waits.id, version=waits.version, because="worse", instead_of=rows[0].id)


def test_the_day_before_each_page_is_made_and_its_preparer_asked(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    an_action(team, doris, "Ring the pharmacy", due_at=AT + timedelta(days=3))
    meeting = a_meeting(team)
    bring(team.social_worker, meeting, doris)
    keep_meetings.run(DAY_BEFORE - timedelta(hours=2))
    assert coming(team).state is MeetingState.COMING, "not before 7am"
    with as_kith(at=DAY_BEFORE) as act:
        assert is_anything_due(team=team.info, at=DAY_BEFORE)
        with counted() as sent:
            operations.keep(act=act, team_id=team.id)
        assert not is_anything_due(team=team.info, at=DAY_BEFORE)
    assert sent == 48
    [row] = listed(meeting, team.nurse)
    assert (coming(team).state, coming(team).confirmed_by) == (MeetingState.CONFIRMED, "")
    assert (row.number, row.preparer, row.ready_at) == (1, team.nurse.name, None)
    with an_act(team.nurse):
        work = action_queries.one(action_id=row.action_id)
        [page] = queries.summaries_of(case_id=row.id)
    assert (work.kind, work.due_at, work.what) == (
        "prepare-case", end_of_service_day(date(2026, 6, 10)), "Make the page for the weekly meeting of Thursday 11 June ready",
    )  # fmt: skip
    assert [(part.heading, part.text) for part in page.parts] == [
        (
            "Who",
            f"Doris Pettigrew\nrisk: not assessed\nnamed lead: {team.nurse.name}\nwith the team since Friday 29 May 2026",
        ),
        ("Open actions", f"Ring the pharmacy: {team.nurse.name}, by Thursday 11 June"),
    ]


def test_the_pages_take_as_many_statements_for_three_as_for_one(team: ATeam) -> None:
    meeting = a_meeting(team, replace(THURSDAYS, size=3))
    sent_for = []
    for names in (("Doris Pettigrew",), ("Ron Abel", "Una Cole", "Ada Quist")):
        for name in names:
            bring(team.nurse, meeting, a_person(team, name))
        with as_kith(at=DAY_BEFORE + timedelta(minutes=len(names))) as act, counted() as sent:
            operations.keep(act=act, team_id=team.id)
        sent_for.append(sent.number)
    assert sent_for == [48, 38], "the first confirms the list besides"
    with an_act(team.nurse, DAY_BEFORE):
        assert Summary.objects.count() == 3


def test_a_page_is_signed_in_the_version_that_was_read_once_the_person_was_asked(
    team: ATeam, prepared: CaseRow
) -> None:
    case: dict[str, Any] = {"case_id": prepared.id}
    with an_act(team.nurse, DAY_BEFORE) as act, pytest.raises(Refusal, match="own question first"):
        operations.sign_ready(act=act, **case, number=1)
    with an_act(team.nurse, DAY_BEFORE) as act, counted() as sent:
        operations.write_asked(act=with_key(act), **case, version=0, asked=HER_QUESTION)
    assert sent == 9
    with an_act(team.lead, DAY_BEFORE) as act, counted() as sent:
        assert operations.write_summary(act=act, **case, number=1, texts={"risks": "Notice by 26 June"}) == 2
    assert sent == 8
    with an_act(team.nurse, DAY_BEFORE) as act, pytest.raises(Stale, match="another version"):
        operations.sign_ready(act=act, **case, number=1)
    with an_act(team.nurse, DAY_BEFORE) as act, counted() as sent:
        operations.sign_ready(act=with_key(act), **case, number=2)
    assert sent == 8
    assert last_entry(team.nurse, "preparation.sign_ready").person_ids == [prepared.person_id]
    with an_act(team.nurse, DAY_BEFORE):
        row, pages = queries.case_of(case_id=prepared.id), queries.summaries_of(case_id=prepared.id)
        assert action_queries.one(action_id=row.action_id).state == "done"
    assert (row.ready_by, row.ready_number, row.question) == (team.nurse.name, 2, "Who stops the eviction?")
    assert [(one.number, one.kind, one.by) for one in pages] == [(2, "edited", team.lead.name), (1, "generated", "")]
    with an_act(team.nurse, DAY_BEFORE) as act:
        assert operations.make_anew(act=act, **case, number=2) == 3
    with an_act(team.nurse, DAY_BEFORE):
        assert queries.case_of(case_id=prepared.id).ready_at is None, "what nobody read is not ready"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"question": ""}, "question"),
        ({"not_asked_because": "asleep"}, "not_asked_because"),
        ({"asked_on": date(2026, 6, 11)}, "asked_on"),
        ({"how_to_tell": "pigeon"}, "how_to_tell"),
        ({"asked_by": UUID(int=7)}, "asked_by"),
    ],
)
def test_an_own_question_with_something_wrong_is_refused(
    team: ATeam, prepared: CaseRow, wrong: dict[str, Any], field: str
) -> None:
    with an_act(team.nurse, DAY_BEFORE) as act, pytest.raises(Refusal) as refused:
        operations.write_asked(act=act, case_id=prepared.id, version=0, asked=replace(HER_QUESTION, **wrong))
    assert refused.value.field == field
    with an_act(team.nurse, DAY_BEFORE):
        assert queries.asked_of(case_id=prepared.id) is None
    assert outcomes(team.nurse, "preparation.write_asked") == [("refused", "Refusal")]


def test_why_somebody_was_not_asked_takes_the_place_of_their_question(team: ATeam, prepared: CaseRow) -> None:
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.write_asked(
            act=act, case_id=prepared.id, version=0, asked=OwnQuestion(not_asked_because="In hospital, sedated")
        )
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.write_asked(act=act, case_id=prepared.id, version=1, asked=HER_QUESTION)
    with an_act(team.nurse, DAY_BEFORE) as act, pytest.raises(Stale):
        operations.write_asked(act=act, case_id=prepared.id, version=1, asked=HER_QUESTION)
    with an_act(team.nurse, DAY_BEFORE):
        now = queries.asked_of(case_id=prepared.id)
    assert now
    assert (now.question, now.not_asked_because, now.asked_by, now.told_by) == (
        "Who stops the eviction?", "", team.nurse.name, "Callum Reid",
    )  # fmt: skip


def ask(who: Someone, case: CaseRow, words: str, at=DAY_BEFORE, **to: Any) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(who, at) as act:
        return operations.put_question(act=with_key(act), case_id=case.id, asks=Asks(words, **to))


def test_each_specialist_is_told_their_three_questions_once(team: ATeam, prepared: CaseRow, marsh: Someone) -> None:
    ask(team.nurse, prepared, "Stop the diuretic?", to_role="gp", topic="medicines")
    for minutes, words in enumerate(("Blood test due?", "Letter to housing?", "Who tells the son?")):
        ask(team.nurse, prepared, words, DAY_BEFORE + timedelta(minutes=1 + minutes), to_role="gp")
    later = DAY_BEFORE + timedelta(minutes=5)
    keep(team, later)
    keep(team, later + timedelta(minutes=1))
    with an_act(marsh, later):
        told = list(Message.objects.filter(account_id=marsh.account_id, kind="meeting questions"))
        theirs = [one.words for one in queries.questions_of(meeting_id=prepared.meeting_id) if one.told_at]
    assert [(one.thing_id, one.person_id) for one in told] == [(prepared.meeting_id, None)]
    assert theirs == ["Stop the diuretic?", "Blood test due?", "Letter to housing?"]


def test_an_answer_is_a_decision_only_of_whoever_decides_it(team: ATeam, prepared: CaseRow, marsh: Someone) -> None:
    key = ask(team.nurse, prepared, "Stop the diuretic?", to_role="gp", topic="medicines")
    said: dict[str, Any] = {"question_id": key, "version": 1, "verdict": Verdict.YES}
    with an_act(team.nurse, DAY_BEFORE) as act, pytest.raises(Refusal, match="asked of GP"):
        operations.answer_question(act=act, **said)
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.answer_question(act=with_key(act), **said, said_by=marsh.member_id)
    with an_act(team.nurse, DAY_BEFORE):
        [row] = queries.questions_of(meeting_id=prepared.meeting_id)
    assert (row.verdict, row.answered_by, row.answered_as, row.rule) == ("yes", "Helen Marsh", "gp", "")
    with an_act(marsh, DAY_BEFORE) as act, counted() as sent:
        operations.answer_question(act=act, question_id=key, version=2, verdict=Verdict.NO, words="Potassium first")
    assert sent == 7
    with an_act(marsh, DAY_BEFORE):
        [row] = queries.questions_of(meeting_id=prepared.meeting_id)
    assert (row.verdict, row.answer, row.rule) == ("no", "Potassium first", "TOPIC-MED")
    assert last_entry(marsh, "preparation.answer_question").detail["rule"] == "TOPIC-MED"
    with an_act(team.nurse, DAY_BEFORE) as act, pytest.raises(Refusal, match="answered already"):
        operations.withdraw_question(act=act, question_id=key, version=3)
    other = ask(
        team.nurse,
        prepared,
        "Still needed?",
        DAY_BEFORE + timedelta(minutes=1),
        to_member=team.social_worker.member_id,
        topic="medicines",
    )
    with an_act(team.social_worker, DAY_BEFORE) as act:
        operations.answer_question(act=act, question_id=other, version=1, verdict=Verdict.YES)
    with an_act(team.nurse, DAY_BEFORE):
        assert [one.rule for one in queries.questions_of(meeting_id=prepared.meeting_id)] == ["TOPIC-MED", ""]


@pytest.mark.parametrize(
    ("asks", "field"),
    [
        (Asks("", to_role="gp"), "words"),
        (Asks("Why?", to_role="witch"), "to"),
        (Asks("Why?", to_member=UUID(int=7)), "to"),
        (Asks("Why?", to_role="gp", topic="dragons"), "topic"),
    ],
)
def test_a_question_with_something_wrong_is_refused(team: ATeam, prepared: CaseRow, asks: Asks, field: str) -> None:
    with an_act(team.nurse, DAY_BEFORE) as act:
        with pytest.raises(Refusal) as refused:
            operations.put_question(act=act, case_id=prepared.id, asks=asks)
        assert (refused.value.field, Question.objects.count()) == (field, 0)


def test_nothing_restricted_comes_into_a_page(team: ATeam) -> None:
    maya = a_person(team, "Maya Holt", birth_date=date(2014, 3, 1))
    on: dict[str, Any] = {"team_id": team.id, "person_id": maya}
    with an_act(team.nurse) as act:
        plans.start(act=act, **on)
        for section, text in ((Section.MATTERS, "CANARY her secret"), (Section.RISKS, "CONTROL older boys")):
            plans.write(
                act=with_key(act), **on, section=section, change=plans.Change(Content(text), "She said so", None)
            )
        keep_back(act=with_key(act), **on, section=Section.MATTERS, reason="She asked")
        plans.tell(act=with_key(act), **on, kind="home", words="CANARY her aunt told us")
        safeguarding.raise_concern(act=with_key(act), **on, raised=Raised("CANARY bruises"))
    a_contact(team, maya, "made", AT, reason="")
    meeting = a_meeting(team)
    bring(team.nurse, meeting, maya)
    keep(team, DAY_BEFORE)
    with an_act(team.nurse, DAY_BEFORE):
        [page] = queries.newest_summaries(meeting_id=meeting.id).values()
    text = "\n".join(one.text for one in page.parts)
    assert "CANARY" not in text
    assert "CONTROL older boys" in text, "the control: what is not kept back is there"
    assert "lives elsewhere now" in text
