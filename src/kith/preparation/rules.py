"""The weekly meeting to come: its states and days, in which order cases stand, which questions are whose."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.language import later
from kith.place.rules import at_local, local_day
from kith.team.rules import Calendar, add_service_days, is_service_day, next_service_day


class MeetingState(StrEnum):
    """How far a weekly meeting is."""

    COMING = "coming"
    CONFIRMED = "confirmed"
    HELD = "held"
    CALLED_OFF = "called off"


class CaseState(StrEnum):
    """What became of a case: nothing yet, settled, to the next meeting, or dropped because it makes no sense any more."""

    LISTED = "listed"
    SETTLED = "settled"
    NEXT_WEEK = "next week"
    DROPPED = "dropped"


class HowTold(StrEnum):
    """How somebody wants the answer to their question."""

    VISIT = "visit"
    TELEPHONE = "telephone"
    LETTER = "letter"
    MESSAGE = "message"
    THROUGH = "through somebody"


class Verdict(StrEnum):
    """What a specialist answers: yes, no, or in words."""

    YES = "yes"
    NO = "no"
    WORDS = "words"


class CaseReason(StrEnum):
    """Why somebody stands on the list, the weightiest first."""

    CARRIED = "carried over"
    DEFERRED = "deferred by a huddle"
    RISK_UP = "risk has risen"
    ASKED = "asked for"
    CONTRADICTION = "contradiction"
    NOT_ALIGNED = "partner not aligned"
    HIGH_RISK = "high risk"
    MISSED = "missed contacts"
    PLAN_OVERDUE = "plan overdue"
    RESTRICTED = "restricted"


SIZE, MINUTES, AHEAD, MOST_QUESTIONS, MISSED_CONTACTS, MISSED_DAYS, RISEN_DAYS = WHAT = (
    "size", "minutes", "days-ahead", "most-questions", "missed-contacts", "missed-days", "risen-days",
)  # fmt: skip


class FigureError(ValueError):
    """The table of the weekly meeting is not sound."""


def read_figures(lines: Iterable[str]) -> dict[str, int]:
    """
    Return the numbers of the weekly meeting by what they steer, from the lines of policy/weekly-meeting.csv.

    Raises:
        FigureError: for a row that steers nothing known, a number below 1, or one that is missing or stands twice.
    """
    found: dict[str, int] = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        if row["what"] not in WHAT or row["what"] in found:
            raise FigureError(f"weekly-meeting, row {number}: {row['what']!r} is not known, or stands twice")
        if not row["number"].isdecimal() or int(row["number"]) < 1:
            raise FigureError(f"weekly-meeting, row {number}: the number is a whole one from 1")
        found[row["what"]] = int(row["number"])
    if missing := [what for what in WHAT if what not in found]:
        raise FigureError(f"weekly-meeting: {', '.join(missing)} is missing")
    return found


def next_meeting(at: datetime, weekday: int, starts: time) -> datetime:
    """Return, in UTC, the next weekly meeting strictly after a moment (Monday is 0; London time)."""
    today = local_day(at)
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    begins_at = at_local(day, starts)
    return begins_at if begins_at > at else at_local(day + timedelta(days=7), starts)


def meeting_day(day: date, calendar: Calendar) -> date:
    """Return the day of a meeting: as set where the team works that day, else its next service day."""
    return day if is_service_day(day, calendar) else next_service_day(day, calendar)


# The list


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands on the list, in words. `since`: since when it is so, earlier is weightier."""

    code: CaseReason
    words: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    Somebody who may be talked about: a person or a restricted matter by its id, and why (never empty).

    `left_out`: that they were below the line of the meeting before, whatever brought them.
    """

    key: UUID
    reasons: tuple[Reason, ...]
    left_out: bool = False

    @property
    def is_owed(self) -> bool:
        """Whether a huddle, or the last meeting, put them to this one."""
        return any(one.code in OWED for one in self.reasons)


OWED = frozenset({CaseReason.CARRIED, CaseReason.DEFERRED})
PUT_BY_HAND = frozenset({CaseReason.ASKED, CaseReason.DEFERRED})
"""Reasons that somebody gives: newer than a case was taken off a list, they put it there anew."""
_WEIGHT = {code: place for place, code in enumerate(CaseReason)}


@dataclass(frozen=True, slots=True)
class Placed:
    """A case on the list: place from 1, reasons the weightiest first, whether it is above the line."""

    key: UUID
    place: int
    reasons: tuple[Reason, ...]
    is_above: bool
    is_owed: bool
    was_left_out: bool = False


def in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return reasons, the weightiest first, of each kind the oldest first; none twice in the same words."""
    unique = {(one.code, one.words): one for one in reasons}
    return tuple(sorted(unique.values(), key=_weight_of_reason))


