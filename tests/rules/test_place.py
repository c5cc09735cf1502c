from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.place.rules import LONDON, NaiveMoment, at_local, bank_holidays, day_bounds, easter, local_day

from .invented import days, moments

years = st.integers(1978, 2199)


@given(days, st.times())
def test_a_local_time_belongs_to_its_day(day, clock):
    assert local_day(at_local(day, clock)) == day


@given(days, st.times())
def test_a_local_time_shows_on_london_clocks_unless_it_does_not_happen(day, clock):
    shown = at_local(day, clock).astimezone(LONDON).time()

    late = (datetime.combine(day, clock) + timedelta(hours=1)).time()
    assert shown in (clock, late)
    assert shown == clock or (day.month, day.weekday(), clock.hour) == (3, 6, 1)


@given(moments)
def test_days_follow_each_other_without_gap_or_overlap(moment):
    day = local_day(moment)
    start_at, end_at = day_bounds(day)

    assert start_at <= moment < end_at
    assert end_at == day_bounds(day + timedelta(days=1))[0]
    assert end_at - start_at in [timedelta(hours=hours) for hours in (23, 24, 25)]


@given(st.integers(1583, 4099))
def test_easter_agrees_with_the_other_known_way_to_compute_it(year):
    # The anonymous algorithm printed in Meeus, Astronomical Algorithms (1991), chapter 8.
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)

    assert easter(year) == date(year, month, day + 1)


@given(years)
def test_bank_holidays_are_eight_weekdays_and_those_added(year):
    added = {1999: 1, 2002: 1, 2011: 1, 2012: 1, 2022: 2, 2023: 1}.get(year, 0)

    assert len(bank_holidays(year)) == 8 + added
    assert all(day.weekday() < 5 and day.year == year for day in bank_holidays(year))


def test_a_moment_without_its_zone_is_refused():
    with pytest.raises(NaiveMoment):
        local_day(datetime.combine(date(2026, 6, 8), time(9)))
