"""
Dates, times, ages and numbers as words, in the manner of the NHS: '8:22am', 'midday', 'Monday 8 June', '4 days'.

Moments come in aware and are told in the team's zone. Nothing here reads the clock: what is relative takes `now`.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kith.language import _, day_and_month, days, listed, minutes, people, weekday_and_day
from kith.language import clock as clock_words
from kith.language import weekday as weekday_words

LONDON = ZoneInfo("Europe/London")


def local(at: datetime) -> datetime:
    """This will return an aware moment in the team's zone."""
    if at.tzinfo is None:
        raise ValueError("a moment that is shown must be time-zone aware")
    return at.astimezone(LONDON)


def day_of(when: date) -> date:
    """This will return the local day of a moment; a plain date is its own day."""
    return local(when).date() if isinstance(when, datetime) else when


def clock(at: datetime | time) -> str:
    """This will return a time of day: '8:22am', '9am', 'midday', 'midnight'."""
    told = local(at).time() if isinstance(at, datetime) else at
    return clock_words(told.hour, told.minute)


def weekday(day: date) -> str:
    """This will return the day's name: 'Monday'."""
    return weekday_words(day_of(day))


def short_day(day: date) -> str:
    """This will return a day within the year: '8 June'."""
    return day_and_month(day_of(day))


def saved_words(name: str, saved_at: datetime, at: datetime) -> str:
    """Return who saved something and when: 'Carol Finch, today 11:40am'."""
    return _("%(name)s, %(when)s") % {"name": name, "when": moment(saved_at, at)}


def long_day(day: date) -> str:
    """This will return a day of a week in sight: 'Monday 8 June'."""
    return weekday_and_day(day_of(day))


def plain_day(day: date) -> str:
    """This will return a day of any year, as for a date of birth: '14 March 1945'."""
    return _("%(day)s %(year)d") % {"day": short_day(day), "year": day_of(day).year}


def full_day(day: date) -> str:
    """This will return a day as a record states it: 'Monday 8 June 2026'."""
    return _("%(weekday)s %(day)s") % {"weekday": weekday(day), "day": plain_day(day)}


def near_day(day: date, now: date) -> str:
    """This will return 'today', 'tomorrow', 'yesterday', the weekday within six days either way, else the date."""
    told, today = day_of(day), day_of(now)
    away = (told - today).days
    if away in (-1, 0, 1):
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[away]
    if abs(away) < 7:
        return weekday(told)
    return short_day(told) if told.year == today.year else plain_day(told)


def moment(at: datetime, now: date) -> str:
    """This will return a moment near now: 'today 8:45am', 'Wednesday 5pm', '3 July midday'."""
    return _("%(day)s %(time)s") % {"day": near_day(at, now), "time": clock(at)}


def deadline(at: datetime, now: date) -> str:
    """This will return a deadline: 'today by 5pm', '3 July by midday'."""
    return _("%(day)s by %(time)s") % {"day": near_day(at, now), "time": clock(at)}


def ago(when: date, now: date) -> str:
    """This will return how long ago in calendar days: 'today', 'yesterday', '4 days'. The future is 'today'."""
    number = (day_of(now) - day_of(when)).days
    if number < 2:
        return _("yesterday") if number == 1 else _("today")
    return days(number)


def nhs_number(digits: str) -> str:
    """This will return an NHS number as people read it out: '999 204 3180'. Anything else comes back as it was."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 and digits.isdecimal() else digits


def cannot_own(name: str) -> str:
    """Return why somebody who has closed a person's record to themselves is not in a list of owners. No blame."""
    return _("%(name)s knows this person, so cannot own their work.") % {"name": name}


def cannot_lead(name: str) -> str:
    """Return why somebody who has closed a person's record to themselves is not in a list of who may lead. No blame."""
    return _("%(name)s knows this person, so cannot lead them.") % {"name": name}


def first_up(words: str) -> str:
    """This will return the words with a capital first letter, and the rest as it was."""
    return words[:1].upper() + words[1:]


def first_down(words: str) -> str:
    """This will return the words with a small first letter, and the rest as it was: as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def age(born: date, on: date) -> int:
    """This will return full years from birth to the local day of `on`."""
    day = day_of(on)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


FILTERS = {
    each.__name__: each
    for each in (
        ago,
        clock,
        day_of,
        days,
        deadline,
        first_down,
        first_up,
        full_day,
        listed,
        long_day,
        minutes,
        moment,
        near_day,
        nhs_number,
        people,
        plain_day,
        short_day,
        weekday,
    )
}
"""What templates may call by name: `{{ at|clock }}`, `{{ at|ago(now) }}`."""

__all__ = [
    "FILTERS",
    "age",
    "ago",
    "clock",
    "day_of",
    "days",
    "deadline",
    "first_up",
    "full_day",
    "listed",
    "local",
    "long_day",
    "minutes",
    "moment",
    "near_day",
    "nhs_number",
    "people",
    "plain_day",
    "short_day",
    "weekday",
]
