"""What the commands of the huddle are given and answer: plain values that can be stored and sent again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.action.offer_people import To
from kith.huddle.closing_rules import LooseKind
from kith.huddle.outcome_rules import Outcome
from kith.huddle.rules import Presence


@dataclass(frozen=True)
class Attends:
    """How a member takes part."""

    member_id: UUID
    how: Presence


@dataclass(frozen=True)
class Told:
    """The note of an escalation: who was told, how, when, and what they said."""

    who: str
    how: str
    at: datetime
    said: str


@dataclass(frozen=True)
class Decision:
    """
    What is decided for a person. `reason` is typed for no change; `work_id` is the action handed over, `to` whom it is
    offered to; the rest belongs to giving an action.

    An action may be agreed before anybody knows who does it or by when; until then it is loose.
    """

    outcome: Outcome
    reason: str = ""
    what: str = ""
    owner_id: UUID | None = None
    due_at: datetime | None = None
    work_id: UUID | None = None
    to: To | None = None


@dataclass(frozen=True)
class Cure:
    """What mends one loose end: an owner or a deadline for what was agreed, a decision for an item, or the note."""

    kind: LooseKind
    thing_id: UUID
    owner_id: UUID | None = None
    due_at: datetime | None = None
    decision: Decision | None = None
    told: Told | None = None


@dataclass(frozen=True)
class Mended:
    """What became of one cure: nothing in `refusal` when it is mended; `field` names the input that is wrong."""

    kind: LooseKind
    thing_id: UUID
    key: str
    refusal: str = ""
    field: str = ""
