"""Kinds of action and what finishes each, states and transitions, and when work is overdue, due today or returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.language import _, later
from kith.place.rules import local_day
from kith.team.rules import Calendar, end_of_service_day, service_days_between


class ActionState(StrEnum):
    """Where a piece of work stands. "In error" is a correction that leaves its trace."""

    OPEN = "open"
    HELD = "held"
    DONE = "done"
    CANCELLED = "cancelled"
    IN_ERROR = "in error"


STATES = tuple(ActionState)
UNFINISHED = frozenset({ActionState.OPEN, ActionState.HELD})


class ActionKind(StrEnum):
    """What kind of work it is; the kind decides what may finish it."""

    PLAIN = "plain"
    LOOK_THROUGH = "look-through"
    URGENT = "urgent"
    WEEKLY_MEETING = "weekly-meeting"
    IMPORT_REVIEW = "import-review"
    AFTER_DEATH = "after-death"
    DOUBLES = "doubles"
    ACCESS_ASK = "access-ask"
    SEE_THROUGH = "see-through"
    SPARED = "spared"
    PROPOSAL = "proposal"
    NOTICED = "noticed"
    SUPERVISION = "supervision"
    PLAN_REVIEW = "plan-review"
    RESTRICTED_TASK = "restricted-task"
    PARTNER_ANSWER = "partner-answer"
    TELL_PERSON = "tell-person"
    CONTRADICTION = "contradiction"
    PREPARE_CASE = "prepare-case"


@dataclass(frozen=True, slots=True)
class KindRow:
    """The name people see, said by `_` where it is shown, and the one operation that may finish an action of the kind."""

    label: str
    finished_by: str


KINDS: Mapping[ActionKind, KindRow] = MappingProxyType(
    {
        ActionKind.PLAIN: KindRow(later("Action"), "action.complete"),
        ActionKind.LOOK_THROUGH: KindRow(later("People to look through"), "action.finish_look_through"),
        ActionKind.URGENT: KindRow(later("Escalation to answer"), "escalation.respond"),
        ActionKind.WEEKLY_MEETING: KindRow(later("For the weekly meeting"), "action.settle_weekly_meeting"),
        ActionKind.IMPORT_REVIEW: KindRow(later("Imported changes to review"), "action.settle_import_review"),
        ActionKind.AFTER_DEATH: KindRow(later("After a death"), "action.complete"),
        ActionKind.DOUBLES: KindRow(later("People who may be recorded twice"), "handover.finish_alike"),
        ActionKind.ACCESS_ASK: KindRow(later("Somebody asks to see a record"), "handover.answer_ask"),
        ActionKind.SEE_THROUGH: KindRow(later("Escalation to see through"), "escalation.close"),
        ActionKind.SPARED: KindRow(later("Not escalated: to look at"), "escalation.look_at"),
        ActionKind.PROPOSAL: KindRow(later("A colleague’s proposal to decide"), "proposal.approve"),
        ActionKind.NOTICED: KindRow(later("Noticed at a contact"), "action.settle_noticed"),
        ActionKind.SUPERVISION: KindRow(later("Agreed in supervision"), "action.complete"),
        ActionKind.PLAN_REVIEW: KindRow(later("Plan to look through"), "plan.review"),
        ActionKind.RESTRICTED_TASK: KindRow(later("Something restricted to do"), "safeguarding.finish_task"),
        ActionKind.PARTNER_ANSWER: KindRow(later("Answer of a partner"), "alignment.answer"),
        ActionKind.TELL_PERSON: KindRow(later("Tell somebody what the meeting decided"), "mdt.tell"),
        ActionKind.CONTRADICTION: KindRow(later("Contradiction to settle"), "contradiction.settle"),
        ActionKind.PREPARE_CASE: KindRow(later("Page for the weekly meeting"), "preparation.sign_ready"),
    }
)

OWN_CLOCK = frozenset({ActionKind.URGENT})
"""Kinds whose time and owner are those of something else: they are not held, put off, taken or handed on by themselves."""

ROUTINE = frozenset(
    {
        ActionKind.PLAIN,
        ActionKind.WEEKLY_MEETING,
        ActionKind.IMPORT_REVIEW,
        ActionKind.NOTICED,
        ActionKind.PLAN_REVIEW,
        ActionKind.PARTNER_ANSWER,
        ActionKind.TELL_PERSON,
        ActionKind.CONTRADICTION,
        ActionKind.PREPARE_CASE,
    }
)
"""Kinds that make no sense any more for somebody who has died: a death stops them, and none is made anew."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A named step of an action's history: the states it starts from and the one it leads to."""

    name: str
    from_states: frozenset[ActionState]
    to_state: ActionState


