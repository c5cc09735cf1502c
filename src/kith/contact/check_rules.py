"""
The plan check at the start of a contact: what can be answered, and what follows from a sign that was seen.

Nothing is answered by itself: a sign that nobody looked for is not one that was not seen, and no work is finished by default.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.action.rules import ActionKind
from kith.plan.rules import Does, Sign
from kith.policy.rules import ONLY

SEEN, NOT_SEEN = "seen", "not-seen"
"""The answers to a sign; one without an answer was not looked for."""
DONE, STILL_OPEN, ASKED = "done", "open", "asked"
"""The answers to open work; work without an answer was not talked about."""
START, NOT_NOW, RANG = "start", "not-now", "rang"
"""What is done about a sign that was seen: its response is started, is not, or 999 was rung."""
FINISHED_HERE = frozenset({ActionKind.PLAIN, ActionKind.NOTICED})
"""Kinds of work that can be finished at a contact; every other is finished where it belongs."""
NOT_ASKED = frozenset(
    {
        ActionKind.LOOK_THROUGH, ActionKind.DOUBLES, ActionKind.ACCESS_ASK, ActionKind.SPARED, ActionKind.PROPOSAL,
        ActionKind.SUPERVISION, ActionKind.AFTER_DEATH, ActionKind.RESTRICTED_TASK,
    }
)  # fmt: skip
"""Kinds of work that the team does among itself, or that nobody may hear of: at a contact nobody asks how it stands."""
MOST_WORK = 5
"""How much open work is asked about at a contact, the soonest due first."""
RESPONSE_LEVEL, EMERGENCY_LEVEL = 2, 4


class Event(StrEnum):
    """What may have happened since last time that changes a plan."""

    HOSPITAL = "hospital"
    CRISIS = "crisis"
    HOME = "home"
    CARER = "carer"


NO_EVENT = "none"
_TABLE: Mapping[str, str] = MappingProxyType(
    {
        Event.CRISIS: "crisis",
        Event.HOSPITAL: "discharge",
        Event.HOME: "change of home or carer",
        Event.CARER: "change of home or carer",
    }
)
"""What each event is in the table of key events, the worst first. That nothing happened is kept with the check alone."""


def for_table(events: Sequence[str]) -> str:
    """Return the worst of some events as the table of key events has it; '' for none."""
    return next((word for event, word in _TABLE.items() if event in events), "")


@dataclass(frozen=True, slots=True)
class SignAnswer:
    """
    What was answered to one sign. Seen: what is done (`start`, `not now`, `rang`) and why not, where it is not.

    A sign that was seen and of which nothing was said has its response started: silence never leaves somebody without help.
    """

    sign: UUID
    answer: str
    does: str = START
    why: str = ""


@dataclass(frozen=True, slots=True)
class WorkAnswer:
    """What was answered to one open action, as it stood at a version, in words where there are any."""

    action_id: UUID
    version: int
    answer: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """
    The plan check as it was answered. `number` is the version of the warning signs that was on the page (0: there were none);
    `said` what the person said first; `not_made` why no check was made.
    """

    number: int = 0
    said: str = ""
    signs: Sequence[SignAnswer] = field(default=())
    work: Sequence[WorkAnswer] = field(default=())
    events: Sequence[str] = field(default=())
    not_made: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether anything of it was answered."""
        return bool(self.signs or self.work or self.events)


def case_of(sign: Sign) -> str:
    """Return the case of the right to start a response: '' for anybody, else that one role alone starts it."""
    return f"{ONLY}{sign.starts}" if sign.starts and sign.does is Does.WORK else ""


def route_of(sign: Sign) -> str:
    """Return the route of the escalation that a sign asks for: within the hour it is urgent."""
    if sign.does is Does.EMERGENCY:
        return "emergency"
    return "urgent-review" if sign.within_hours == 1 else "clinical-review"


def level_of(sign: Sign) -> int:
    """Return the level of the escalation that a sign asks for, or would have asked for."""
    return EMERGENCY_LEVEL if sign.does is Does.EMERGENCY else RESPONSE_LEVEL
