"""Meetings and their cases: set, brought, pulled up, confirmed, settled, carried over, called off, over."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from builders import AT, ATeam, a_member, a_person, an_act, with_key
from kith.access.home import as_kith
from kith.act import Act, NotAllowed, Refusal, Stale, operation
from kith.action import queries as action_queries
from kith.handover import knowing
from kith.preparation import cases, operations, queries
from kith.preparation.queries import MeetingRow
from kith.preparation.rules import CaseState, MeetingState
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from preparation.meeting_tests import THURSDAYS, a_meeting, bring, coming, listed, put_to_meeting
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

WEEK = timedelta(days=7)


@operation("test.meet", sight=queries.sight_of_case)
def meet(*, act: Act, case_id: UUID, outcome: str = "", carry: str = "", over: bool = False) -> UUID | None:
    """Come to an end with a case, carry it over, or end its meeting, as a meeting does."""
    if over:
        return cases.held(act=act, meeting_id=act.thing.row["meeting"].id)
    if carry:
        return cases.carry_over(act=act, case_id=case_id, because=carry)
    cases.settle(act=act, case_id=case_id, outcome=outcome)
    return None


@pytest.fixture(autouse=True)
def _rights(may) -> None:  # type: ignore[no-untyped-def]
    may("test.meet")
    may("test.put_to_meeting")


@pytest.fixture
def meeting(team: ATeam) -> MeetingRow:
    """The team meets on Thursdays at 2pm, with room for two."""
    return a_meeting(team)


def test_the_team_lead_sets_the_meeting_and_the_next_one_moves_with_it(team: ATeam, meeting: MeetingRow) -> None:
    assert (meeting.day, meeting.begins_at.hour, meeting.state, meeting.size) == (
        date(2026, 6, 11), 13, MeetingState.COMING, 2,
    )  # fmt: skip
    with as_kith(at=AT) as act, counted() as sent:
        operations.keep(act=act, team_id=team.id)
    assert sent == 12, "there is one already"
    with an_act(team.lead) as act, counted() as sent:
        operations.set_weekly(act=act, team_id=team.id, version=1, sets=replace(THURSDAYS, weekday=4, size=5))
    assert sent == 10
    moved = coming(team)
    assert (moved.id, moved.day, moved.size) == (meeting.id, date(2026, 6, 12), 5)
    assert last_entry(team.lead, "preparation.set_weekly").team_id == team.id
    with an_act(team.nurse) as act, pytest.raises(NotAllowed):
        operations.set_weekly(act=act, team_id=team.id, version=2, sets=THURSDAYS)
    with an_act(team.lead) as act, pytest.raises(Stale):
        operations.set_weekly(act=act, team_id=team.id, version=1, sets=THURSDAYS)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"weekday": 7}, "weekday"), ({"minutes": 5}, "minutes"), ({"size": 31}, "size"), ({"roles": ["witch"]}, "roles")],
)
def test_a_meeting_that_is_none_is_refused(team: ATeam, wrong: dict[str, object], field: str) -> None:
    with an_act(team.lead) as act, pytest.raises(Refusal) as refused:
        operations.set_weekly(act=act, team_id=team.id, version=0, sets=replace(THURSDAYS, **wrong))
    assert refused.value.field == field
    with an_act(team.lead):
        assert queries.weekly_of(team_id=team.id) is None


def test_whom_members_ask_for_stand_above_the_line_while_there_is_room(team: ATeam, meeting: MeetingRow) -> None:
    doris, ron, una = a_person(team), a_person(team, "Ron Abel"), a_person(team, "Una Cole")
    with an_act(team.nurse) as act, counted() as sent:
        case_id = operations.bring(act=act, meeting_id=meeting.id, person_id=doris, because="cannot cope")
    assert sent == 12
    entry = last_entry(team.nurse, "preparation.bring")
    assert (entry.person_ids, entry.detail["case_id"]) == ([doris], str(case_id))
    bring(team.nurse, meeting, ron)
    bring(team.nurse, meeting, una)
    assert bring(team.lead, meeting, doris, "fell again") == case_id
    with an_act(team.nurse), counted() as sent:
        first, second, third = queries.cases_of(meeting_id=meeting.id)
    assert sent == 2
    assert [(one.name, one.place, one.is_above) for one in (first, second, third)] == [
        ("Doris Pettigrew", 1, True), ("Ron Abel", 2, True), ("Una Cole", 3, False),
    ]  # fmt: skip
    assert [one.words for one in first.reasons] == [
        f"{team.nurse.name} asks: cannot cope",
        f"{team.lead.name} asks: fell again",
    ]
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Say why this person"):
        operations.bring(act=with_key(act), meeting_id=meeting.id, person_id=una, because=" ")
    assert outcomes(team.nurse, "preparation.bring")[-1] == ("refused", "Refusal")


def test_somebody_is_pulled_up_for_a_reason_and_who_waits_is_named(team: ATeam, meeting: MeetingRow) -> None:
    people = [a_person(team, name) for name in ("Doris Pettigrew", "Ron Abel", "Una Cole")]
    keys = [bring(team.nurse, meeting, one) for one in people]
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="no room"):
        operations.pull_up(act=act, case_id=keys[2], version=1, because="in hospital")
    with an_act(team.nurse) as act, counted() as sent:
        operations.pull_up(act=with_key(act), case_id=keys[2], version=1, because="in hospital", instead_of=keys[1])
    assert sent == 9
    rows = {one.id: one for one in listed(meeting, team.nurse)}
    assert [(rows[key].is_above, rows[key].moved_because) for key in keys] == [
        (True, ""), (False, "makes room for Una Cole: in hospital"), (True, "in hospital"),
    ]  # fmt: skip
    assert set(last_entry(team.nurse, "preparation.pull_up").person_ids) == {people[1], people[2]}
    with an_act(team.nurse) as act, pytest.raises(Stale):
        operations.pull_up(act=act, case_id=keys[1], version=1, because="no", instead_of=keys[0])


def test_the_list_is_confirmed_as_it_was_read_by_whoever_may(team: ATeam, meeting: MeetingRow) -> None:
    bring(team.nurse, meeting, a_person(team))
    with an_act(team.nurse) as act, pytest.raises(NotAllowed, match="coordinator"):
        operations.confirm(act=act, meeting_id=meeting.id, version=2)
    cora = a_member(team, "Cora Bell", "coordinator")
    with an_act(cora) as act, pytest.raises(Stale, match="Read it again"):
        operations.confirm(act=act, meeting_id=meeting.id, version=1)
    with an_act(cora) as act, counted() as sent:
        operations.confirm(act=with_key(act), meeting_id=meeting.id, version=2)
    assert sent == 5
    assert (coming(team).state, coming(team).confirmed_by) == (MeetingState.CONFIRMED, "Cora Bell")
    with an_act(cora) as act, pytest.raises(Refusal, match="confirmed already"):
        operations.confirm(act=act, meeting_id=meeting.id, version=3)


def test_what_a_huddle_put_to_the_meeting_is_done_or_due_then_with_its_case(team: ATeam, meeting: MeetingRow) -> None:
    doris, ron = a_person(team), a_person(team, "Ron Abel")
    put = {}
    for one in (doris, ron):
        with an_act(team.nurse) as act:
            put[one] = put_to_meeting(act=act, meeting_id=meeting.id, person_id=one, owner_id=team.nurse.member_id)
    keys = [bring(team.nurse, meeting, one) for one in (doris, ron)]
    with an_act(team.nurse) as act:
        meet(act=act, case_id=keys[0], outcome="Respite in July")
    with an_act(team.nurse) as act:
        carried = meet(act=act, case_id=keys[1], carry="nobody from housing")
    with an_act(team.nurse):
        found = action_queries.by_ids(action_ids=list(put.values()))
        now = queries.case_of(case_id=carried)
    after = meeting.begins_at + WEEK
    assert (found[put[doris]].state, found[put[doris]].outcome) == ("done", "Respite in July")
    assert (found[put[ron]].state, found[put[ron]].due_at) == ("open", after)
    assert (now.name, now.is_owed, now.is_above, now.carried_from_id, [one.words for one in now.reasons]) == (
        "Ron Abel", True, True, keys[1], ["carried over from Thursday 11 June: nobody from housing"],
    )  # fmt: skip
    assert [one.state for one in listed(meeting, team.nurse)] == [CaseState.SETTLED, CaseState.NEXT_WEEK]


def test_a_meeting_that_is_over_stays_as_it_was(team: ATeam, meeting: MeetingRow) -> None:
    doris = a_person(team)
    key = bring(team.nurse, meeting, doris)
    with an_act(team.nurse) as act:
        put = put_to_meeting(act=act, meeting_id=meeting.id, person_id=doris, owner_id=team.nurse.member_id)
    with an_act(team.lead, meeting.begins_at) as act:
        operations.call_off(act=act, meeting_id=meeting.id, version=2, because="snow")
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="This meeting is over"):
        operations.bring(act=act, meeting_id=meeting.id, person_id=doris, because="again")
    with an_act(team.nurse) as act:
        assert action_queries.one(action_id=put).due_at == meeting.begins_at + WEEK
        over = pytest.raises(DatabaseError, match="This meeting is over")
        with over, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update preparation_case set place = 5, act_id = act_id() where id = %s", [key])
    assert (coming(team).day, coming(team).id != meeting.id) == (date(2026, 6, 18), True)


def test_a_restricted_case_says_its_owner_and_nothing_else(team: ATeam, meeting: MeetingRow) -> None:
    grace = a_member(team, "Grace Lindley", "safeguarding-lead")
    doris = a_person(team)
    with an_act(team.nurse) as act:
        matter = safeguarding.raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised("Bruises"))
    with an_act(grace) as act:
        key = operations.bring_restricted(act=act, meeting_id=meeting.id, matter_id=matter)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="open to you"):
        operations.bring_restricted(act=act, meeting_id=meeting.id, matter_id=matter)
    [row] = listed(meeting, team.nurse)
    assert (row.id, row.place, row.state, row.is_restricted, row.may_open) == (key, 1, CaseState.LISTED, True, False)
    assert (row.person_id, row.name, row.reasons, row.preparer) == (None, "", (), "Grace Lindley")
    assert listed(meeting, grace)[0].may_open


def test_who_may_not_open_a_record_finds_a_place_and_an_owner(team: ATeam, meeting: MeetingRow) -> None:
    doris = a_person(team)
    bring(team.lead, meeting, doris)
    with an_act(team.nurse) as act:
        knowing.know_person(act=act, person_id=doris)
    [row] = listed(meeting, team.nurse)
    assert (row.person_id, row.name, row.is_restricted, row.may_open, row.reasons, row.place) == (
        None, "", True, False, (), 1,
    )  # fmt: skip
    assert listed(meeting, team.lead)[0].name == "Doris Pettigrew", "the control: others read it"
