"""A list says what was done to it: taken off stays off, carried over brings its questions, brought meanwhile comes next."""

from datetime import timedelta

import pytest

from builders import AT, ATeam, a_member, a_named_lead, a_person, an_act, an_entry, with_key
from kith.act import Refusal
from kith.action import queries as actions
from kith.caseload import operations as caseload
from kith.mdt.rules import Outcome
from kith.mdt.types import Settles
from kith.preparation import operations, queries
from kith.preparation.operations import Asks, OwnQuestion
from kith.preparation.rules import CaseState, HowTold
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from mdt.thursday import THURSDAY, a_list, started
from preparation.meeting_tests import a_meeting, bring, keep, listed, put_to_meeting
from preparation.test_preparing import DAY_BEFORE, high
from safeguarding.cases import answered, closed
from small_world import may

__all__ = ["may"]

LATER = AT + timedelta(hours=7)


@pytest.fixture(autouse=True)
def _rights(may) -> None:  # type: ignore[no-untyped-def]
    may("test.put_to_meeting")


def test_whom_a_member_took_off_stays_off_until_somebody_puts_them_on_anew(team: ATeam, doris) -> None:
    high(team, doris)
    meeting = a_meeting(team)
    bring(team.lead, meeting, doris)
    keep(team, LATER)
    [case] = listed(meeting, team.nurse)
    with an_act(team.nurse, LATER) as act:
        operations.take_off(act=act, case_id=case.id, version=case.version, because="She asked us not to speak of her")
    keep(team, LATER + timedelta(hours=7))
    [case] = listed(meeting, team.nurse)
    assert (case.state, case.outcome) == (CaseState.DROPPED, "She asked us not to speak of her")
    bring(team.nurse, meeting, doris, "she asks for it now", at=LATER + timedelta(hours=8))
    keep(team, LATER + timedelta(hours=16))
    [case] = listed(meeting, team.nurse)
    said = [one.words for one in case.reasons]
    assert (case.state, any("cannot cope" in words for words in said)) == (CaseState.LISTED, False)
    with an_act(team.nurse, LATER + timedelta(hours=17)) as act:
        operations.take_off(act=act, case_id=case.id, version=case.version, because="She changed her mind")
    with an_act(team.nurse, LATER + timedelta(hours=18)) as act:
        put_to_meeting(act=act, meeting_id=meeting.id, person_id=doris, owner_id=team.nurse.member_id)
    keep(team, LATER + timedelta(hours=24))
    [case] = listed(meeting, team.nurse)
    assert (case.state, case.is_owed) == (CaseState.LISTED, True), "a huddle puts them there anew"


def test_whoever_only_waits_on_the_list_of_the_team_stays_where_a_member_brought_them(team: ATeam, doris) -> None:
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act:
        waits = caseload.Arrangement(None, None, "high", 7, "waiting")
        caseload.arrange(act=act, entry_id=entry.id, version=entry.version, arrangement=waits)
    meeting = a_meeting(team)
    assert listed(meeting, team.nurse) == [], "waiting, they are not proposed"
    bring(team.nurse, meeting, doris)
    keep(team, LATER)
    [case] = listed(meeting, team.nurse)
    assert (case.state, [one.words for one in case.reasons]) == (CaseState.LISTED, ["Sam Whitlock asks: cannot cope"])


def test_questions_come_along_into_the_next_meeting(team: ATeam) -> None:
    a_member(team, "Helen Marsh", "gp")
    list_id = a_list(team, [a_person(team, "Precious Ndlovu"), a_person(team, "Tracey Holt")])
    with an_act(team.nurse):
        precious, tracey = queries.cases_of(meeting_id=list_id)
    own = OwnQuestion("Who stops the eviction?", AT.date(), HowTold.TELEPHONE)
    for case in (precious, tracey):
        with an_act(team.nurse) as act:
            operations.write_asked(act=act, case_id=case.id, version=0, asked=own)
            operations.put_question(act=with_key(act), case_id=case.id, asks=Asks("Can you write to the panel?", "gp"))
    thursday = started(team, list_id)
    thursday.settle("Precious Ndlovu", Settles(Outcome.NEXT_WEEK, "GP not there"))
    with an_act(team.lead, THURSDAY):
        after = queries.ahead(team_id=team.id)[-1]
        [case] = queries.cases_of(meeting_id=after.id)
        [question] = queries.questions_of(meeting_id=after.id)
        now = queries.asked_of(case_id=case.id)
    assert (case.question, now.asked_on, now.how_to_tell) == ("Who stops the eviction?", AT.date(), "telephone")
    assert (question.words, question.to_role, question.told_at) == ("Can you write to the panel?", "gp", None)


