"""Several tell at once of what happened to one person: one refresh, with one piece of work, holds all of it (P8)."""

from typing import Any

import pytest

from builders import ATeam, Someone, a_member, a_person, a_team
from kith.database.templates import Clone
from kith.plan.operations import tell
from races.running import Racer, asked, at_once, by

HELD = "pg_advisory_xact_lock(hashtextextended(p, 7))"


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def told_at_once(arena: Clone, team: ATeam, without: str = "") -> tuple[int, int, int]:
    """Let three tell of three things at once; return how many events, refreshes and pieces of work there are."""
    doris = a_person(team)

    def teller(who: Someone, kind: str) -> Racer:
        def does(act: Any) -> str:
            return tell(act=act, team_id=team.id, person_id=doris, kind=kind)

        return by(who, does)

    people = [a_member(team, f"Teller{n} Three") for n in range(3)]
    racers = [teller(who, kind) for who, kind in zip(people, ("home", "carer", "crisis"), strict=True)]
    assert sorted(at_once(arena, *racers, without=without)) == ["carer", "crisis", "home"]
    [found] = asked(
        arena,
        "select count(*), count(distinct v.refresh_id), (select count(*) from action_action a where a.person_id = %s"
        " and a.kind = 'plan-review') from plan_event v where v.person_id = %s",
        doris,
        doris,
    )
    return found


def test_of_three_who_tell_at_once_the_second_and_third_join_the_first(arena: Clone, team: ATeam) -> None:
    assert told_at_once(arena, team) == (3, 1, 1)


def test_without_the_lock_each_starts_its_own(arena: Clone, team: ATeam) -> None:
    """The control: what holds them together is the lock."""
    assert told_at_once(arena, team, without=HELD) == (3, 3, 3)
