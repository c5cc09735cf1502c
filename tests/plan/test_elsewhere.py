"""What a shared plan can begin with: goals and plans that other services wrote down."""

from dataclasses import replace
from datetime import date

import pytest

from kith.plan.elsewhere_rules import GoalElsewhere, PlanElsewhere, Step, seeded
from kith.plan.rules import Goal

TODAY = date(2026, 11, 2)
CARE = PlanElsewhere(
    "Diabetes self management",
    "active",
    date(2026, 3, 1),
    None,
    [Step("Diet", "in-progress"), Step("Walks")],
    by="Dr Hay",
)
WEIGHT = GoalElsewhere("Lose 4 kg", "active", date(2026, 12, 1), "improving")


def test_what_goes_on_follows_ones_own_goals() -> None:
    own = [Goal("See her sister")]
    found, left = seeded(own, [WEIGHT], [CARE], today=TODAY, most=12)
    assert found == [
        Goal("See her sister"),
        Goal("Lose 4 kg", by=date(2026, 12, 1), going="improving"),
        Goal("Diabetes self management", who="Dr Hay", going="Diet; Walks"),
    ]
    assert left == 0


@pytest.mark.parametrize(
    "over",
    [
        replace(CARE, status="completed"),
        replace(CARE, status="revoked"),
        replace(CARE, last=date(2026, 11, 1)),
    ],
)
def test_a_plan_that_is_over_begins_nothing(over: PlanElsewhere) -> None:
    assert seeded([], [], [over], today=TODAY, most=12) == ([], 0)
    assert seeded([], [], [replace(CARE, last=TODAY)], today=TODAY, most=12)[0][0].by == TODAY


@pytest.mark.parametrize("over", [replace(WEIGHT, status="cancelled"), replace(WEIGHT, going="achieved")])
def test_a_goal_that_is_over_begins_nothing(over: GoalElsewhere) -> None:
    assert seeded([], [over], [], today=TODAY, most=12) == ([], 0)


def test_what_is_there_is_not_added_again_a_past_day_is_left_out_and_a_plan_has_room_for_twelve() -> None:
    own = [Goal("lose 4  KG.")]
    assert seeded(own, [WEIGHT, WEIGHT], [], today=TODAY, most=12) == (own, 0)
    assert seeded([], [replace(WEIGHT, by=date(2026, 11, 1))], [], today=TODAY, most=12)[0][0].by is None
    many = [replace(WEIGHT, what=f"Goal {n}") for n in range(15)]
    found, left = seeded(own, many, [], today=TODAY, most=12)
    assert (len(found), found[0], left) == (12, own[0], 4)
