"""How fresh a plan is, how two texts differ and are joined: without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.plan.forms import both
from kith.plan.models import SECTIONS as STORED
from kith.plan.queries import reviews
from kith.plan.rules import (
    SECTIONS,
    Content,
    Freshness,
    Goal,
    Kind,
    Piece,
    Sign,
    difference,
    freshness,
    joined,
    review_due,
)
from kith.policy.review_rules import read_reviews
from kith.policy.value_rules import TableError

WROTE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("reviewed", "days", "refresh_by", "today", "state"),
    [
        (None, 30, None, date(2026, 6, 1), Freshness.NONE),
        (WROTE, 30, None, date(2026, 6, 23), Freshness.FRESH),
        (WROTE, 30, None, date(2026, 6, 24), Freshness.DUE_SOON),
        (WROTE, 30, None, date(2026, 7, 1), Freshness.DUE_SOON),
        (WROTE, 30, None, date(2026, 7, 2), Freshness.OVERDUE),
        (WROTE, 60, None, date(2026, 7, 2), Freshness.FRESH),
        (WROTE, 60, date(2026, 6, 5), date(2026, 6, 3), Freshness.REFRESH),
        (WROTE, 60, date(2026, 6, 5), date(2026, 6, 6), Freshness.OVERDUE),
    ],
)
def test_freshness(reviewed: date | None, days: int, refresh_by: date | None, today: date, state: Freshness) -> None:
    assert freshness(reviewed, days, refresh_by, today) is state


def test_a_plan_is_due_by_the_earlier_of_its_cadence_and_a_refresh() -> None:
    assert review_due(WROTE, 30) == date(2026, 7, 1)
    assert review_due(WROTE, 30, date(2026, 6, 5)) == date(2026, 6, 5)
    assert review_due(WROTE, 30, date(2026, 8, 5)) == date(2026, 7, 1)


def test_higher_risk_is_looked_through_as_often_or_more_often() -> None:
    days = [reviews()[tier].days for tier in ("high", "medium", "low", "not assessed")]
    assert days == [30, 45, 60, 60]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["R,low,61,x"], "row 2: 30 to 60 days"),
        (["R,low,soon,x"], "row 2: 30 to 60 days"),
        (["R,low,30,x"] * 2, "row 3: the tier 'low' is none, or stands twice"),
        (["R,none,30,x"], "the tier 'none' is none"),
        (["R,low,30,x"], "the tier 'high' is missing"),
    ],
)
def test_a_cadence_beyond_30_to_60_days_or_a_tier_twice_or_missing_is_no_table(lines: list[str], said: str) -> None:
    with pytest.raises(TableError, match=said):
        read_reviews(["id,tier,days,sentence", *lines])


def test_the_sections_of_the_database_are_those_of_the_rules() -> None:
    assert list(SECTIONS) == STORED


def test_a_difference_says_what_was_taken_out_before_what_was_added() -> None:
    assert difference("Ring before 9.", "Ring after 9.") == [
        Piece(Kind.SAME, "Ring "),
        Piece(Kind.GONE, "before"),
        Piece(Kind.ADDED, "after"),
        Piece(Kind.SAME, " 9."),
    ]


WORDS = st.text("ab .\n", max_size=30)


@given(WORDS, WORDS)
def test_both_texts_come_back_from_their_difference(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(one.text for one in pieces if one.kind is not Kind.GONE) == after
    assert "".join(one.text for one in pieces if one.kind is not Kind.ADDED) == before


def test_two_texts_joined_hold_all_of_theirs_and_what_is_new_in_yours() -> None:
    assert joined("Knock.", "Knock. Ring after 9.", "Knock. Ask me twice.") == "Knock. Ring after 9. Ask me twice."
    assert joined("Knock.", "Knock. Ring after 9.", "Knock.  ring after 9!") == "Knock. Ring after 9."
    assert joined("", "", "Mine.") == "Mine."


@given(WORDS, WORDS, WORDS)
def test_what_is_joined_begins_with_theirs(base: str, theirs: str, yours: str) -> None:
    assert joined(base, theirs, yours).startswith(theirs.rstrip())


def test_lines_of_two_are_the_readers_and_then_what_is_new_to_them() -> None:
    walk, sleep, dry = Goal("Walk"), Goal("Sleep"), Goal("A dry room")
    found = both(Content(goals=[walk]), Content(goals=[walk, dry]), Content(goals=[walk, sleep]))
    assert found.goals == [walk, sleep, dry]
    grey, yours = Sign("1", "Grey", "Ring"), Sign("1", "Grey and cold", "Ring")
    again = both(
        Content(signs=[grey]),
        Content(signs=[Sign("1", "Grey", "999"), Sign("2", "Cold", "Ring")]),
        Content(signs=[yours]),
    )
    assert again.signs == [yours, Sign("2", "Cold", "Ring")], (
        "a sign that both rewrote stands as the reader wrote it, beside theirs"
    )
