"""Several actions at once: each line is checked and answered by itself, and sent again nothing is done twice."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, a_person, a_team, an_act, an_action
from kith.act import NotAllowed, Refusal
from kith.action import offer_queries, operations, queries
from kith.action.bulk import BulkLine, Doing, LineResult, Wanted, bulk
from kith.action.models import Offer, Step
from statements import counted
from trailing import outcomes

LATER = AT + timedelta(minutes=10)
CALLED_OFF = Wanted(Doing.CANCEL, text="moved away")


def lines_of(*ids: UUID, version: int = 1) -> list[BulkLine]:
    return [BulkLine(key, version) for key in ids]


def states(team: ATeam, ids: list[UUID]) -> list[str]:
    with an_act(team.nurse):
        found = queries.by_ids(action_ids=ids)
    return [str(found[key].state) for key in ids]


@pytest.fixture
def work(team: ATeam, doris: UUID) -> list[UUID]:
    """Three actions of the nurse."""
    return [an_action(team, doris, f"Work {n}", due_at=AT + timedelta(hours=5)) for n in range(3)]


def test_each_line_is_answered_and_what_is_refused_keeps_nothing(team: ATeam, work: list[UUID]) -> None:
    with an_act(team.nurse) as act:
        operations.complete(act=act, action_id=work[1], version=1)
    south = a_team("South")
    foreign = an_action(south, a_person(south))
    with an_act(team.nurse, LATER) as act:
        results = bulk(act=act, team_id=team.id, lines=lines_of(*work, foreign), wanted=CALLED_OFF)
    assert [(one.action_id, one.is_done) for one in results] == [
        (work[0], True),
        (work[1], False),
        (work[2], True),
        (foreign, False),
    ]
    assert results[0].words == results[2].words == ""
    assert results[1].words and results[3].words
    assert states(team, work) == ["cancelled", "done", "cancelled"]
    assert states(south, [foreign]) == ["open"]
    with an_act(team.nurse):
        assert [row.kind for row in Step.objects.filter(action_id=work[1]).order_by("recorded_at")] == [
            "add",
            "complete",
        ]
    assert [outcome for outcome, _reason in outcomes(team.nurse, "action.cancel")].count("done") == 2
    assert outcomes(team.nurse, "action.bulk") == [("done", "")]


def test_same_key_gives_the_same_results_and_does_nothing_twice(team: ATeam, work: list[UUID]) -> None:
    with an_act(team.nurse, LATER) as act:
        first = bulk(act=act, team_id=team.id, lines=lines_of(*work), wanted=CALLED_OFF)
        again = bulk(act=act, team_id=team.id, lines=lines_of(*work), wanted=CALLED_OFF)
        assert Step.objects.filter(kind="cancel").count() == 3
    assert again == first == [LineResult(key, is_done=True, words="") for key in work]


@pytest.mark.parametrize("number", [1, 3])
def test_statements_grow_by_those_of_a_line(team: ATeam, work: list[UUID], number: int) -> None:
    with an_act(team.nurse, LATER) as act, counted() as sent:
        bulk(act=act, team_id=team.id, lines=lines_of(*work[:number]), wanted=CALLED_OFF)
    assert sent == 3 + 4 * number


def test_what_is_not_whole_is_refused_once(team: ATeam, work: list[UUID]) -> None:
    cases: list[tuple[Any, Wanted, str]] = [
        ([], CALLED_OFF, "line"),
        (lines_of(work[0], work[0]), CALLED_OFF, "line"),
        (lines_of(*work), Wanted(Doing.CANCEL), "reason"),
        (lines_of(*work), Wanted(Doing.HOLD, text="a letter"), "reason"),
        (lines_of(*work), Wanted(Doing.MOVE), "by"),
        (lines_of(*work), Wanted(Doing.OFFER), "to"),
    ]
    for lines, wanted, field in cases:
        with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
            bulk(act=act, team_id=team.id, lines=lines, wanted=wanted)
        assert refused.value.field == field
    assert states(team, work) == ["open"] * 3
    manager = a_member(team, "Peter Lindqvist", "place-manager")
    with an_act(manager) as act, pytest.raises(NotAllowed):
        bulk(act=act, team_id=team.id, lines=lines_of(*work), wanted=CALLED_OFF)


def test_work_is_given_to_the_duty_lead_and_taken_back_by_lines(team: ATeam, work: list[UUID]) -> None:
    with an_act(team.nurse) as act:
        bulk(act=act, team_id=team.id, lines=lines_of(*work[:2]), wanted=Wanted(Doing.TO_DUTY))
    with an_act(team.social_worker, LATER) as act:
        lines = [BulkLine(work[0], 2), BulkLine(work[1], 1), BulkLine(work[2], 1)]
        results = bulk(act=act, team_id=team.id, lines=lines, wanted=Wanted(Doing.TAKE))
    assert [one.is_done for one in results] == [True, False, False]
    assert "Sam Whitlock answers for this" in results[2].words
    with an_act(team.nurse):
        assert [queries.one(action_id=key).owner for key in work] == ["Rukhsana Mir", "Ama Owusu", "Sam Whitlock"]


def test_work_is_offered_moved_held_and_done_by_lines(team: ATeam, work: list[UUID]) -> None:
    to = team.social_worker.member_id
    wants = [
        Wanted(Doing.OFFER, to_member_id=to, text="I am away from noon"),
        Wanted(Doing.MOVE, due_at=AT + timedelta(days=1)),
        Wanted(Doing.HOLD, text="a letter", return_date=date(2026, 6, 10)),
        Wanted(Doing.DONE, text="rang them"),
    ]
    for number, wanted in enumerate(wants):
        version = max(1, number)
        with an_act(team.nurse, LATER) as act:
            results = bulk(act=act, team_id=team.id, lines=lines_of(*work, version=version), wanted=wanted)
        assert [one.words for one in results] == [""] * 3, wanted
    assert states(team, work) == ["done"] * 3
    with an_act(team.nurse):
        assert {row.to_name for row in offer_queries.offers_of_action(action_id=work[0])} == {"Rukhsana Mir"}
        assert Offer.objects.filter(state="lapsed", lapsed_because="done").count() == 3
