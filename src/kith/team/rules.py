"""Service days of a team's calendar, tiers, what a rota must have before it is published, gaps in on-call cover."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from kith.language import _, later
from kith.place.rules import at_local, date_words, english_bank_holidays, local_day, time_words

END_OF_SERVICE_DAY = time(17)
COVER_DAYS_AHEAD = 14
"""Days ahead, from now, in which on-call cover may have no gap."""

_ONE_DAY = timedelta(days=1)


class Tier(StrEnum):
    """How close a function stands to the team, closest first."""

    RESIDENT = "resident"
    HYPER_LOCAL = "hyper-local"
    CONSISTENT = "consistent"
    TAILORED = "tailored"
    ALIGNED = "aligned"


TIERS = tuple(Tier)
_TIER_WORDS: Mapping[str, str] = {
    Tier.RESIDENT: later("resident"),
    Tier.HYPER_LOCAL: later("hyper-local"),
    Tier.CONSISTENT: later("consistent"),
    Tier.TAILORED: later("tailored"),
    Tier.ALIGNED: later("aligned"),
}


def tier_words(tier: str) -> str:
    """Return what a tier is called on a page; one that is not known by its own name."""
    return _(_TIER_WORDS.get(tier, tier))


class NoWorkingDays(ValueError):
    """A calendar without a working weekday has no next service day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days a team works: weekdays (Monday is 0), whether bank holidays too, and single days it is closed."""

    working_weekdays: frozenset[int] = frozenset(range(5))
    extra_closed: frozenset[date] = frozenset()
    works_bank_holidays: bool = False

    def __post_init__(self) -> None:
        if not self.working_weekdays or not self.working_weekdays <= set(range(7)):
            raise NoWorkingDays(_("choose at least one working weekday, Monday (0) to Sunday (6)"))


def is_service_day(day: date, calendar: Calendar) -> bool:
    """Say whether the team works on this day."""
    return (
        day.weekday() in calendar.working_weekdays
        and day not in calendar.extra_closed
        and (calendar.works_bank_holidays or day not in english_bank_holidays(day.year))
    )


def service_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Return the number of service days after `first`, up to and including `last`; 0 when `last` is not later."""
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    odd_days = sum((first.weekday() + step) % 7 in calendar.working_weekdays for step in range(1, rest + 1))
    closed = _closed(first.year, last.year, calendar)
    number_closed = bisect_right(closed, last) - bisect_right(closed, first)
    return weeks * len(calendar.working_weekdays) + odd_days - number_closed


def service_days_including(first: date, last: date, calendar: Calendar) -> int:
    """Return the number of service days from `first` to `last`, both included; 0 when `last` is earlier."""
    return service_days_between(first - _ONE_DAY, last, calendar)


def add_service_days(day: date, number: int, calendar: Calendar) -> date:
    """Return the day `number` service days later (earlier when negative); `day` itself for 0, service day or not."""
    step = _ONE_DAY if number > 0 else -_ONE_DAY
    for _step in range(abs(number)):
        day += step
        while not is_service_day(day, calendar):
            day += step
    return day


def next_service_day(day: date, calendar: Calendar) -> date:
    """Return the first service day after `day`."""
    return add_service_days(day, 1, calendar)


def last_service_day(day: date, calendar: Calendar) -> date:
    """Return the last service day before `day`."""
    return add_service_days(day, -1, calendar)


def end_of_service_day(day: date) -> datetime:
    """Return 5pm London time of the day, in UTC."""
    return at_local(day, END_OF_SERVICE_DAY)


SERVICE_BEGINS = time(8)
"""When people of a team are at work from, on a service day."""


def after_service_minutes(at: datetime, minutes: int, calendar: Calendar) -> datetime:
    """Return when so many minutes of service time (8am to 5pm London on service days) have passed; nights do not count."""
    left, day = timedelta(minutes=minutes), local_day(at)
    while True:
        start_at, end_at = max(at, at_local(day, SERVICE_BEGINS)), end_of_service_day(day)
        if is_service_day(day, calendar) and start_at < end_at:
            if start_at + left <= end_at:
                return start_at + left
            left -= end_at - start_at
        day += _ONE_DAY


