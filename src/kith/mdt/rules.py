"""How somebody takes part in a weekly meeting, what becomes of a case, which roles are there, and how its time is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.language import _, later, listed, ngettext
from kith.language import minutes as minutes_words
from kith.language import people as people_words
from kith.place.rules import time_words

MEETING_MINUTES = (30, 45, 60, 90)
MORE_MINUTES = 10
LONGEST_MINUTES = 120


class How(StrEnum):
    """How a member takes part. Those in the room or by link accept what is given to them there; a note is read out."""

    ROOM = "room"
    LINK = "link"
    NOTE = "note"
    AWAY = "away"


HERE = frozenset({How.ROOM, How.LINK})


class Outcome(StrEnum):
    """What became of a case. Off the list is for those who died or left the list since the meeting began."""

    SETTLED = "settled"
    NEXT_WEEK = "next week"
    HUDDLE = "to huddle"
    ESCALATED = "escalated"
    NO_CHANGE = "no change"
    OFF_LIST = "off the list"


OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SETTLED: later("Settled"),
        Outcome.NEXT_WEEK: later("Next week again"),
        Outcome.HUDDLE: later("To the huddle"),
        Outcome.ESCALATED: later("Escalated"),
        Outcome.NO_CHANGE: later("No change"),
        Outcome.OFF_LIST: later("Nothing to decide"),
    }
)
"""Labels, in the order of the page; `outcome_label` says one in the reader's language."""

NEEDS_REASON = frozenset({Outcome.NEXT_WEEK, Outcome.NO_CHANGE})
TOLD = frozenset({Outcome.SETTLED, Outcome.HUDDLE, Outcome.ESCALATED, Outcome.NO_CHANGE})
"""Outcomes of which the person is told: by whom, how and when is planned before the case is settled."""
OF_RESTRICTED = frozenset({Outcome.SETTLED, Outcome.NEXT_WEEK, Outcome.OFF_LIST})
"""All that a meeting says of a restricted case: what was decided stands on its own page."""


def outcome_label(outcome: Outcome) -> str:
    """Return what an outcome is called on the page: 'Next week again'."""
    return _(OUTCOMES[outcome])


WAYS: Mapping[str, str] = MappingProxyType(
    {
        "in person": later("In person"),
        "phone": later("By phone"),
        "video": later("By video"),
        "letter": later("By letter"),
        "message": later("By message"),
        "through somebody": later("Through somebody they chose"),
    }
)
"""How somebody is told what a meeting decided about them."""


WANTED: Mapping[str, str] = MappingProxyType(
    {
        "visit": later("At a visit"),
        "telephone": later("By phone"),
        "letter": later("By letter"),
        "message": later("By message"),
        "through somebody": later("Through somebody they chose"),
    }
)
"""How somebody wants the answer to their own question, as preparation keeps it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something typed is refused: the field, and the sentence that stands beside it."""

    field: str
    sentence: str


def outcome_fault(
    outcome: Outcome,
    *,
    is_restricted: bool = False,
    is_gone: bool = False,
    has_reason: bool = False,
    has_decision: bool = False,
    has_escalation: bool = False,
    has_telling: bool = False,
) -> Fault | None:
    """
    Return why a case cannot be settled so, or None.

    `has_telling`: by whom, how and when the person is told is planned. `is_gone`: they died or left the list.
    """
    if is_restricted and outcome not in OF_RESTRICTED:
        return Fault("outcome", _("Of a restricted case the meeting says only whether it was settled or comes again."))
    if is_restricted:
        return None
    if is_gone and outcome is not Outcome.OFF_LIST:
        return Fault("outcome", _("They have died or left the list: choose “Nothing to decide”."))
    if outcome is Outcome.OFF_LIST and not is_gone:
        return Fault("outcome", _("Somebody on the list needs an outcome: choose what becomes of the case."))
    if outcome in NEEDS_REASON and not has_reason:
        return Fault("reason", _("Write why, in a few words."))
    if outcome is Outcome.SETTLED and not has_decision:
        return Fault("outcome", _("Nothing is decided yet: add a decision, or choose “No change” and say why."))
    if outcome is Outcome.NO_CHANGE and has_decision:
        return Fault("outcome", _("Something is decided: choose “Settled”, or take the decision back first."))
    if outcome is Outcome.ESCALATED and not has_escalation:
        return Fault("raise_what", _("Say what worries you, and to whom it goes."))
    if outcome in TOLD and not has_telling:
        return Fault("tell_by", _("Say who tells the person, how, and by when."))
    return None


# Who is there


