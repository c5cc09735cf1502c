"""
What other routes, closing rules, cadences and rights would have done with last month: worked out by the rules that work today.

What happened is read as it was kept; only what a version says is put in its place. Who was not there is not there in the replay
either, and whoever answered answers at the same moment: nothing is guessed about people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kith.action.raising_rules import after_service_days, begins_to_wait
from kith.escalation.rules import respond_by
from kith.policy.closing_rules import Closing
from kith.policy.route_rules import Route, RouteStep
from kith.policy.rules import Cadence, Right, Role, verdict_for
from kith.team.rules import Calendar

LAG, SLACK = timedelta(minutes=1), timedelta(minutes=2)
"""What is not answered goes on at the next minute: until then it may still be answered, and what follows begins that much later."""
ANSWERED, MOVED_ON, HANDED_ON, NOBODY_THERE, WAITS = "answered", "moved on", "handed on", "nobody there", ""


@dataclass(frozen=True, slots=True)
class Went:
    """One step of a route as it went: its number, whom it asked, from when to when, and how it ended ('' : it waits)."""

    step: int
    act: str
    asked: str
    asked_at: datetime
    respond_by: datetime
    end: str

    @property
    def time(self) -> timedelta:
        """How long it had to answer."""
        return self.respond_by - self.asked_at


@dataclass(frozen=True, slots=True)
class Ran:
    """
    One escalation of last month, on the route that it ran on last: since when, when somebody answered (None: nobody yet), when it
    was handed on, whom nobody was there for, and the steps as they went.
    """

    escalation_id: UUID
    person_id: UUID
    level: int
    route: str
    began_at: datetime
    answered_at: datetime | None
    handed_on: Sequence[datetime]
    nobody: frozenset[tuple[str, str]]
    went: Sequence[Went]


def run(route: Route, ran: Ran, calendar: Calendar, now: datetime) -> list[Went]:
    """
    Return how an escalation would have gone along a route, up to a moment, whoever was asked and answered as it was.

    The last step asks again for ever: how it goes the first time is told.
    """
    found: list[Went] = []
    at = ran.began_at
    for place, step in enumerate(route.steps):
        is_last = place == len(route.steps) - 1
        until = respond_by(step, at, calendar)
        if not is_last and (step.act, step.asked) in ran.nobody:
            found.append(_went(step, at, until, NOBODY_THERE))
            continue
        end, ends_at = _end(ran, at, until, now)
        found.append(_went(step, at, until, end))
        if end in (ANSWERED, WAITS) or is_last:
            break
        at = ends_at
    return found


def _end(ran: Ran, at: datetime, until: datetime, now: datetime) -> tuple[str, datetime]:
    """Return how a step that asks from a moment to another ends, and when."""
    handed = next((one for one in ran.handed_on if at < one <= until), None)
    if ran.answered_at and ran.answered_at <= until + LAG and (handed is None or ran.answered_at <= handed):
        return ANSWERED, ran.answered_at
    if handed:
        return HANDED_ON, handed
    return (WAITS, until) if until + SLACK > now else (MOVED_ON, until)


def _went(step: RouteStep, at: datetime, until: datetime, end: str) -> Went:
    return Went(step.step, step.act, step.asked, at, until, end)


def is_same_way(before: Sequence[Went], after: Sequence[Went]) -> bool:
    """Say whether an escalation went the same way: the same asked in turn, for as long to a minute or two, with the same end."""
    one, other = ([step for step in went if step.end != NOBODY_THERE] for went in (before, after))
    return len(one) == len(other) and all(
        (mine.act, mine.asked, mine.end) == (theirs.act, theirs.asked, theirs.end)
        and abs(mine.time - theirs.time) <= SLACK
        for mine, theirs in zip(one, other, strict=True)
    )


def goes_on_longer(before: Sequence[Went], after: Sequence[Went]) -> bool:
    """Say whether more steps would have passed unanswered than did."""
    return _passed(after) > _passed(before)


def _passed(went: Sequence[Went]) -> int:
    return sum(one.end == MOVED_ON for one in went)


@dataclass(frozen=True, slots=True)
class Closed:
    """One escalation that was closed last month: at which level, when, by whom in which role."""

    escalation_id: UUID
    person_id: UUID
    level: int
    closed_at: datetime
    by: str
    role: str


def may_close(closing: Mapping[int, Closing], one: Closed) -> bool:
    """Say whether whoever closed an escalation may by a table."""
    return one.level in closing and one.role in closing[one.level].roles


@dataclass(frozen=True, slots=True)
class Raising:
    """One raising of waiting work: by which step of its cadence, when, and to whom by the table; who was told, where it was."""

    step: int
    rule: str
    to: str
    at: datetime
    told: str = ""


@dataclass(frozen=True, slots=True)
class Waited:
    """Work that waited last month: since when for what, until when (None: it still does), and what it raised."""

    action_id: UUID
    person_id: UUID | None
    what: str
    subject: str
    since: datetime
    until: datetime | None
    raised: Sequence[Raising]


def raisings(
    cadences: Iterable[Cadence], one: Waited, calendar: Calendar, *, since: datetime, now: datetime
) -> list[Raising]:
    """Return what work that waited would have raised by cadences, within a stretch of time and while it waited."""
    waits = begins_to_wait(one.subject, one.since, calendar)
    found = []
    for row in cadences:
        at = after_service_days(waits, row.after_service_days, calendar)
        if row.subject == one.subject and since < at < now and (one.until is None or at < one.until):
            found.append(Raising(row.step, row.rule, row.to, at))
    return found


def days_of(raised: Iterable[Raising]) -> list[tuple[str, object]]:
    """Return what matters of raisings: to whom, on which day."""
    return [(one.to, one.at.date()) for one in raised]


@dataclass(frozen=True, slots=True)
class Done:
    """What people of a role did last month with one command: how often, and when last."""

    command: str
    role: str
    number: int
    last_at: datetime


def verdicts(right: Right | None, role: Role | None, cases: Collection[str]) -> dict[str, str]:
    """Return what a role may with a command by a right, by case ('' : where no case is told apart)."""
    return {case: verdict_for(right, role, case) for case in sorted(cases)}


def cases_of(*rights: Right | None) -> set[str]:
    """Return the cases that some rights tell apart, and '' for the others."""
    return {"", *(case for right in rights if right for _role, case in right.refined)}
