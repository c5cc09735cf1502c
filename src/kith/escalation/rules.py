"""
Tracks and states of an escalation, when a route step must be answered, whom it asks, and what closing needs.

Levels and routes come from the rule tables (`policy`). A step that asks a role asks somebody of it who is on shift in
service hours; where nobody is, it is passed over at once: an escalation never waits for somebody who is not there.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from kith.place.rules import at_local, local_day
from kith.policy.route_rules import Route, RouteStep
from kith.policy.table_rules import SAFEGUARDING
from kith.team.rules import END_OF_SERVICE_DAY, Calendar, is_service_day

SERVICE_BEGINS = time(8)
"""From when on those on shift can be asked; until the end of the service day."""


SIGN_SEEN = "PLAN-SIGN"
"""The rule of an escalation, or of what was not started, that follows from a warning sign of the plan: it needs no threshold."""


class Track(StrEnum):
    """Two kinds that stand side by side: neither hides the other, nor is closed with it."""

    CLINICAL = "clinical"
    SAFEGUARDING = "safeguarding"


class State(StrEnum):
    """Open: nobody has answered. Answered: somebody has it in hand. Closed: outcome and who was told are recorded."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Ended(StrEnum):
    """How a route step ended."""

    ANSWERED = "answered"
    MOVED_ON = "moved on"
    HANDED_ON = "handed on"
    NOBODY_THERE = "nobody there"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A row of a threshold table that holds, with the facts it rests on: why an escalation opens or is joined."""

    rule: str
    table: str
    level: int
    route: str
    sentence: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def track(self) -> Track:
        """Which escalation it belongs to."""
        return Track.SAFEGUARDING if self.level == SAFEGUARDING else Track.CLINICAL


def worst_first(crossings: Sequence[Crossing], routes: Mapping[str, Route]) -> list[Crossing]:
    """Return crossings worst first: by level, then by the route that answers soonest; ties in the order given."""
    return sorted(crossings, key=lambda one: (-one.level, routes[one.route].steps[0].within))


def is_in_service(at: datetime, calendar: Calendar) -> bool:
    """Say whether people of the team are at work: on a service day, from 8am to before 5pm, London time."""
    day = local_day(at)
    return is_service_day(day, calendar) and at_local(day, SERVICE_BEGINS) <= at < at_local(day, END_OF_SERVICE_DAY)


def respond_by(step: RouteStep, at: datetime, calendar: Calendar) -> datetime:
    """
    Return until when a step that begins now is to be answered.

    Clock time runs whatever the hour. Service time ends with the service day: what is not answered by 5pm goes on then,
    rather than wait overnight for somebody who has gone home.
    """
    answered_by = at + step.within
    if step.clock == "service" and is_in_service(at, calendar):
        return min(answered_by, at_local(local_day(at), END_OF_SERVICE_DAY))
    return answered_by


@dataclass(frozen=True, slots=True)
class There:
    """Who can be asked: in service hours those on shift by role and whoever takes the duty; the on-call cover always."""

    by_role: dict[str, tuple[UUID, ...]]
    duty: UUID | None
    cover: UUID | None


def asked_by(step: RouteStep, there: There, never: Collection[UUID]) -> UUID | None:
    """
    Return the member that a step asks; None when nobody is there.

    `never` are members who cannot be asked: shut out of the record, or the one who raised it. The cover at the end of a route
    is asked whoever raised it.
    """
    if step.asked == "on-call":
        return there.cover
    if step.asked == "duty-lead":
        return there.duty if there.duty not in never else None
    return next((member for member in there.by_role.get(step.asked, ()) if member not in never), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """The step that an escalation stands at, whom it asks (None: nobody is there at all), and the steps passed over."""

    step: RouteStep
    member_id: UUID | None
    passed_over: tuple[RouteStep, ...]


def next_asked(route: Route, after: int, ask: Callable[[RouteStep], UUID | None]) -> Asked:
    """
    Return the first step after number `after` that somebody is there for; the last step stands even when nobody is.

    After the last step the last stands again: it repeats.
    """
    passed: list[RouteStep] = []
    for step in route.steps[min(after, len(route.steps) - 1) :]:
        member_id = ask(step)
        if member_id is not None or step is route.steps[-1]:
            return Asked(step, member_id, tuple(passed))
        passed.append(step)
    raise AssertionError("a route ends with its last step")


READ_BACK = ("yes", "no", "later")
"""Whether somebody who was told said back what they understood."""
HOW_TOLD = ("phone", "in person", "message", "video", "letter")
"""The usual ways; another may be written."""


def lacks_for_closing(*, state: str, was_told: bool, outcome: str) -> list[str]:
    """Return what is missing before an escalation may be closed, as codes: answer, told, outcome. Empty: nothing."""
    missing = []
    if state == State.OPEN:
        missing.append("answer")
    if not was_told:
        missing.append("told")
    if not outcome.strip():
        missing.append("outcome")
    return missing
