"""Many take one offer, or the jobs of the minute run twice: one wins, the others are told, rows are there once."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from builders import AT, ATeam, a_member, a_person, a_team, an_act, an_action
from kith.access.home import as_kith
from kith.act import Stale
from kith.action import offering
from kith.action.offering import lapse
from kith.action.raising import raise_waiting
from kith.database.templates import Clone
from races.running import Door, asked, at_once, by, take_away

LATER = AT + timedelta(minutes=10)
STILL_WAITING = " and state = 'waiting'"


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def claims(arena: Clone, team: ATeam, without: str = "") -> list[str]:
    """Let eight nurses claim one action of a pool; return what is wrong afterwards."""
    nurses = [a_member(team, f"Nurse{number} Eight") for number in range(8)]
    work = an_action(team, a_person(team), due_at=AT + timedelta(hours=4))
    with an_act(team.nurse) as act:
        offer_id = offering.offer(act=act, action_id=work, to_role="nurse")
    claim = [by(one, lambda act: offering.accept(act=act, offer_id=offer_id), LATER) for one in nurses]
    said = at_once(arena, *claim, without=without)
    winners = [one for one, answer in zip(nurses, said, strict=True) if answer == work]
    if len(winners) != 1:
        return [f"{len(winners)} were told that they have it"]
    wrong = [] if _owner(arena, work) == winners[0].member_id else ["the winner does not own it"]
    others = {str(answer) for answer in said if answer != work}
    told = {f"{winners[0].name} took this at 8:32am. Nothing for you to do."}
    return wrong + ([] if others == told else [f"the others were told {others}"])


def test_of_eight_claimers_one_has_it_and_seven_are_told_who(arena: Clone, team: ATeam) -> None:
    assert claims(arena, team) == []


def test_without_its_condition_more_than_one_claimer_would_have_it(arena: Clone, team: ATeam) -> None:
    assert claims(arena, team, without=STILL_WAITING) != []


def accepts(arena: Clone, team: ATeam, without: str = "") -> list[str]:
    """Let one receiver accept from two sign-ins, each pressing four times; return what is wrong afterwards."""
    work = an_action(team, a_person(team), due_at=AT + timedelta(hours=4))
    with an_act(team.nurse) as act:
        offer_id = offering.offer(act=act, action_id=work, to_member_id=team.social_worker.member_id)

    def accept(act: Any) -> Any:
        return offering.accept(act=act, offer_id=offer_id)

    presses = [by(team.social_worker, accept, LATER, key=f"{work} {number % 2}") for number in range(8)]
    said = at_once(arena, *presses, without=without)
    taken = {number % 2 for number, answer in enumerate(said) if answer == work}
    stale = [answer for answer in said if isinstance(answer, Stale)]
    wrong = [] if len(taken) == 1 and len(stale) == 4 else [f"sign-ins {taken} have it, {len(stale)} presses are stale"]
    [(version, steps)] = asked(
        arena,
        "select a.version, (select count(*) from action_step s where s.action_id = a.id and s.kind = 'accept')"
        " from action_action a where a.id = %s",
        work,
    )
    return wrong + ([] if (version, steps) == (2, 1) else [f"{steps} steps, version {version}"])


def test_eight_accepts_by_two_sign_ins_are_one(arena: Clone, team: ATeam) -> None:
    assert accepts(arena, team) == []


def test_without_its_condition_both_sign_ins_would_accept(arena: Clone, team: ATeam) -> None:
    assert accepts(arena, team, without=STILL_WAITING) != []


# The jobs of the minute


def twice(does: Any, at: Any) -> list[Any]:
    """Return two racers that do the same as Kith, as two workers would."""

    def race(door: Door) -> Any:
        with as_kith(at=at, channel="job") as act:
            outcome = does(act)
            door.wait()
        return outcome

    return [race, race]


def lapses(arena: Clone, team: ATeam, without: str = "") -> list[str]:
    """Let two workers lapse three offers at once; return what is wrong afterwards."""
    for number in range(3):
        work = an_action(team, a_person(team, f"Person {number}"), due_at=AT + timedelta(hours=4))
        with an_act(team.nurse) as act:
            offering.offer(act=act, action_id=work, to_member_id=team.social_worker.member_id)
    at = AT + timedelta(hours=10)
    said = at_once(arena, *twice(lambda act: lapse(act=act, team_id=team.id), at), without=without)
    told = Counter(
        asked(
            arena,
            "select account_id, thing_id from message_message where kind = 'offer lapsed' and team_id = %s",
            team.id,
        )
    )
    [(steps,)] = asked(arena, "select count(*) from action_step where kind = 'lapse' and team_id = %s", team.id)
    wrong = [] if sorted(map(len, said)) == [0, 3] else [f"they say that they lapsed {said}"]
    wrong += [f"{number} times told" for number in told.values() if number != 1]
    return wrong + ([] if (len(told), steps) == (6, 3) else [f"{len(told)} told, {steps} steps"])


def test_two_workers_lapse_offers_once(arena: Clone, team: ATeam) -> None:
    assert lapses(arena, team) == []


def test_without_its_condition_offers_would_lapse_twice(arena: Clone, team: ATeam) -> None:
    assert lapses(arena, team, without=" and o.state = 'waiting'") != []


def raisings(arena: Clone, team: ATeam, without: str = "") -> list[str]:
    """Let two workers raise overdue work at once; return what is wrong afterwards."""
    for number in range(3):
        an_action(team, a_person(team, f"Person {number}"), due_at=AT + timedelta(hours=4))
    at = AT + timedelta(days=3)
    said = at_once(arena, *twice(lambda act: raise_waiting(act=act, team_id=team.id), at), without=without)
    rows = asked(arena, "select action_id, step from action_raised where team_id = %s", team.id)
    told = Counter(
        asked(
            arena,
            "select account_id, thing_id from message_message where kind = 'raised overdue' and team_id = %s",
            team.id,
        )
    )
    wrong = [] if sorted(said) == [0, 9] else [f"they say that they raised {said}"]
    wrong += [f"{number} times told" for number in told.values() if number != 1]
    return wrong + ([] if len(rows) == len(set(rows)) == 9 else [f"{len(rows)} rows"])


def test_two_workers_raise_waiting_work_once(arena: Clone, team: ATeam) -> None:
    assert raisings(arena, team) == []


def test_without_the_key_of_its_rows_work_would_be_raised_twice(arena: Clone, team: ATeam) -> None:
    take_away(arena, "alter table action_raised drop constraint action_raised_once")
    assert raisings(arena, team, without=" on conflict (action_id, subject, since, step) do nothing") != []


def _owner(arena: Clone, work: Any) -> Any:
    return asked(arena, "select owner_id from action_action where id = %s", work)[0][0]
