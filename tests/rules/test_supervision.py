"""Exact limits against published values, waits with unanswered ones kept in, when a session is due, which week is drawn."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.policy.supervision_rules import read_measures
from kith.policy.value_rules import TableError
from kith.supervision.rules import (
    Counted,
    Practice,
    Stands,
    Wait,
    binomial_cdf,
    centile,
    exact_limits,
    is_small,
    reading,
    session_due,
    waits_together,
    week_before,
    week_name,
)

AT = datetime(2026, 6, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("k", "n", "lower", "upper"),
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (2, 20, 0.0123, 0.3170),
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_limits_are_those_published(k, n, lower, upper):
    """
    The published exact limits: 81/263, 15/148, 0/20 and 1/29 in R G Newcombe, Statistics in Medicine 17 (1998), table I
    (method 5); those of ten and twenty in the usual tables of exact binomial limits.
    """
    assert [round(one, 4) for one in exact_limits(k, n)] == [lower, upper]


@given(st.integers(1, 400), st.data())
def test_at_each_limit_exactly_what_the_confidence_leaves_remains(n, data):
    k = data.draw(st.integers(0, n))
    lower, upper = exact_limits(k, n)
    assert 0 <= lower <= k / n <= upper <= 1
    if k:
        assert 1 - binomial_cdf(k - 1, n, lower) == pytest.approx(0.025, abs=1e-9)
    if k < n:
        assert binomial_cdf(k, n, upper) == pytest.approx(0.025, abs=1e-9)


@pytest.mark.parametrize(("k", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_what_is_no_share_has_no_limits(k, n):
    with pytest.raises(ValueError, match="between 0 and n"):
        exact_limits(k, n)


@pytest.mark.parametrize(
    ("own", "others", "stands"),
    [
        (Counted(5, 19), Counted(5, 200), Stands.TOO_FEW),
        (Counted(5, 20), Counted(5, 19), Stands.TOO_FEW),
        (Counted(10, 20), Counted(10, 100), Stands.MORE),
        (Counted(0, 40), Counted(40, 100), Stands.FEWER),
        (Counted(5, 20), Counted(25, 100), Stands.ALIKE),
        (Counted(30, 20), Counted(100, 100), Stands.ALIKE),
    ],
)
def test_a_member_stands_beside_the_others_or_too_few_to_say(own, others, stands):
    assert reading(Practice.SPARED, own, others, least=20).stands is stands


def test_numbers_from_one_to_seven_are_small_and_nought_is_not():
    assert [one for one in range(10) if is_small(one)] == [1, 2, 3, 4, 5, 6, 7]


def test_unanswered_waits_are_neither_left_out_nor_taken_as_ended():
    """Six waits of Kaplan and Meier's kind by hand: 10 and 30 ended, 20 open, 40 ended, 50 and 60 open."""
    waits = [(10, True), (20, False), (30, True), (40, True), (50, False), (60, False)]
    assert centile(waits, 0.5) == 40, "after 10: 5/6, after 30: 5/6 x 3/4, after 40: 5/6 x 3/4 x 2/3 = 0.417"
    assert centile(waits, 0.9) is None, "too many are open to say it"
    assert centile([(10, True), (30, True), (40, True)], 0.5) == 30, "left out, the open ones would make it look better"
    assert centile([], 0.5) is None


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.sampled_from([0.5, 0.9]))
def test_without_open_waits_a_centile_is_the_smallest_time_with_its_share(times, share):
    wanted = next(one for one in sorted(times) if sum(t <= one for t in times) >= share * len(times) - 1e-9)
    assert centile([(one, True) for one in times], share) == wanted


def test_a_wait_is_judged_once_answered_or_over():
    def wait(minutes: int, answered: int | None) -> Wait:
        opened = AT - timedelta(minutes=minutes)
        return Wait(opened, opened + timedelta(minutes=30), opened + timedelta(minutes=answered) if answered else None)

    found = waits_together([wait(300, 10), wait(300, 45), wait(90, None), wait(5, None)], AT)
    assert (found.number, found.unanswered, found.within, found.judged, found.longest_open) == (4, 2, 1, 3, 90)


def test_the_next_session_is_as_agreed_else_after_the_last_else_after_joining():
    joined, last = date(2026, 5, 1), date(2026, 5, 20)
    assert session_due(since=joined, last=None, agreed=None, days=28) == date(2026, 5, 29)
    assert session_due(since=joined, last=last, agreed=None, days=28) == date(2026, 6, 17)
    assert session_due(since=joined, last=last, agreed=date(2026, 6, 3), days=28) == date(2026, 6, 3)


def test_the_week_that_is_drawn_is_the_last_one_over():
    assert week_before(date(2026, 6, 8)) == (date(2026, 6, 1), date(2026, 6, 7))
    assert week_before(date(2026, 6, 14)) == (date(2026, 6, 1), date(2026, 6, 7))
    assert week_name(date(2025, 12, 29)) == "2026-W01"


@pytest.mark.parametrize("row", ["S-1,other,3,Words.", "S-1,session-days,0,Words.", "S-1,session-days,28,Words."])
def test_a_table_that_does_not_hold_together_is_refused(row):
    with pytest.raises(TableError, match="supervision"):
        read_measures(["id,what,number,sentence", row])
