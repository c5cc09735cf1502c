from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.team.rules import (
    Calendar,
    NoWorkingDays,
    Period,
    add_service_days,
    cover_gaps,
    is_service_day,
    last_service_day,
    next_service_day,
    service_days_between,
    service_days_including,
)

from .invented import NOW, calendars, days

numbers = st.integers(0, 60)


@given(days, numbers, calendars)
def test_counting_undoes_adding(day, number, calendar):
    assert service_days_between(day, add_service_days(day, number, calendar), calendar) == number


@given(days, st.integers(1, 60), calendars)
def test_going_back_undoes_going_on_from_a_service_day(day, number, calendar):
    start = next_service_day(day, calendar)

    assert add_service_days(add_service_days(start, number, calendar), -number, calendar) == start


@given(days, st.integers(0, 900), calendars)
def test_the_quick_count_is_the_slow_count(day, number, calendar):
    last = day + timedelta(days=number)
    slow = sum(is_service_day(day + timedelta(days=step), calendar) for step in range(1, number + 1))

    assert service_days_between(day, last, calendar) == slow
    assert service_days_including(day, last, calendar) == slow + is_service_day(day, calendar)


@given(days, numbers, numbers, calendars)
def test_counts_of_two_stretches_add_up(day, first, second, calendar):
    middle = day + timedelta(days=first)
    last = middle + timedelta(days=second)

    parts = service_days_between(day, middle, calendar) + service_days_between(middle, last, calendar)
    assert parts == service_days_between(day, last, calendar)


@given(days, calendars)
def test_next_and_last_are_service_days_around_the_day(day, calendar):
    assert last_service_day(day, calendar) < day < next_service_day(day, calendar)
    assert is_service_day(last_service_day(day, calendar), calendar)
    assert is_service_day(next_service_day(day, calendar), calendar)


@given(days, numbers, calendars)
def test_days_before_count_nothing(day, number, calendar):
    assert service_days_between(day, day - timedelta(days=number), calendar) == 0


hours = st.integers(-50, 150).map(lambda hours: NOW + timedelta(hours=hours))
periods = st.lists(
    st.builds(lambda start, length: Period(start, start + timedelta(hours=length) if length else None), hours, numbers),
    max_size=5,
)


@given(periods)
def test_each_hour_is_covered_or_in_exactly_one_gap(periods):
    gaps = cover_gaps(periods, NOW, NOW + timedelta(hours=100))

    for hour in range(100):
        at = NOW + timedelta(hours=hour)
        assert any(_holds(period, at) for period in periods) + sum(_holds(gap, at) for gap in gaps) == 1
    assert not any(_holds(gap, NOW - timedelta(hours=1)) or gap.end_at > NOW + timedelta(hours=100) for gap in gaps)


def _holds(period, at):
    return period.start_at <= at and (period.end_at is None or at < period.end_at)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_calendar_without_a_working_day_is_refused(weekdays):
    with pytest.raises(NoWorkingDays):
        Calendar(working_weekdays=weekdays)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(NOW, NOW)
