"""
What a summary is made of, how an answer reads, when a partner is reminded, and who is asked again. Plain Python.

Moments are aware, days are London days.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2b
from statistics import median

from kith.language import later
from kith.place.rules import at_local, in_london, local_day
from kith.team.rules import end_of_service_day


class State(StrEnum):
    """Where a request stands. `collected` is told by its link, which was opened; the others are kept."""

    SENT = "sent"
    COLLECTED = "collected"
    ALIGNED = "aligned"
    NOT_ALIGNED = "not aligned"
    NO_ANSWER = "no answer"
    WITHDRAWN = "withdrawn"
    NOT_FOR_THEM = "not for them"


KEPT = tuple(one for one in State if one is not State.COLLECTED)
ANSWERED = frozenset({State.ALIGNED, State.NOT_ALIGNED})
STATE_WORDS: Mapping[State, str] = {
    State.SENT: later("Sent, not opened yet"),
    State.COLLECTED: later("Opened, no answer yet"),
    State.ALIGNED: later("Aligned"),
    State.NOT_ALIGNED: later("Not aligned"),
    State.NO_ANSWER: later("No answer"),
    State.WITHDRAWN: later("Withdrawn"),
    State.NOT_FOR_THEM: later("Not for them"),
}
"""As written; said by `_` where they are shown."""


class Settled(StrEnum):
    """How the owner goes on where a partner has not answered."""

    ANOTHER_WAY = "another way"
    WITHOUT = "without"
    ESCALATED = "escalated"


# What a summary says


NEVER_ASKED = frozenset({"name", "telephone", "day-lead-and-how-to-reach", "actions-of-all", "contradictions"})
"""Fields that are told and not asked about: of whom it is, whom to ring, what others do, and what is being settled already."""
OVER_WHEN_GONE = frozenset({"actions-of-agency", "actions-of-all"})
"""Fields of which a part that is gone was finished: nobody is asked again for it."""
QUESTION = "question"
"""The key of the sender's own question among what is answered."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    One thing that a summary says: of which field, under which heading, in plain words.

    `key` stays the same while the text is another: the field, and for one of several the beginning of the id it comes from.
    """

    field: str
    key: str
    heading: str
    text: str

    @property
    def digest(self) -> str:
        """What changes when the text does: 16 characters."""
        return blake2b(self.text.encode(), digest_size=8).hexdigest()

    @property
    def is_asked(self) -> bool:
        """Whether the partner says of it that it is right."""
        return self.field not in NEVER_ASKED


def digest_of(parts: Iterable[Part], question: str = "") -> str:
    """Return what changes when anything does of what is sent: what a sender has seen is what leaves."""
    said = "\n".join([*(f"{one.key} {one.digest}" for one in parts), question])
    return blake2b(said.encode(), digest_size=16).hexdigest()


# The answer


class Said(StrEnum):
    """What a partner says of one part."""

    YES = "yes"
    NO = "no"
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True)
class Answered:
    """What they say of one part, and because of what (words that a no needs)."""

    said: Said
    because: str = ""


THEIRS = frozenset({"actions-of-agency", "items-of-agency"})
"""Fields of what the agency itself does: where that is not theirs, nobody does it."""


def is_against(field: str, said: Said) -> bool:
    """Say whether an answer to a part of this field goes against the plan."""
    return said is Said.NO or (said is Said.NOT_OURS and field in THEIRS)


def verdict(parts: Iterable[Part], answers: Mapping[str, Answered]) -> State:
    """Return aligned, or not aligned where one answer goes against the plan. The sender's question decides nothing."""
    against = any(is_against(one.field, answers[one.key].said) for one in parts if one.key in answers)
    return State.NOT_ALIGNED if against else State.ALIGNED


def says_more(answers: Mapping[str, Answered]) -> bool:
    """Say whether an answer has something to read besides yes and no: words, or an answer to the sender's own question."""
    return any(key == QUESTION or one.because for key, one in answers.items())