_STILL_OPEN = frozenset({ActionState.OPEN})
_HELD = frozenset({ActionState.HELD})
TRANSITIONS: Mapping[str, Transition] = MappingProxyType(
    {
        row.name: row
        for row in (
            Transition("hold", UNFINISHED, ActionState.HELD),
            Transition("resume", _HELD, ActionState.OPEN),
            Transition("complete", UNFINISHED, ActionState.DONE),
            Transition("cancel", UNFINISHED, ActionState.CANCELLED),
            Transition("reopen", frozenset({ActionState.DONE, ActionState.CANCELLED}), ActionState.OPEN),
            Transition("correct", frozenset(STATES) - {ActionState.IN_ERROR}, ActionState.IN_ERROR),
        )
    }
)


_STANDS = {
    ActionState.OPEN: later("This action is open: open it again to see what can be done with it now."),
    ActionState.HELD: later("This action is held: open it again to see what can be done with it now."),
    ActionState.DONE: later("This action is done: open it again to see what can be done with it now."),
    ActionState.CANCELLED: later("This action is cancelled: open it again to see what can be done with it now."),
    ActionState.IN_ERROR: later("This action is in error: open it again to see what can be done with it now."),
}


class NoSuchStep(ValueError):
    """The action stands in a state that this step cannot start from."""


def check_step(name: str, state: ActionState) -> ActionState:
    """Return the state that the named transition leads to. Raises NoSuchStep when it cannot start from this one."""
    row = TRANSITIONS[name]
    if state not in row.from_states:
        raise NoSuchStep(_(_STANDS[state]))
    return row.to_state


def can_step(name: str, state: ActionState) -> bool:
    """Say whether the named transition may start from this state."""
    return state in TRANSITIONS[name].from_states


class Standing(StrEnum):
    """Where an unfinished action stands against the clock; each stands in exactly one."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    DUE_TODAY = "due today"
    LATER = "later"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """
    One unfinished action of a person, as the board and the huddle need it.

    `owner` is the owner's name in words, empty while nobody owns it (only possible for work agreed in an open huddle).
    `return_date` and `hold_reason` belong to a hold. `partner` is the agency that says that the plan is not right, or that did
    not answer in time or was not the right one to ask; '' for any other work.
    """

    action_id: UUID
    what: str
    due_at: datetime
    kind: ActionKind = ActionKind.PLAIN
    state: ActionState = ActionState.OPEN
    owner: str = ""
    return_date: date | None = None
    hold_reason: str = ""
    partner: str = ""


def is_overdue(due_at: datetime, at: datetime) -> bool:
    """Say whether the moment is strictly after the due moment: at 5pm sharp, work due at 5pm is not overdue."""
    return at > due_at


def is_due_today(due_at: datetime, at: datetime) -> bool:
    """Say whether work is due later on the same London day. What is overdue already is not due today."""
    return not is_overdue(due_at, at) and local_day(due_at) == local_day(at)


def overdue_service_days(due_at: datetime, at: datetime, calendar: Calendar) -> int:
    """Return how many service days have begun since the day it was due; 0 when not overdue, or overdue since today."""
    return service_days_between(local_day(due_at), local_day(at), calendar) if is_overdue(due_at, at) else 0


def has_returned(return_date: date, at: datetime) -> bool:
    """Say whether a hold is over: its return date is today or earlier."""
    return return_date <= local_day(at)


def deadline(action: ActionFacts) -> datetime:
    """Return the moment an action counts as overdue after: its due moment or, held, 5pm of its return date if later."""
    if action.state is not ActionState.HELD or action.return_date is None:
        return action.due_at
    return max(action.due_at, end_of_service_day(action.return_date))


def standing(action: ActionFacts, at: datetime) -> Standing:
    """
    Return where an unfinished action stands at a moment.

    Held work waits until its return date; from that day it has returned, and after its `deadline` it is overdue.
    """
    held_until = action.return_date if action.state is ActionState.HELD else None
    if held_until is not None and not has_returned(held_until, at):
        return Standing.WAITING
    if is_overdue(deadline(action), at):
        return Standing.OVERDUE
    if held_until is not None:
        return Standing.RETURNED
    return Standing.DUE_TODAY if is_due_today(action.due_at, at) else Standing.LATER