def test_questions_of_whom_a_meeting_did_not_come_to_come_along_too(team: ATeam, doris) -> None:
    meeting = a_meeting(team)
    bring(team.nurse, meeting, doris)
    [case] = listed(meeting, team.nurse)
    with an_act(team.nurse) as act:
        own = OwnQuestion("Who comes?", AT.date(), HowTold.LETTER)
        operations.write_asked(act=act, case_id=case.id, version=0, asked=own)
    with an_act(team.lead) as act:
        version = queries.meeting_of(meeting_id=meeting.id).version
        operations.call_off(act=act, meeting_id=meeting.id, version=version, because="snow")
    keep(team, LATER)
    with an_act(team.nurse):
        [after] = queries.ahead(team_id=team.id)
        assert [one.question for one in queries.cases_of(meeting_id=after.id)] == ["Who comes?"]


def test_whoever_is_brought_while_a_meeting_is_held_is_on_the_list_of_the_next_one(team: ATeam) -> None:
    thursday = started(team, a_list(team, [a_person(team, "Precious Ndlovu")]))
    list_id = thursday.whole().meeting.prepared_id
    late = a_person(team, "Late Comer")
    with an_act(team.nurse, THURSDAY) as act:
        case_id = operations.bring(act=act, meeting_id=list_id, person_id=late, because="fell this morning")
    with an_act(team.nurse, THURSDAY):
        case = queries.case_of(case_id=case_id)
        assert queries.meeting_of(meeting_id=case.meeting_id).begins_at > THURSDAY
    thursday.settle("Precious Ndlovu", thursday.unchanged)
    thursday.close()


def test_a_page_that_is_written_anew_after_it_was_signed_is_work_again(team: ATeam, doris) -> None:
    a_named_lead(team, doris, team.nurse)
    meeting = a_meeting(team)
    bring(team.nurse, meeting, doris)
    keep(team, DAY_BEFORE)
    [case] = listed(meeting, team.nurse)
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.write_asked(act=act, case_id=case.id, version=0, asked=OwnQuestion(not_asked_because="in hospital"))
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.sign_ready(act=with_key(act), case_id=case.id, number=1)
    later = DAY_BEFORE + timedelta(hours=2)
    with an_act(team.lead, later) as act:
        operations.write_summary(act=act, case_id=case.id, number=1, texts={"risks": "new"})
    with an_act(team.lead, later):
        assert queries.violations(later)["P4"] != [], "it is nobody's work until the clock has seen it"
    keep(team, later + timedelta(minutes=1))
    with an_act(team.nurse, later):
        row = queries.case_of(case_id=case.id)
        assert (row.is_asked, actions.one(action_id=row.action_id).state, row.preparer) == (
            True,
            "open",
            "Sam Whitlock",
        )
        assert queries.violations(later)["P4"] == []


def test_a_restricted_matter_that_is_over_leaves_the_list(team: ATeam, doris) -> None:
    grace = a_member(team, "Grace Lindley", "safeguarding-lead")
    meeting = a_meeting(team)
    with an_act(team.nurse) as act:
        matter = safeguarding.raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised("bruises"))
    with an_act(grace) as act:
        operations.bring_restricted(act=act, meeting_id=meeting.id, matter_id=matter)
    keep(team, LATER)
    assert [one.state for one in listed(meeting, team.nurse)] == [CaseState.LISTED]
    answered(grace, matter)
    closed(grace, matter, AT + timedelta(hours=3))
    keep(team, LATER + timedelta(hours=7))
    assert [one.state for one in listed(meeting, team.nurse)] == [CaseState.DROPPED]


def test_a_restricted_case_does_not_wait_for_another(team: ATeam, doris) -> None:
    grace = a_member(team, "Grace Lindley", "safeguarding-lead")
    meeting = a_meeting(team)
    with an_act(team.nurse) as act:
        matter = safeguarding.raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised("bruises"))
    with an_act(grace) as act:
        secret = operations.bring_restricted(act=act, meeting_id=meeting.id, matter_id=matter)
    keys = [bring(team.nurse, meeting, a_person(team, name)) for name in ("Ron Abel", "Una Cole")]
    with (
        an_act(team.nurse) as act,
        pytest.raises(Refusal, match="A restricted case does not wait for another") as refused,
    ):
        operations.pull_up(act=act, case_id=keys[1], version=1, because="in hospital", instead_of=secret)
    assert refused.value.field == "instead_of"
