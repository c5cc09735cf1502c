"""Somebody goes - dies, or leaves the team - while work for them is made: nothing is left behind (P1, P4)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, a_person, a_team, an_act, an_action, an_entry
from huddle.monday import SEEN, started
from kith.access.home import as_kith
from kith.act import Refusal
from kith.action import offering
from kith.action import operations as actions
from kith.caseload.operations import set_leads
from kith.contact.operations import plan
from kith.database.templates import Clone
from kith.handover.deaths import record_death
from kith.handover.operations import begin_leaves, confirm_leave, plan_leave, remove_access
from kith.huddle import operations as huddles
from kith.place.rules import local_day
from races.running import Racer, asked, at_once, by, take_away

NOON = AT + timedelta(hours=4)
LATER = AT + timedelta(minutes=10)


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def visits(team: ATeam, doris: UUID) -> Racer:
    """Return a racer that plans a visit for the social worker."""
    window = {"window_from": NOON, "window_to": NOON + timedelta(hours=1)}
    return by(
        team.social_worker,
        lambda act: plan(
            act=act, team_id=team.id, person_id=doris, member_id=team.social_worker.member_id, way="visit", **window
        ),
        LATER,
    )


def works(team: ATeam, doris: UUID) -> Racer:
    """Return a racer in which the social worker gives themselves work."""
    return by(
        team.social_worker,
        lambda act: actions.add(
            act=act,
            team_id=team.id,
            person_id=doris,
            what="Ring her",
            owner_id=team.social_worker.member_id,
            due_at=NOON,
        ),
        LATER,
    )


def accepts(team: ATeam, doris: UUID) -> Racer:
    """Return a racer in which the social worker accepts what the nurse offers."""
    work = an_action(team, doris, due_at=NOON)
    with an_act(team.nurse) as act:
        offer_id = offering.offer(act=act, action_id=work, to_member_id=team.social_worker.member_id)
    return by(team.social_worker, lambda act: offering.accept(act=act, offer_id=offer_id), LATER)


def leads(team: ATeam, doris: UUID) -> Racer:
    """Return a racer in which the social worker becomes the named lead."""
    entry = an_entry(team, doris)
    lead = team.social_worker.member_id
    return by(
        team.social_worker,
        lambda act: set_leads(act=act, entry_id=entry.id, version=entry.version, named_lead_id=lead, deputy_id=None),
        LATER,
    )


MAKES: dict[str, Callable[[ATeam, UUID], Racer]] = {
    "a visit": visits,
    "an action": works,
    "an acceptance": accepts,
    "a lead": leads,
}
TABLES = {"a visit": "contact_contact", "an action": "action_action", "a lead": "caseload_listentry"}


# A death


def left_of_person(arena: Clone, doris: UUID) -> list[str]:
    """Return what is routine and still open for somebody."""
    found = asked(
        arena,
        "select what from action_action where person_id = %s and state in ('open', 'held') and kind = 'plain'"
        " union all select way from contact_contact where person_id = %s and state = 'planned'",
        doris,
        doris,
    )
    return [f"left: {words}" for (words,) in found]


@pytest.mark.parametrize("makes", ["a visit", "an action", "an acceptance"])
def test_death_leaves_nothing_planned_that_was_made_meanwhile(arena: Clone, team: ATeam, makes: str) -> None:
    assert deaths(arena, team, makes) == []


@pytest.mark.parametrize("makes", ["a visit", "an action"])
def test_without_its_lock_a_death_would_leave_it_planned(arena: Clone, team: ATeam, makes: str) -> None:
    take_away(arena, f"drop trigger waits_on_insert on {TABLES[makes]}")
    assert deaths(arena, team, makes, in_turn=True) != []


def deaths(arena: Clone, team: ATeam, makes: str, *, in_turn: bool = False) -> list[str]:
    doris = a_person(team)
    _made, _dead = at_once(
        arena,
        MAKES[makes](team, doris),
        by(team.lead, lambda act: record_death(act=act, person_id=doris, how_known="her son rang"), LATER),
        in_turn=in_turn,
    )
    return left_of_person(arena, doris)


# Leaving the team


def left_of_member(arena: Clone, member_id: UUID) -> list[str]:
    """Return what somebody still holds whose membership is over."""
    found = asked(
        arena,
        "select what from action_action where owner_id = %(one)s and state in ('open', 'held')"
        " union all select way from contact_contact where member_id = %(one)s and state = 'planned'"
        " union all select 'lead' from caseload_listentry where named_lead_id = %(one)s and state <> 'ended'".replace(
            "%(one)s", f"'{member_id}'"
        ),
    )
    tomorrow = LATER + timedelta(days=1)
    is_there = asked(
        arena, "select 1 from team_member where id = %s and during @> %s::timestamptz", member_id, tomorrow
    )
    return [] if is_there else [f"left: {words}" for (words,) in found]


def removes(team: ATeam) -> Racer:
    member = team.social_worker.member_id
    return by(team.lead, lambda act: remove_access(act=act, member_id=member, reason="left"), LATER)


def leaves(team: ATeam) -> Racer:
    """Return a racer in which the social worker, whose hands are empty, confirms leaving for good."""
    with an_act(team.social_worker) as act:
        leave_id = plan_leave(
            act=act,
            member_id=team.social_worker.member_id,
            first_day=local_day(AT) + timedelta(days=1),
            last_day=None,
            reason="moves away",
        )
    return by(team.social_worker, lambda act: confirm_leave(act=act, leave_id=leave_id, version=1), LATER)


GOES = {"access is removed": removes, "leaves for good": leaves}


@pytest.mark.parametrize("makes", MAKES)
@pytest.mark.parametrize("goes", GOES)
def test_whoever_leaves_holds_nothing_that_was_made_meanwhile(arena: Clone, team: ATeam, goes: str, makes: str) -> None:
    assert departures(arena, team, goes, makes) == []


@pytest.mark.parametrize("makes", ["a visit", "a lead"])
def test_without_its_lock_somebody_who_left_would_hold_it(arena: Clone, team: ATeam, makes: str) -> None:
    take_away(arena, f"drop trigger waits_on_{'update' if makes == 'a lead' else 'insert'} on {TABLES[makes]}")
    assert departures(arena, team, "access is removed", makes, in_turn=True) != []


def departures(arena: Clone, team: ATeam, goes: str, makes: str, *, in_turn: bool = False) -> list[str]:
    doris = a_person(team)
    _made, gone = at_once(arena, MAKES[makes](team, doris), GOES[goes](team), in_turn=in_turn)
    with as_kith(at=AT + timedelta(days=1), channel="job") as act:
        begin_leaves(act=act)
    wrong = [f"removal was refused: {gone}"] if goes == "access is removed" and isinstance(gone, Refusal) else []
    return wrong + left_of_member(arena, team.social_worker.member_id)


@pytest.mark.parametrize("in_turn", [False, True])
def test_what_was_accepted_from_whoever_goes_stays_with_the_taker(arena: Clone, team: ATeam, in_turn: bool) -> None:
    assert taken_from_whoever_goes(arena, team, in_turn=in_turn) == []


def test_without_its_condition_it_would_be_taken_from_the_taker_again(arena: Clone, team: ATeam) -> None:
    assert taken_from_whoever_goes(arena, team, without=" and a.owner_id = old.owner_id", in_turn=True) != []


def taken_from_whoever_goes(arena: Clone, team: ATeam, without: str = "", *, in_turn: bool) -> list[str]:
    """Accept work of somebody whose access is removed at that moment; return what is wrong afterwards."""
    other = a_member(team, "Tom Reed")
    work = an_action(team, a_person(team), owner=team.social_worker, due_at=NOON)
    with an_act(team.social_worker) as act:
        offer_id = offering.offer(act=act, action_id=work, to_member_id=other.member_id)
    accepted, gone = at_once(
        arena,
        by(other, lambda act: offering.accept(act=act, offer_id=offer_id), LATER),
        removes(team),
        without=without,
        in_turn=in_turn,
    )
    [(owner,)] = asked(arena, "select owner_id from action_action where id = %s", work)
    wanted = team.lead.member_id if isinstance(accepted, Refusal) else other.member_id
    wrong = [] if owner == wanted else ["what was accepted is not with whoever accepted it"]
    return wrong + ([f"the removal was refused: {gone}"] if isinstance(gone, Refusal) else [])


# The end of a huddle


def late_items(arena: Clone, team: ATeam, *, in_turn: bool = False) -> list[str]:
    doris, walter = a_person(team), a_person(team, "Walter Finch")
    monday = started(team, people=[doris])
    monday.settle("Doris Pettigrew", SEEN)
    closed, _added = at_once(
        arena,
        by(team.lead, lambda act: huddles.close(act=act, huddle_id=monday.huddle_id)),
        by(team.nurse, lambda act: huddles.add_person(act=act, huddle_id=monday.huddle_id, person_id=walter)),
        in_turn=in_turn,
    )
    loose = asked(arena, "select 1 from huddle_item where huddle_id = %s and outcome is null", monday.huddle_id)
    return ["a closed huddle has a loose item"] if loose and not isinstance(closed, Refusal) else []


def test_huddle_does_not_close_over_a_late_item(arena: Clone, team: ATeam) -> None:
    assert late_items(arena, team) == []


def test_without_its_lock_a_huddle_would_close_over_a_late_item(arena: Clone, team: ATeam) -> None:
    take_away(arena, "drop trigger huddle_shut on huddle_item")
    assert late_items(arena, team, in_turn=True) != []