def _weight_of_reason(one: Reason) -> tuple[int, bool, float, str]:
    return _WEIGHT[one.code], one.since is None, one.since.timestamp() if one.since else 0.0, one.words


def case_list(candidates: Iterable[Candidate], size: int, by_hand: Mapping[UUID, bool] | None = None) -> list[Placed]:
    """
    Return the list that is proposed: above the line, of as many as the meeting has room for, and below it who waits.

    First who is owed and was left out last time: these are above the line whatever the size. Then by the weightiest reason,
    who was left out last time before who was not, by how many kinds of reason there are, by the oldest of the weightiest.
    A tie goes by id, so that two runs agree. `by_hand`: who was pulled up (True) or down by somebody, and stays so.
    """
    ordered, moved = sorted(candidates, key=_weight), by_hand or {}
    above = {one.key for one in ordered if _may_not_wait(one) or moved.get(one.key, False)}
    for one in ordered:
        if len(above) < size and moved.get(one.key, True):
            above.add(one.key)
    talked = [one for one in ordered if one.key in above] + [one for one in ordered if one.key not in above]
    return [
        Placed(one.key, place, in_order(one.reasons), one.key in above, one.is_owed, one.left_out)
        for place, one in enumerate(talked, start=1)
    ]


def _may_not_wait(one: Candidate) -> bool:
    return one.is_owed and one.left_out


def _weight(one: Candidate) -> tuple[bool, int, bool, int, bool, float, UUID]:
    first = in_order(one.reasons)[0]
    kinds = len({reason.code for reason in one.reasons})
    since = first.since.timestamp() if first.since else 0.0
    return not _may_not_wait(one), _WEIGHT[first.code], not one.left_out, -kinds, first.since is None, since, one.key


# Questions


@dataclass(frozen=True, slots=True)
class Put:
    """A question to a role, or to one member: for the case at which place, whether a decision is asked, since when."""

    id: UUID
    to_role: str
    to_member: UUID | None
    place: int
    asks_decision: bool
    put_at: datetime
    is_told: bool = False


def theirs(member: UUID, role: str, questions: Iterable[Put], most: int) -> list[UUID]:
    """
    Return the questions that are a specialist's own for a meeting, at most so many, the first to answer first.

    What they were told already; what is put to them by name before what is put to their role; what asks for a decision before
    what asks for an answer; then by the order of the cases, the oldest first. Of one case more than one only once every other
    case has its first.
    """
    mine = [one for one in questions if one.to_member == member or (one.to_member is None and one.to_role == role)]
    ordered = sorted(
        mine,
        key=lambda one: (not one.is_told, one.to_member is None, not one.asks_decision, one.place, one.put_at, one.id),
    )
    firsts: dict[int, UUID] = {}
    for one in ordered:
        firsts.setdefault(one.place, one.id)
    seen = set(firsts.values())
    later_ones = [one.id for one in ordered if one.id not in seen]
    told = [one.id for one in ordered if one.is_told]
    found = [*told, *(one.id for one in ordered if one.id in seen), *later_ones]
    return list(dict.fromkeys(found))[:most]


def whose(members: Mapping[UUID, str], questions: Sequence[Put], most: int) -> dict[UUID, list[UUID]]:
    """Return of each specialist, by member id and role, the questions that are theirs; who has none is not in the answer."""
    found = {member: theirs(member, role, questions, most) for member, role in sorted(members.items())}
    return {member: keys for member, keys in found.items() if keys}


# The page on a person


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page on a person: what it is about, its heading, and its text, a line for each thing."""

    key: str
    heading: str
    text: str


PARTS: Mapping[str, str] = MappingProxyType(
    {
        "who": later("Who"),
        "matters": later("What matters most to them"),
        "changed": later("What changed since last time"),
        "contradictions": later("What contradicts"),
        "partners": later("Partners"),
        "actions": later("Open actions"),
        "risks": later("Risks"),
        "goals": later("What we work towards"),
        "comes": later("Who comes"),
    }
)
"""The parts of a page in order of reading, with their headings, said by `_` where they are written."""


def prepare_from(day: date, days_ahead: int, calendar: Calendar) -> date:
    """Return the day on which a meeting is prepared: so many service days before it."""
    return add_service_days(day, -days_ahead, calendar)