QUOTED = 300
"""Characters of what was sent that are repeated where something is said of it."""


def quoted(text: str) -> str:
    """Return the beginning of a text in one line, to say what is meant."""
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else f"{words[: QUOTED - 3].rstrip()}..."


def unanswered(parts: Iterable[Part], answers: Mapping[str, Answered]) -> list[str]:
    """Return the keys of the parts that are asked and have no answer, in order."""
    return [one.key for one in parts if one.is_asked and one.key not in answers]


# By when, and when somebody is reminded


@dataclass(frozen=True, slots=True)
class Times:
    """Days: the most for an answer, the usual, how long before it they are reminded again, and service days to settle none."""

    longest: int
    usual: int
    before: int
    settle: int


def read_times(lines: Iterable[str]) -> Times:
    """
    Return the times of answers, from the lines of policy/partner-answers.csv.

    Raises:
        ValueError: for a row that is missing, twice or no whole number, or days that are over the 14 that a link opens.
    """
    rows = [(row["what"], row["number"]) for row in DictReader(lines)]
    known = {what: int(number) for what, number in rows if number.isdecimal()}
    if sorted(what for what, _number in rows) != ["before", "longest", "settle", "usual"] or len(known) != len(rows):
        raise ValueError("partner-answers: longest, usual, before and settle, once each, in whole numbers")
    if not 0 < known["usual"] <= known["longest"] <= 14 or not 0 < known["before"] < known["usual"]:
        raise ValueError(
            "partner-answers: reminded before the usual day, which is no later than the longest, 14 at most"
        )
    return Times(**known)


def answer_by(day: date, sent_at: datetime) -> datetime | None:
    """Return until when somebody may answer who is asked for a day: 5pm. None for a day that is past or over 14 days away."""
    until = end_of_service_day(day)
    return until if sent_at < until <= sent_at + timedelta(days=14) else None


def latest_day(sent_at: datetime, times: Times) -> date:
    """Return the last day for which somebody may be asked now."""
    day = local_day(sent_at) + timedelta(days=times.longest)
    return day if answer_by(day, sent_at) else day - timedelta(days=1)


def usual_day(sent_at: datetime, times: Times, agreed_until: date | None) -> date:
    """
    Return the day that somebody is asked for as usual, no later than the last day of the agreement that allows it.

    Instead of a day of the weekend it is the Monday after, or the Friday before where that is further than anybody is asked.
    """
    first = local_day(sent_at)
    day = first + timedelta(days=times.usual)
    monday = day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() in WEEKEND else 0)
    day = monday if monday <= first + timedelta(days=times.longest) else day - timedelta(days=day.weekday() - 4)
    return min(day, agreed_until) if agreed_until else day


WEEKEND = (5, 6)
READ_FROM, READ_UNTIL, READ_AT = time(9), time(16), time(10)
"""Between which times of a weekday a reminder is read, and at which it is sent where its moment is at another."""


TOO_NEAR = timedelta(hours=12)
"""Two reminders are never nearer than this to each other, to the sending or to the end."""


def reminders(sent_at: datetime, until: datetime, times: Times) -> list[datetime]:
    """
    Return when a partner is reminded: half-way, and the days of `times.before` before the end; first first.

    What would come in the evening, at night or at the weekend comes at 10am of the weekday before, or of the same one. Of two that
    would be nearer than twelve hours the later is kept; none stands that near to the sending or the end.
    """
    half, late = sent_at + (until - sent_at) / 2, until - timedelta(days=times.before)
    found = [one for one in map(_read, (half, late)) if sent_at + TOO_NEAR <= one <= until - TOO_NEAR]
    return found[1:] if len(found) == 2 and found[1] - found[0] < TOO_NEAR else found


