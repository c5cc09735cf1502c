"""
What comes to a supervisor's queue, when a session is due, what practice is worth talking about, and how waits are told.

Nothing here ranks anybody: a member is held against the others of their own team, in words that ask.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import exp, lgamma, log, log1p


class LineKind(StrEnum):
    """
    Why a decision stands in a supervisor's queue.

    What was not escalated is there too, by its own rows: the look at it is work of its own and finishes it.
    """

    OVERRIDE = "override"
    REFUSED = "refused"
    LATE = "late"
    SAMPLE = "sample"


class Closed(StrEnum):
    """How a line of the queue was closed: by a note, looked at with nothing to add, or talked about in a session."""

    NOTE = "note"
    LOOKED = "looked"
    SESSION = "session"


class About(StrEnum):
    """What a note is about: a decision on the trail, an escalation, what was not escalated, a proposal, a person's case."""

    DECISION = "decision"
    ESCALATION = "escalation"
    SPARED = "spared"
    PROPOSAL = "proposal"
    CASE = "person"


ORDINARY = (
    "action.cancel",
    "action.complete",
    "caseload.arrange",
    "caseload.set_entry",
    "caseload.set_leads",
    "contact.record",
    "contact.settle",
    "escalation.close",
    "escalation.respond",
    "handover.close_person",
    "huddle.settle",
    "proposal.approve",
    "proposal.refuse",
)
"""Commands that are decisions about somebody: the sample is drawn from these."""


# Sessions


def session_due(*, since: date, last: date | None, agreed: date | None, days: int) -> date:
    """
    Return the day by which a member has their next session: as agreed in the last one, else so many days after it, else
    after they joined.
    """
    if agreed is not None:
        return agreed
    return (last or since) + timedelta(days=days)


def is_session_overdue(due: date, today: date) -> bool:
    """Say whether the day of a session is past."""
    return today > due


# The sample


def week_before(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the last week that is over on a day."""
    monday = day - timedelta(days=day.weekday() + 7)
    return monday, monday + timedelta(days=6)


def week_name(monday: date) -> str:
    """Return the name of a week, from which its sample is drawn: '2026-W24'."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02d}"


# Practice: exact limits and small numbers


class Practice(StrEnum):
    """What is counted of a member's practice, each per 100 contacts made."""

    CANNOT_ASSESS = "cannot assess"
    SPARED = "not escalated"
    WORRIED = "worried"


FEWEST_SHOWN = 8
"""Numbers from 1 to 7 are shown as a mark."""
CONFIDENCE = 0.95


def binomial_cdf(k: int, n: int, p: float) -> float:
    """Return the chance of at most `k` of `n` when each has chance `p` (0 < p < 1). Sums logarithms, so that nothing underflows."""
    if k >= n:
        return 1.0
    return min(1.0, sum(exp(_log_chance(i, n, p)) for i in range(k + 1)))


def _log_chance(i: int, n: int, p: float) -> float:
    return lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p)


