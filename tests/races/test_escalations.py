"""Four workers move on at once, four things cross at once, an answer meets the clock: once, one, and one of the two."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, a_person, a_team, an_act
from kith.access.home import as_kith
from kith.act import Stale
from kith.database.templates import Clone
from kith.escalation import moving, operations
from races.running import Door, Racer, asked, at_once, by

LATE = AT + timedelta(minutes=16)
"""After the time of the first step of an urgent review, before that of the next."""


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def raised(team: ATeam, person_id: UUID) -> UUID:
    with an_act(team.social_worker) as act:
        return operations.raise_(act=act, team_id=team.id, person_id=person_id, worry="Grey", wanted="urgent")


def worker(team: ATeam) -> Racer:
    """Return a racer that moves on what is late, as a worker's job would."""

    def race(door: Door) -> Any:
        with as_kith(at=LATE, channel="job") as act:
            outcome = moving.move_on(act=act, team_id=team.id)
            door.wait()
        return outcome

    return race


def moves(arena: Clone, team: ATeam, without: str = "") -> list[str]:
    """Let four workers move on three escalations at once; return what is wrong afterwards."""
    keys = [raised(team, a_person(team, f"Person {number}")) for number in range(3)]
    moved = at_once(arena, *[worker(team) for _ in range(4)], without=without)
    asks = "select count(*) from escalation_routestep where escalation_id = any(%s) and step = 4"
    wrong = [] if sum(moved) == len(keys) else [f"{sum(moved)} were moved on"]
    [(steps,)] = asked(arena, asks, keys)
    return wrong + ([] if steps == len(keys) else [f"the last step was asked {steps} times"])


def test_of_four_workers_one_moves_each_on_once(arena: Clone, team: ATeam) -> None:
    assert moves(arena, team) == []


def test_without_its_lock_a_step_would_be_asked_more_than_once_or_refused(arena: Clone, team: ATeam) -> None:
    try:
        found = moves(arena, team, without=" for update of e skip locked")
    except Exception as error:  # noqa: BLE001  (the database's own guard speaks where ours is taken away)
        found = [str(error)]
    assert found != []


def crossings(arena: Clone, team: ATeam, without: str = "") -> list[str]:
    """Let four colleagues raise an escalation of one person at once; return what is wrong afterwards."""
    doris = a_person(team)
    colleagues = [team.nurse, team.social_worker, *(a_member(team, f"Nurse{number} Four") for number in range(2))]

    def worry(act: Any) -> UUID:
        return operations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused")

    said = at_once(arena, *[by(one, worry) for one in colleagues], without=without)
    rows = asked(arena, "select count(*) from escalation_escalation where person_id = %s", doris)
    reasons = asked(arena, "select count(*) from escalation_reason where person_id = %s", doris)
    work = asked(arena, "select count(*) from action_action where person_id = %s and kind = 'urgent'", doris)
    found = (len(set(said)), rows[0][0], reasons[0][0], work[0][0])
    return [] if found == (1, 1, 4, 1) else [f"escalations told, there, reasons, asks: {found}"]


def test_four_crossings_at_once_are_one_escalation_with_four_reasons(arena: Clone, team: ATeam) -> None:
    assert crossings(arena, team) == []


def test_without_waiting_for_each_other_they_would_not_join(arena: Clone, team: ATeam) -> None:
    try:
        found = crossings(arena, team, without="pg_advisory_xact_lock")
    except Exception as error:  # noqa: BLE001  (the database's own guard speaks where ours is taken away)
        found = [str(error)]
    assert found != []


@pytest.mark.parametrize("first", ["the answer", "the clock"])
def test_an_answer_that_meets_the_clock_is_one_of_the_two(arena: Clone, team: ATeam, first: str) -> None:
    key = raised(team, a_person(team))

    def answer(act: Any) -> UUID:
        return operations.respond(act=act, escalation_id=key, version=1, decision="I go")

    racers = [by(team.lead, answer, LATE), worker(team)]
    said = at_once(arena, *(racers if first == "the answer" else reversed(racers)), in_turn=True)
    state, step = asked(arena, "select state, step from escalation_escalation where id = %s", key)[0]
    if first == "the answer":
        assert (said, state, step) == ([key, 0], "answered", 3)
    else:
        assert (said[0], isinstance(said[1], Stale), state, step) == (1, True, "open", 4)
    ends = asked(arena, "select count(*) from escalation_routestep where escalation_id = %s and \"end\" = ''", key)
    assert ends[0][0] == (0 if first == "the answer" else 1)
