"""Offers of work: their states and how each is answered, by when, how late the taker may be, and why one is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from kith.action.rules import ActionKind
from kith.language import _
from kith.place.rules import day_bounds, local_day
from kith.team.rules import Calendar, add_service_days, end_of_service_day, is_service_day

LONGEST_OFFER = timedelta(days=14)
"""How long an offer may wait: whoever has not answered in a fortnight will not."""


class OfferState(StrEnum):
    """Where an offer stands. Nothing has changed hands but in "accepted"."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Purpose(StrEnum):
    """What is offered: the work itself, or a share in it while the owner stays."""

    OWN = "own"
    HELP = "help"


class Lapse(StrEnum):
    """Why an offer lapsed."""

    NO_ANSWER = "no answer"
    RECEIVER_GONE = "receiver gone"
    PASSED_ON = "passed on"
    DONE = "done"
    CANCELLED = "cancelled"
    IN_ERROR = "in error"
    LEFT_THE_LIST = "left the list"


ENDS: Mapping[str, Lapse] = MappingProxyType(
    {"done": Lapse.DONE, "cancelled": Lapse.CANCELLED, "in error": Lapse.IN_ERROR}
)
"""What becomes of the offers of an action that reached one of these states."""

ANSWERS: Mapping[str, OfferState] = MappingProxyType(
    {
        "accept": OfferState.ACCEPTED,
        "decline": OfferState.DECLINED,
        "withdraw": OfferState.WITHDRAWN,
        "lapse": OfferState.LAPSED,
    }
)
"""What may become of a waiting offer; one that is answered stays so."""


class AlreadyAnswered(ValueError):
    """The offer has been answered, or is over."""


def check_answer(answer: str, state: OfferState) -> OfferState:
    """Return the state that an answer leads to. Raises AlreadyAnswered for any offer that does not wait."""
    if state is not OfferState.WAITING:
        raise AlreadyAnswered(_("This offer is not waiting for an answer any more."))
    return ANSWERS[answer]


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What decides where a waiting offer stands: by when it is to be answered, whether the receiver can take it.

    `receiver_is_there`: the member offered to is on the team with a seat and can open the record (true for a pool).
    `over` says why the thing itself cannot change hands any more.
    """

    answer_by: datetime
    receiver_is_there: bool = True
    over: Lapse | None = None


def lapse_of(offer: Facts, at: datetime) -> Lapse | None:
    """Return why a waiting offer lapses at a moment, None while it may still be answered: at the answer-by sharp it may."""
    if offer.over:
        return offer.over
    if not offer.receiver_is_there:
        return Lapse.RECEIVER_GONE
    return Lapse.NO_ANSWER if at > offer.answer_by else None


def latest_answer(at: datetime, deadline: datetime | None, calendar: Calendar) -> datetime:
    """
    Return the latest moment by which an offer may ask for its answer.

    The deadline of the action; when that is past, 5pm of the next service day; a fortnight for work due later, and for a
    person, who has no deadline.
    """
    furthest = at + LONGEST_OFFER
    if deadline is None:
        return furthest
    if deadline <= at:
        return end_of_service_day(add_service_days(local_day(at), 1, calendar))
    return min(deadline, furthest)


def usual_answer_by(at: datetime, deadline: datetime | None, calendar: Calendar) -> datetime:
    """Return the answer-by of an offer that names none: 5pm of this service day, else of the next, never after `latest_answer`."""
    today = local_day(at)
    day_ends = end_of_service_day(today)
    if not is_service_day(today, calendar) or day_ends <= at:
        day_ends = end_of_service_day(add_service_days(today, 1, calendar))
    return min(day_ends, latest_answer(at, deadline, calendar))


def latest_time(kind: ActionKind, due_at: datetime, latest_at: datetime | None, at: datetime) -> datetime:
    """
    Return the latest deadline with which an offer may be accepted at a moment (included).

    For an escalation its own; else what the giver said; else the last minute of the London day on which it is due, or of
    this day when that is past.
    """
    if kind is ActionKind.URGENT:
        return due_at
    return latest_at or day_bounds(max(local_day(due_at), local_day(at)))[1] - timedelta(minutes=1)
