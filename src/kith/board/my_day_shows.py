"""What the page of a member's own day is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class DayWork:
    """One action of a line: its words, its page, whether it is overdue."""

    words: str
    address: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class DayLine:
    """
    One thing of the day. `time` is '11am' or 'By 5pm'; `contact_id` is None for work without a visit.

    `late` is '' or '3 actions overdue, oldest 9 days' or that a result is missing; `has_way` says that an address is known.
    """

    time: str
    person_id: UUID | None
    name: str
    age: int | None
    what: str
    late: str
    street: str
    contact_id: UUID | None
    works: Sequence[DayWork]
    is_visit: bool = False


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer that waits for the reader's answer, in words, and its page."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class LedLine:
    """Somebody whom the reader leads today, with why they need something ('' for nothing)."""

    person_id: UUID
    name: str
    age: int | None
    why: str


@dataclass(frozen=True, slots=True)
class MyDayShow:
    """A member's day: `summary` is the first line; `next_up` is framed, then the rest by time, then what is done."""

    team_slug: str
    day: date
    summary: str
    number: int
    offers: Sequence[OfferLine]
    next_up: DayLine | None
    later: Sequence[DayLine]
    done: Sequence[DayLine]
    unsettled: Sequence[DayLine]
    leads: Sequence[LedLine]
    form: Filled