def _read(at: datetime) -> datetime:
    """Return a moment when people read: the same on a weekday from 9am to 4pm, else the last 10am of a weekday before it."""
    here = in_london(at)
    if here.weekday() not in WEEKEND and READ_FROM <= here.time() <= READ_UNTIL:
        return at
    day = here.date() if here.time() > READ_AT else here.date() - timedelta(days=1)
    while day.weekday() in WEEKEND:
        day -= timedelta(days=1)
    return at_local(day, READ_AT)


def reminders_come(sent_at: datetime, until: datetime, at: datetime, times: Times) -> int:
    """Return how many reminders are due by a moment, that moment included."""
    return sum(1 for one in reminders(sent_at, until, times) if one <= at)


# Who is asked again


class Again(StrEnum):
    """Why somebody is asked again, or is not."""

    CHANGED = "changed"
    SAME = "same"
    NEVER_ASKED = "never asked"
    NOT_SHARED = "not shared"
    NOT_FOR_THEM = "not for them"


@dataclass(frozen=True, slots=True)
class LastAsked:
    """What was last sent to an agency for a purpose: digest by key, field by key, what the sender left out, how it stands."""

    digests: Mapping[str, str]
    fields: Mapping[str, str]
    left_out: frozenset[str] = frozenset()
    state: State = State.ALIGNED


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Whether somebody is asked again, why, and the keys of the parts that are new, changed or gone."""

    because: Again
    keys: Sequence[str] = field(default=())

    @property
    def is_asked(self) -> bool:
        """Whether a new version is to be sent."""
        return self.because is Again.CHANGED


def ask_again(last: LastAsked | None, now: Sequence[Part], allowed: Collection[str] | None) -> AskAgain:
    """
    Say whether an agency is asked again, from what it was last sent and what would be sent now.

    `allowed` are the fields that may be told now; None where nothing may: an objection, an agreement that ended, an agency that
    is not involved any more. Only parts that are asked about count: what changed elsewhere in the plan, in what the agreement
    does not allow or the sender left out, asks nobody. A part that is gone counts unless it is work that is over, or
    the agreement allows it no longer.
    """
    if last is None:
        return AskAgain(Again.NEVER_ASKED)
    if allowed is None:
        return AskAgain(Again.NOT_SHARED)
    if last.state is State.NOT_FOR_THEM:
        return AskAgain(Again.NOT_FOR_THEM)
    asked = {one.key: one for one in now if one.is_asked and one.field in allowed and one.key not in last.left_out}
    moved = [key for key, one in asked.items() if last.digests.get(key) != one.digest]
    moved += [key for key, of in last.fields.items() if key not in asked and _counts_when_gone(of, allowed)]
    return AskAgain(Again.CHANGED if moved else Again.SAME, tuple(moved))


def _counts_when_gone(of: str, allowed: Collection[str]) -> bool:
    return of in allowed and of not in NEVER_ASKED and of not in OVER_WHEN_GONE


# How a partner usually answers


FEWEST = 5
"""With fewer answers than this no figure is told."""


@dataclass(frozen=True, slots=True)
class Replied:
    """One request that is over: how it ended and how many hours after it was sent it was answered, None for never."""

    state: State
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How an agency usually answers: of how many requests, the median of hours, the share that was aligned; None for too few."""

    asked: int
    answered: int
    usual_hours: float | None
    aligned: int | None


def figures(requests: Iterable[Replied]) -> Figures:
    """
    Return how an agency answers, of requests that are over: withdrawn ones and those that went to the wrong hands do not count.

    Nor, as the database tells them, those whose link ended because somebody guessed at its code.

    The median is of those that were answered. Nothing but the numbers of requests is told below five answers.
    """
    counted = [one for one in requests if one.state in ANSWERED or one.state is State.NO_ANSWER]
    hours = [one.hours for one in counted if one.state in ANSWERED and one.hours is not None]
    if len(hours) < FEWEST:
        return Figures(len(counted), len(hours), None, None)
    aligned = sum(1 for one in counted if one.state is State.ALIGNED)
    return Figures(len(counted), len(hours), float(median(hours)), aligned)
