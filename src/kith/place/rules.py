"""Days, clocks and bank holidays of the place. Moments are stored in UTC and shown in London time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kith.language import clock, later, weekday_and_day

LONDON = ZoneInfo("Europe/London")
_MONDAY, _SATURDAY, _SUNDAY = 0, 5, 6


class NaiveMoment(ValueError):
    """A moment came without its time zone, so nobody can say which day it falls on."""


def in_london(at: datetime) -> datetime:
    """Return the same moment on London clocks. Raises NaiveMoment for a moment without a zone."""
    if at.tzinfo is None:
        raise NaiveMoment("a moment must be time-zone aware")
    return at.astimezone(LONDON)


@lru_cache(maxsize=1 << 14)
def local_day(at: datetime) -> date:
    """Return the London date of a moment: in summer a moment after 11pm UTC belongs to the next day."""
    return in_london(at).date()


def at_local(day: date, clock: time) -> datetime:
    """
    Return, in UTC, the moment when London clocks show this time on this day.

    Clocks going back (1am to 2am happens twice): the first of the two. Clocks going forward (1am to 2am does not
    happen): an hour later on the clock, so 1:30am means 2:30am.
    """
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=LONDON).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return start (included) and end (excluded) of a London day in UTC: 23, 24 or 25 hours apart."""
    return at_local(day, time(0)), at_local(day + timedelta(days=1), time(0))


def time_words(at: datetime) -> str:
    """Return the London time in words for the screen: '8:45am', '9am', 'midday', 'midnight'."""
    local = in_london(at)
    return clock(local.hour, local.minute)


def date_words(day: date) -> str:
    """Return 'Monday 8 June'."""
    return weekday_and_day(day)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar: the Sunday after the first church full moon from 21 March on."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)


# Holidays that a proclamation moved (a date to keep it on) or added, with the year's regular ones left to the rule.
# Source: www.gov.uk/bank-holidays and the royal proclamations it lists (read 2026-05).
_MOVED: Mapping[int, Mapping[str, date]] = MappingProxyType(
    {
        1995: {"Early May bank holiday": date(1995, 5, 8)},
        2002: {"Spring bank holiday": date(2002, 6, 4)},
        2012: {"Spring bank holiday": date(2012, 6, 4)},
        2020: {"Early May bank holiday": date(2020, 5, 8)},
        2022: {"Spring bank holiday": date(2022, 6, 2)},
    }
)
_ADDED: Mapping[date, str] = MappingProxyType(
    {
        date(1999, 12, 31): later("Millennium Eve"),
        date(2002, 6, 3): later("Golden Jubilee"),
        date(2011, 4, 29): later("Royal wedding"),
        date(2012, 6, 5): later("Diamond Jubilee"),
        date(2022, 6, 3): later("Platinum Jubilee"),
        date(2022, 9, 19): later("State funeral of Queen Elizabeth II"),
        date(2023, 5, 8): later("Coronation of King Charles III"),
    }
)


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """
    Return the bank holidays of England in a year with their names, in order of date; `_` says a name where it is shown.

    A holiday that falls on a weekend is given by its substitute weekday alone, as the government lists them. Days
    proclaimed later than the list above are not known here: teams add them to the closed days of their calendar.
    Source: Banking and Financial Dealings Act 1971, schedule 1, and the proclamations since 1974.
    """
    regular = {
        later("New Year's Day"): _weekday_from(date(year, 1, 1)),
        later("Good Friday"): easter(year) - timedelta(days=2),
        later("Easter Monday"): easter(year) + timedelta(days=1),
        later("Early May bank holiday"): _first_monday(date(year, 5, 1)),
        later("Spring bank holiday"): _first_monday(date(year, 5, 25)),
        later("Summer bank holiday"): _first_monday(date(year, 8, 25)),
        later("Christmas Day"): _christmas(year),
        later("Boxing Day"): _boxing_day(year),
    }
    dated = [(day, name) for name, day in (regular | dict(_MOVED.get(year, {}))).items()]
    dated += [(day, name) for day, name in _ADDED.items() if day.year == year]
    return MappingProxyType(dict(sorted(dated)))


@cache
def english_bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England in a year: the dates of `bank_holidays`."""
    return frozenset(bank_holidays(year))


def _weekday_from(day: date) -> date:
    return _first_monday(day) if day.weekday() in (_SATURDAY, _SUNDAY) else day


def _first_monday(day: date) -> date:
    return day + timedelta(days=(_MONDAY - day.weekday()) % 7)


def _christmas(year: int) -> date:
    """On a weekend, 27 December: Monday after a Saturday, Tuesday after a Sunday (Monday is then Boxing Day)."""
    day = date(year, 12, 25)
    return date(year, 12, 27) if day.weekday() in (_SATURDAY, _SUNDAY) else day


def _boxing_day(year: int) -> date:
    """On a weekend, 28 December: Monday after a Saturday, Tuesday after a Sunday (Monday is then Christmas Day)."""
    day = date(year, 12, 26)
    return date(year, 12, 28) if day.weekday() in (_SATURDAY, _SUNDAY) else day
