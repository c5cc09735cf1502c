"""Who is on the agenda and why, who takes part, and how the time of a huddle is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from kith.board.rules import Line, in_order
from kith.board.section_rules import Section
from kith.language import _
from kith.language import minutes as minutes_words
from kith.language import people as people_words
from kith.place.rules import at_local, local_day

OVERDUE_SERVICE_DAYS = 5
"""Service days an action must be overdue to bring its person to the huddle; a team may set fewer or more."""
HUDDLE_MINUTES = (15, 20, 30)
MORE_MINUTES = 5
LONGEST_MINUTES = 60
WEEKLY_MEETING = (3, time(14))
"""Weekday (Monday is 0) and London time of the weekly meeting of a team that has not set its own."""


class Presence(StrEnum):
    """How a member takes part; those in the room or joined accept what is given to them there."""

    ROOM = "room"
    JOINED = "joined"
    AWAY = "away"


class AgendaReason(StrEnum):
    """Why a person is on the agenda, in the order of the agenda."""

    CARRIED = "carried"
    ESCALATED = "escalated"
    NEW = "new"
    MISSED = "missed"
    OVERDUE = "overdue"
    NOTICED = "noticed"
    RETURNED = "returned"
    ADDED = "added"


_SECTIONS = {
    Section.ESCALATED: AgendaReason.ESCALATED,
    Section.NEW: AgendaReason.NEW,
    Section.MISSED: AgendaReason.MISSED,
}


@dataclass(frozen=True, slots=True)
class Carried:
    """An action agreed at the last huddle and still not done, in words."""

    person_id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class Added:
    """A person put on the agenda by a member, who is named; or by a weekly meeting, in words of its own."""

    person_id: UUID
    by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A person to talk about: position (from 1), why by code and in words."""

    position: int
    person_id: UUID
    why: AgendaReason
    words: str


def agenda(
    lines: Iterable[Line],
    carried: Sequence[Carried] = (),
    added: Sequence[Added] = (),
    overdue_days: int = OVERDUE_SERVICE_DAYS,
) -> list[AgendaItem]:
    """
    Return the agenda: no person twice, each with why.

    First the carried, in the order given. Then in the order of the board everybody in Escalated, New to us and Contact
    missed; then whose oldest overdue action is `overdue_days` or more service days old, of whom something noticed at a
    contact is due today, or whose hold returned since the last service day; last anyone a weekly meeting or a member
    added. What else is due today and the rest stay on the board. Source: pages 4.2.
    """
    board = in_order(lines)
    called = [
        *_carried(carried),
        *(called for line in board for called in _by_section(line)),
        *(called for line in board for called in _by_age(line, overdue_days)),
        *((one.person_id, AgendaReason.ADDED, one.words or _("added by %(who)s") % {"who": one.by}) for one in added),
    ]
    first: dict[UUID, tuple[AgendaReason, str]] = {}
    for person_id, why, words in called:
        first.setdefault(person_id, (why, words))
    return [AgendaItem(position, who, *why) for position, (who, why) in enumerate(first.items(), start=1)]


def minutes_left(started_at: datetime, minutes: int, at: datetime) -> int:
    """Return whole minutes until the huddle should end, begun ones counted; negative when it is over its time."""
    seconds = (started_at + timedelta(minutes=minutes) - at).total_seconds()
    return int(-(-seconds // 60))


def pace_words(people: int, minutes: int) -> str:
    """Return '13 people left: about 1 minute each', '3 minutes over' (up to an hour), or 'Everybody has an outcome'."""
    if not people:
        return _("Everybody has an outcome")
    if minutes < -LONGEST_MINUTES:
        return _("more than an hour over")
    if minutes < 0:
        return _("%(time)s over") % {"time": minutes_words(-minutes)}
    if minutes < people:
        return _("%(people)s left: less than a minute each") % {"people": people_words(people)}
    words = {"people": people_words(people), "minutes": minutes_words(minutes // people)}
    return _("%(people)s left: about %(minutes)s each") % words


def next_weekly_meeting(at: datetime, weekday: int, starts: time) -> datetime:
    """Return, in UTC, the next weekly meeting strictly after a moment (Monday is 0; London time)."""
    today = local_day(at)
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    meets_at = at_local(day, starts)
    return meets_at if meets_at > at else at_local(day + timedelta(days=7), starts)


def _carried(carried: Sequence[Carried]) -> list[tuple[UUID, AgendaReason, str]]:
    whats: dict[UUID, list[str]] = {}
    for one in carried:
        whats.setdefault(one.person_id, []).append(one.what.strip().rstrip("."))
    return [
        (who, AgendaReason.CARRIED, _("carried over: %(what)s") % {"what": "; ".join(what)})
        for who, what in whats.items()
    ]


def _by_section(line: Line) -> list[tuple[UUID, AgendaReason, str]]:
    why = _SECTIONS.get(line.section) if line.section else None
    return [(line.person_id, why, line.reasons[0].words)] if why else []


def _by_age(line: Line, overdue_days: int) -> list[tuple[UUID, AgendaReason, str]]:
    if line.oldest_overdue_days is not None and line.oldest_overdue_days >= overdue_days:
        words = next(reason.words for reason in line.reasons if reason.section is Section.OVERDUE)
        return [(line.person_id, AgendaReason.OVERDUE, words)]
    if line.is_noticed:
        words = next(reason.words for reason in line.reasons if reason.section is Section.DUE and reason.door)
        return [(line.person_id, AgendaReason.NOTICED, words)]
    return [(line.person_id, AgendaReason.RETURNED, _("back from hold"))] if line.is_back_from_hold else []