def exact_limits(k: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """
    Return the exact (Clopper-Pearson) limits of a share: `k` of `n` (0 <= k <= n, n from 1), each from 0 to 1.

    The lower limit is the share at which `k` or more would happen with half of what the confidence leaves, the upper that
    at which `k` or fewer would. Found by halving 60 times, so to 1e-18. Source: C J Clopper and E S Pearson, "The use of
    confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934), 404-413.

    Raises:
        ValueError: for numbers that are not of this kind.
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError("k lies between 0 and n, and n is at least 1")
    tail = (1 - confidence) / 2
    lower = 0.0 if k == 0 else _halved(lambda p: 1 - binomial_cdf(k - 1, n, p) < tail)
    upper = 1.0 if k == n else _halved(lambda p: binomial_cdf(k, n, p) > tail)
    return lower, upper


def _halved(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


class Stands(StrEnum):
    """How a member's practice stands beside that of the others of the team."""

    TOO_FEW = "too few"
    ALIKE = "alike"
    MORE = "more"
    FEWER = "fewer"


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened, and at how many contacts."""

    number: int
    contacts: int

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.number + other.number, self.contacts + other.contacts)


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One count of a member beside the others of the team. `limits` are the exact limits of the member's own share.

    A share stands out when that of all others lies outside those limits.
    """

    practice: Practice
    own: Counted
    others: Counted
    stands: Stands
    limits: tuple[float, float] = (0.0, 1.0)


def reading(practice: Practice, own: Counted, others: Counted, *, least: int) -> Reading:
    """
    Return how a member's practice stands beside that of the others, who are taken together.

    Too few to say below `least` contacts of the member, or of all others together. What may happen more often than there
    are contacts (a worry needs none) counts at most once a contact.
    """
    own, others = (Counted(min(one.number, one.contacts), one.contacts) for one in (own, others))
    if own.contacts < least or others.contacts < least:
        return Reading(practice, own, others, Stands.TOO_FEW)
    limits = exact_limits(own.number, own.contacts)
    share = others.number / others.contacts
    stands = Stands.MORE if share < limits[0] else Stands.FEWER if share > limits[1] else Stands.ALIKE
    return Reading(practice, own, others, stands, limits)


def is_small(number: int) -> bool:
    """Say whether a number is so small that only a mark is shown: 1 to 7. Nought is no small number: it names nobody."""
    return 0 < number < FEWEST_SHOWN


def per_hundred(counted: Counted) -> float:
    """Return how often something happened in each 100 contacts (at least one contact)."""
    return 100 * counted.number / counted.contacts


# Response times


@dataclass(frozen=True, slots=True)
class Wait:
    """
    How long one escalation waited for its answer: raised, by when the first step was to be answered, answered (None: not yet).
    """

    opened_at: datetime
    respond_by: datetime
    answered_at: datetime | None

    def minutes(self, at: datetime) -> float:
        """Return the minutes until its answer, or until now while it waits."""
        return ((self.answered_at or at) - self.opened_at).total_seconds() / 60

    def is_within(self) -> bool:
        """Say whether it was answered by the time of its first step."""
        return self.answered_at is not None and self.answered_at <= self.respond_by

    def is_judged(self, at: datetime) -> bool:
        """Say whether it can be said already: it was answered, or its time is over."""
        return self.answered_at is not None or at > self.respond_by


@dataclass(frozen=True, slots=True)
class Waits:
    """
    The waits of a team together, in minutes; a centile is None while too many wait to say it.

    `longest_open` is how long the oldest unanswered one has waited so far (None: all are answered).
    """

    number: int
    unanswered: int
    median: float | None
    ninetieth: float | None
    within: int
    judged: int
    longest_open: float | None


def centile(waits: Sequence[tuple[float, bool]], share: float) -> float | None:
    """
    Return the time by which a share of all waits had ended; None when so many are still open that nobody can say.

    Each wait is its minutes and whether it ended; one that has not counts as waiting at least so long: it is neither left
    out nor taken as ended. Source: E L Kaplan and P Meier, "Nonparametric estimation from incomplete observations",
    Journal of the American Statistical Association 53 (1958), 457-481. Without open waits it is the smallest time that
    at least this share had ended by.
    """
    still, at_risk = 1.0, len(waits)
    for minutes, ended in sorted(waits, key=lambda one: (one[0], not one[1])):
        if ended:
            still *= 1 - 1 / at_risk
            if still <= 1 - share + 1e-12:
                return minutes
        at_risk -= 1
    return None


def waits_together(waits: Sequence[Wait], at: datetime) -> Waits:
    """Return the median, the 90th centile and how many were within the standard, with unanswered ones kept in."""
    times = [(one.minutes(at), one.answered_at is not None) for one in waits]
    open_ = [minutes for minutes, ended in times if not ended]
    return Waits(
        number=len(waits),
        unanswered=len(open_),
        median=centile(times, 0.5),
        ninetieth=centile(times, 0.9),
        within=sum(one.is_within() for one in waits),
        judged=sum(one.is_judged(at) for one in waits),
        longest_open=max(open_, default=None),
    )
