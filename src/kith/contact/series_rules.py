"""On which days a series of contacts falls, where a closed day sends it, and who goes while somebody is away."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from uuid import UUID

from kith.language import _
from kith.team.rules import Calendar, add_service_days, is_service_day

AHEAD = timedelta(days=28)
"""How far ahead the contacts of a series stand as rows, that day included: as far as a rota is published."""
LONGEST = timedelta(days=366)
"""From the first day of a series to its last, at most."""
_ONE_DAY = timedelta(days=1)


class Rhythm(StrEnum):
    """How the days of a series follow one another."""

    DAYS = "days"
    WEEKDAYS = "weekdays"
    CADENCE = "cadence"


class OnClosed(StrEnum):
    """What becomes of a contact whose day is no service day of the team."""

    NEXT = "next"
    PREVIOUS = "previous"
    KEEP = "keep"


class NoRhythm(ValueError):
    """A series without days has no contacts."""


@dataclass(frozen=True, slots=True)
class Days:
    """
    The days of a series: every so many days from its first, or on weekdays (Monday is 0).

    A series by the person's contact cadence is one of `every` days, as many as the list entry says when a day is worked out.
    """

    every: int | None = None
    weekdays: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        by_weekdays = bool(self.weekdays) and self.weekdays <= set(range(7))
        if not by_weekdays and not (self.every and self.every > 0):
            raise NoRhythm(_("choose every how many days, or at least one weekday"))

    def first_on(self, day: date) -> date:
        """Return the first day of the series from `day` on, `day` included."""
        while self.weekdays and day.weekday() not in self.weekdays:
            day += _ONE_DAY
        return day

    def after(self, day: date) -> date:
        """Return the day of the series that follows one of its days."""
        return self.first_on(day + _ONE_DAY) if self.weekdays else day + timedelta(days=self.every or 1)

    def has(self, day: date, *, one_of_them: date) -> bool:
        """Say whether a day is of the series; `one_of_them` is any day that is."""
        if self.weekdays:
            return day.weekday() in self.weekdays
        return (day - one_of_them).days % (self.every or 1) == 0


@dataclass(frozen=True, slots=True)
class Falls:
    """A contact of a series: the day that names it, and the day it is on."""

    day: date
    on: date


def last_day_of(days: Days, *, first: date, number: int, closed: OnClosed, calendar: Calendar) -> date:
    """
    Return the day of the last of so many contacts (at least 1), the first on or after `first`.

    Days that are left out because they fall together with another are not counted. Over `LONGEST` after the first it stops.
    """
    day = start = days.first_on(first)
    left = number
    while day - start <= LONGEST:
        left -= _stands(days, day, closed, calendar, last=None)
        if not left:
            return day
        day = days.after(day)
    return day


def moved(day: date, closed: OnClosed, calendar: Calendar) -> date:
    """Return the day a contact of this day is on: the same on a service day, else where closed days send it."""
    if closed is OnClosed.KEEP or is_service_day(day, calendar):
        return day
    return add_service_days(day, 1 if closed is OnClosed.NEXT else -1, calendar)


def falls(days: Days, *, start: date, until: date, last: date, closed: OnClosed, calendar: Calendar) -> Iterator[Falls]:
    """
    Yield the contacts of a series whose own day lies from `start` (one of its days) to `until`, both included, in order.

    Nothing is after the last day of the series but what a closed day sends there.

    A contact that a closed day sends to a day that has one of the series already is left out: nobody is visited twice, and
    of two sent to the same day the earlier goes.
    """
    day = days.first_on(start)
    while day <= min(until, last):
        if _stands(days, day, closed, calendar, last=last):
            yield Falls(day, moved(day, closed, calendar))
        day = days.after(day)


def next_day(days: Days, *, start: date, until: date, last: date) -> date | None:
    """Return the first day of a series after `until` that is not after its last, None when there is none."""
    day = days.first_on(start)
    while day <= until:
        day = days.after(day)
    return day if day <= last else None


def _stands(days: Days, day: date, closed: OnClosed, calendar: Calendar, *, last: date | None) -> bool:
    """Whether a day of a series has its contact: the day it is sent to has none of its own, and no earlier one was sent there."""
    on = moved(day, closed, calendar)
    if on == day:
        return True
    if days.has(on, one_of_them=day) and (last is None or on <= last):
        return False
    before = add_service_days(on, -1, calendar) if closed is OnClosed.NEXT else on
    earlier = (before + timedelta(days=number) for number in range(1, (day - before).days))
    return not any(days.has(one, one_of_them=day) for one in earlier)


@dataclass(frozen=True, slots=True)
class Absent:
    """The days a member is not there, both included."""

    member_id: UUID
    first_day: date
    last_day: date


def who_goes(
    member_id: UUID | None, *, on: date, absences: Collection[Absent], stand_ins: Sequence[UUID]
) -> UUID | None:
    """
    Return who makes a contact of a day: whoever the series is with, else the first stand-in who is there.

    Stand-ins are the named lead, the deputy and the duty lead of the day. Where nobody is there it stays with whoever the
    series is with, and their work passes on when their absence begins. None: somebody outside the team makes it.
    """
    if member_id is None:
        return None
    gone = {one.member_id for one in absences if one.first_day <= on <= one.last_day}
    there = [one for one in (member_id, *stand_ins) if one not in gone]
    return there[0] if there else member_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A series as it is asked for: how, with which rhythm, when on a London day, from when, why, and an end by day or number.

    `weekdays` are digits, Monday 0: '024'. `section` is the part of the plan it comes from, '' for none; `note` what for; `service`
    that of somebody else who is named, '' for what the words say.
    """

    way: str
    rhythm: str
    first_day: date
    from_clock: time
    to_clock: time
    reason: str
    last_day: date | None = None
    number: int | None = None
    every_days: int | None = None
    weekdays: str = ""
    on_closed: str = OnClosed.NEXT
    member_id: UUID | None = None
    by_other: str = ""
    section: str = ""
    note: str = ""
    service: str = ""