ON_CALL = "on-call"
"""The role in which the place's on-call cover is a member of every team."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a rota says of one day: duty lead, second in line, and everybody on shift (these two are added by themselves)."""

    day: date
    duty_lead_id: UUID | None = None
    second_id: UUID | None = None
    on_shift: tuple[UUID, ...] = ()

    @property
    def there(self) -> frozenset[UUID]:
        """Everybody who works that day."""
        return frozenset(member for member in (self.duty_lead_id, self.second_id, *self.on_shift) if member)

    def part_of(self, member: UUID) -> "Part":
        """Return the part of the day that a member takes first: duty, second in line, or a shift."""
        return {self.second_id: Part.SECOND, self.duty_lead_id: Part.DUTY}.get(member, Part.ON_SHIFT)

    @property
    def row(self) -> "RotaDay":
        """The part that a published rota must have."""
        return RotaDay(self.day, self.duty_lead_id, self.second_id)


@dataclass(frozen=True, slots=True)
class RotaDay:
    """The duty lead and the second in line of one service day; None while nobody is chosen."""

    day: date
    duty: UUID | None = None
    second: UUID | None = None


class Part(StrEnum):
    """The part of a day of the rota that something is wrong with."""

    DUTY = "duty"
    SECOND = "second"
    ON_SHIFT = "on"


@dataclass(frozen=True, slots=True)
class RotaFault:
    """One thing that keeps a day from being published: a sentence, and where to mend it."""

    day: date
    part: Part
    sentence: str


def faults_of(day: RotaDay) -> list[RotaFault]:
    """Return what a day lacks to be published: a duty lead, and another member second in line (P2)."""
    found = []
    if day.duty is None:
        found.append((Part.DUTY, later("%(day)s has no duty lead.")))
    if day.second is None:
        found.append((Part.SECOND, later("%(day)s has no second in line.")))
    if day.duty is not None and day.duty == day.second:
        found.append((Part.SECOND, later("%(day)s has the same member as duty lead and second in line.")))
    return [RotaFault(day.day, part, _(fault) % {"day": date_words(day.day)}) for part, fault in found]


def rota_faults(rota: Iterable[RotaDay]) -> list[str]:
    """Return, by day, a sentence for each thing that keeps a rota from being published; empty when it may be (P2)."""
    return [fault.sentence for row in sorted(rota, key=lambda row: row.day) for fault in faults_of(row)]


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment (included) to a moment (excluded), or open-ended."""

    start_at: datetime
    end_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.end_at is not None and self.end_at <= self.start_at:
            raise ValueError("a period ends after it starts")


def cover_gaps(periods: Iterable[Period], start_at: datetime, end_at: datetime) -> list[Period]:
    """Return the stretches between start and end that no period covers, in order; empty when cover is whole (P2)."""
    gaps, reached_at = [], start_at
    for period in sorted(periods, key=lambda period: period.start_at):
        if reached_at < min(period.start_at, end_at):
            gaps.append(Period(reached_at, min(period.start_at, end_at)))
        reached_at = max(reached_at, period.end_at or end_at)
    return gaps + ([Period(reached_at, end_at)] if reached_at < end_at else [])


def without(period: Period, taken: Period) -> list[Period]:
    """Return what is left of a period when another takes its part: nothing, one piece or two, in order."""
    pieces = []
    if period.start_at < taken.start_at:
        ends = min(period.end_at, taken.start_at) if period.end_at else taken.start_at
        pieces.append(Period(period.start_at, ends))
    if taken.end_at and (period.end_at is None or period.end_at > taken.end_at):
        pieces.append(Period(max(period.start_at, taken.end_at), period.end_at))
    return pieces


def gap_words(gap: Period) -> str:
    """Return a gap in words: 'from Monday 8 June 5pm to Tuesday 9 June 9am'."""
    if gap.end_at is None:
        return _("from %(first)s") % {"first": _moment_words(gap.start_at)}
    words = {"first": _moment_words(gap.start_at), "last": _moment_words(gap.end_at)}
    return _("from %(first)s to %(last)s") % words


@lru_cache(maxsize=256)
def _closed(first_year: int, last_year: int, calendar: Calendar) -> tuple[date, ...]:
    """The working weekdays of these years on which the team is closed, in order."""
    holidays = [] if calendar.works_bank_holidays else map(english_bank_holidays, range(first_year, last_year + 1))
    days = calendar.extra_closed.union(*holidays)
    return tuple(sorted(day for day in days if day.weekday() in calendar.working_weekdays))


def _moment_words(at: datetime) -> str:
    return _("%(day)s %(time)s") % {"day": date_words(local_day(at)), "time": time_words(at)}