@dataclass(frozen=True, slots=True)
class Attends:
    """How a member takes part: the words of the role, how, until when they can stay, the note that they sent."""

    member_id: UUID
    name: str
    role: str
    how: How
    until_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoleHere:
    """
    A role and who is there for it, in words; `state` is here, note or missing.

    `needed_by` counts the open cases with a question to it.
    """

    role: str
    state: str
    words: str
    needed_by: int


def roles_here(
    attending: Iterable[Attends], expected: Sequence[str], needs: Sequence[frozenset[str]]
) -> list[RoleHere]:
    """
    Return the roles in the order expected, then those only needed, then others who came; each once.

    `needs` are the roles that each open case has a question for. The gap that matters is said: 'no one; 2 people need it'.
    """
    there = [one for one in attending if one.how is not How.AWAY]
    wanted = sorted(frozenset().union(*needs)) if needs else []
    order = dict.fromkeys([*expected, *wanted, *(one.role for one in sorted(there, key=lambda one: one.name))])
    return [
        _role(role, [one for one in there if one.role == role], sum(role in case for case in needs)) for role in order
    ]


def _role(role: str, own: Sequence[Attends], needed_by: int) -> RoleHere:
    if not own:
        words = _("no one")
        if needed_by:
            need = ngettext("%(n)d person needs it", "%(n)d people need it", needed_by) % {"n": needed_by}
            words = _("%(nobody)s; %(need)s") % {"nobody": words, "need": need}
        return RoleHere(role, "missing", words, needed_by)
    state = "here" if any(one.how in HERE for one in own) else "note"
    named = sorted(own, key=lambda one: (one.how not in HERE, one.name))
    return RoleHere(role, state, ", ".join(map(_who, named)), needed_by)


def _who(one: Attends) -> str:
    words = one.name
    if one.how is How.LINK:
        words = _("%(name)s, by link") % {"name": words}
    if one.how is How.NOTE:
        words = _("%(name)s: sent a note") % {"name": words}
    if one.until_at and one.how in HERE:
        words = _("%(name)s, until %(time)s") % {"name": words, "time": time_words(one.until_at)}
    return words


@dataclass(frozen=True, slots=True)
class Open:
    """An open case: where it stands in the list, and the roles it has a question for."""

    case_id: UUID
    position: int
    needs: frozenset[str]


def must_come_forward(cases: Sequence[Open], role: str) -> list[UUID]:
    """
    Return the open cases that need a role, by position, where they do not stand first already.

    Empty when every case that needs the role comes before all others.
    """
    ordered = sorted(cases, key=lambda one: one.position)
    own = [one for one in ordered if role in one.needs]
    return [one.case_id for one in own] if ordered[: len(own)] != own else []


# Time


def minutes_left(started_at: datetime, minutes: int, at: datetime) -> int:
    """Return whole minutes until a meeting should end, begun ones counted; negative when it is over its time."""
    return int(-(-(started_at + timedelta(minutes=minutes) - at).total_seconds() // 60))


def minutes_held(
    started_at: datetime, closed_at: datetime, planned: int = 0, settled_at: datetime | None = None
) -> int:
    """
    Return how long a meeting lasted: whole minutes, begun ones counted.

    Until it was closed; where that came late, until it should have ended (`planned` minutes) or the last case of its day was
    settled, whichever was later. 0 minutes planned: until it was closed.
    """
    over_at = max(filter(None, [started_at + timedelta(minutes=planned), settled_at])) if planned else closed_at
    return int(-(-(min(closed_at, over_at) - started_at).total_seconds() // 60))


def pace_words(cases: int, left: int) -> str:
    """Return '6 people left: about 5 minutes each', '3 minutes over', or 'Every case has an outcome'."""
    if not cases:
        return _("Every case has an outcome")
    if left < 0:
        return _("%(time)s over") % {"time": minutes_words(-left)}
    words = {"people": people_words(cases), "minutes": minutes_words(left // cases)}
    if left < cases:
        return _("%(people)s left: less than a minute each") % words
    return _("%(people)s left: about %(minutes)s each") % words


def who_leaves(attending: Iterable[Attends], at: datetime, within: timedelta = timedelta(minutes=30)) -> list[Attends]:
    """Return who is here and must leave within half an hour, or has left since, the earliest first."""
    leaving = [one for one in attending if one.how in HERE and one.until_at and one.until_at <= at + within]
    return sorted(leaving, key=lambda one: (one.until_at, one.name))


def names(attending: Iterable[Attends], *hows: How) -> str:
    """Return the names of those who take part in one of these ways, as a list in words; empty for nobody."""
    found = sorted(one.name for one in attending if one.how in hows)
    return listed(found) if found else ""
