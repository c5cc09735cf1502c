"""Many actions at once: to another owner, to an end, and back, one statement whatever their number."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, a_person, a_team, an_act, an_action
from kith.act import Act, Refusal, operation
from kith.action import offer_queries, offering, operations, passing, queries
from kith.action.offer_rules import OfferState
from kith.action.queries import ActionRow
from kith.team.queries import sight_of_team
from small_world import may
from statements import counted

__all__ = ["may"]

LATER = AT + timedelta(minutes=10)


@operation("test.pass", sight=sight_of_team)
def pass_all(*, act: Act, team_id: UUID, action_ids: list[UUID], member_id: UUID) -> list[UUID]:
    """Pass work on from inside an operation."""
    done = passing.pass_to(act=act, team_id=team_id, action_ids=action_ids, member_id=member_id, why="is ill")
    return [one.action_id for one in done]


@operation("test.cancel", sight=sight_of_team)
def cancel_all(*, act: Act, team_id: UUID, action_ids: list[UUID]) -> UUID:
    """Cancel work from inside an operation; return the act."""
    passing.cancel_because(act=act, team_id=team_id, action_ids=action_ids, reason="has died")
    return act.id


@operation("test.restore", sight=sight_of_team)
def restore_all(*, act: Act, team_id: UUID, cancelled_by: UUID) -> list[UUID]:
    """Restore what an act cancelled."""
    done = passing.restore(act=act, team_id=team_id, cancelled_by=cancelled_by, why="recorded in error")
    return [one.action_id for one in done]


@pytest.fixture(autouse=True)
def _rights(may: Callable[[str], None]) -> None:
    for command in ("test.pass", "test.cancel", "test.restore"):
        may(command)


def rows_of(team: ATeam, ids: list[UUID]) -> list[ActionRow]:
    with an_act(team.nurse):
        found = queries.by_ids(action_ids=ids)
    return [found[key] for key in ids]


def work_of(team: ATeam, doris: UUID, number: int) -> list[UUID]:
    """Return actions of the nurse, the first of them held."""
    made = [an_action(team, doris, f"Work {n}") for n in range(number)]
    with an_act(team.nurse) as act:
        operations.hold(
            act=act, action_id=made[0], version=1, reason="a letter", return_date=AT.date() + timedelta(days=2)
        )
    return made


@pytest.mark.parametrize("number", [1, 3])
def test_work_is_passed_on_in_one_statement_and_holds_stay(team: ATeam, doris: UUID, number: int) -> None:
    made = work_of(team, doris, number)
    with an_act(team.nurse) as act:
        offer_id = offering.offer(act=act, action_id=made[0], to_member_id=team.social_worker.member_id)
    with an_act(team.lead, LATER) as act, counted() as sent:
        assert pass_all(act=act, team_id=team.id, action_ids=made, member_id=team.lead.member_id) == sorted(made)
    assert sent == 4
    rows = rows_of(team, made)
    assert {row.owner for row in rows} == {"Ama Owusu"}
    assert (rows[0].state, rows[0].hold_reason, rows[0].return_date) == (
        "held",
        "a letter",
        AT.date() + timedelta(days=2),
    )
    with an_act(team.nurse):
        assert offer_queries.offer_by_id(offer_id=offer_id).lapsed_because == "passed on"
        last = queries.steps_of(action_id=made[0])[-1]
    assert (last.kind, last.text, last.detail["before"]) == (
        "pass",
        "is ill",
        {"owner_id": str(team.nurse.member_id)},
    )


def test_finished_and_foreign_work_stays_and_a_stranger_is_refused(team: ATeam, doris: UUID) -> None:
    [done] = work_of(team, doris, 1)
    with an_act(team.nurse) as act:
        operations.complete(act=act, action_id=done, version=2)
    south = a_team("South")
    foreign = an_action(south, a_person(south))
    with an_act(team.lead, LATER) as act:
        assert pass_all(act=act, team_id=team.id, action_ids=[done, foreign], member_id=team.lead.member_id) == []
    work = an_action(team, doris)
    leaver = a_member(team, "Tom Reed", until=AT + timedelta(minutes=5))
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="not on the team now"):
        pass_all(act=act, team_id=team.id, action_ids=[work], member_id=leaver.member_id)
    assert rows_of(team, [work])[0].owner == "Sam Whitlock"


@pytest.mark.parametrize("number", [1, 3])
def test_what_one_act_cancelled_is_restored_as_it_was(team: ATeam, doris: UUID, number: int) -> None:
    made = work_of(team, doris, number)
    before = rows_of(team, made)
    with an_act(team.lead, LATER) as act, counted() as sent:
        cancelled_by = cancel_all(act=act, team_id=team.id, action_ids=made)
    assert sent == 4
    assert {(row.state, row.outcome) for row in rows_of(team, made)} == {("cancelled", "has died")}
    with an_act(team.lead, LATER) as act, counted() as sent:
        assert restore_all(act=act, team_id=team.id, cancelled_by=cancelled_by) == sorted(made)
    assert sent == 4
    after = rows_of(team, made)
    kept = ("state", "owner", "due_at", "hold_reason", "return_date", "outcome", "closed_at")
    assert [[getattr(row, name) for name in kept] for row in after] == [
        [getattr(row, name) for name in kept] for row in before
    ]
    with an_act(team.lead, LATER) as act:
        assert restore_all(act=act, team_id=team.id, cancelled_by=cancelled_by) == [], "once"


def test_what_was_changed_since_is_not_restored_and_offers_stay_over(team: ATeam, doris: UUID) -> None:
    made = work_of(team, doris, 2)
    with an_act(team.nurse) as act:
        offer_id = offering.offer(act=act, action_id=made[1], to_member_id=team.social_worker.member_id)
    with an_act(team.lead, LATER) as act:
        cancelled_by = cancel_all(act=act, team_id=team.id, action_ids=made)
    with an_act(team.lead, LATER) as act:
        operations.mark_in_error(act=act, action_id=made[0], version=3, reason="twice")
    with an_act(team.lead, LATER) as act:
        assert restore_all(act=act, team_id=team.id, cancelled_by=cancelled_by) == [made[1]]
    with an_act(team.nurse):
        assert offer_queries.offer_by_id(offer_id=offer_id).state is OfferState.LAPSED
