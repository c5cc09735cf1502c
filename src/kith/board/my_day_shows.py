"""What the page of a member's own day is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.board.seams import Way
from kith.team.reachable import Reachable
from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class DayWork:
    """
    One action of a line: its words, the page that settles it, whether it is overdue.

    `done_words` are those of the way straight to saying what came of it, '' for none. `contact_id` is set for work that asks
    what became of a contact: saying that settles the work too. `may_pass`: it can be offered to somebody else.
    """

    words: str
    address: str
    is_late: bool
    contact_id: UUID | None = None
    done_words: str = ""
    may_pass: bool = True


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
class EscalatedLine:
    """An escalation that waits for the reader: whom, what by when, when it was raised ('' where not known), what is left."""

    person_id: UUID | None
    name: str
    age: int | None
    words: str
    since: str
    left: str
    by: datetime
    address: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer that waits for the reader's answer, in words, its page, and how whoever made it is reached."""

    words: str
    address: str
    reach: Reachable | None = None


@dataclass(frozen=True, slots=True)
class LedLine:
    """Somebody whom the reader leads today, with why they need something ('' for nothing)."""

    person_id: UUID
    name: str
    age: int | None
    why: str


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """Somebody whom the reader follows: what is new since they last opened the record, why they need something ('' each)."""

    person_id: UUID
    name: str
    age: int | None
    news: str
    why: str


@dataclass(frozen=True, slots=True)
class MyDayShow:
    """
    A member's day: escalations first; `summary` is the first line; `next_up` is framed, then the rest by time, then the done.

    `unsettled` are the lines that still need a result, `number_unsettled` counts what they ask. `asks`: what packages above ask.
    """

    team_slug: str
    day: date
    summary: str
    escalated: Sequence[EscalatedLine]
    offers: Sequence[OfferLine]
    next_up: DayLine | None
    later: Sequence[DayLine]
    done: Sequence[DayLine]
    unsettled: Sequence[DayLine]
    number_unsettled: int
    leads: Sequence[LedLine]
    followed: Sequence[FollowedLine]
    form: Filled
    asks: Sequence[Way] = ()
