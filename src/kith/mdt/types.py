"""What the commands of the weekly meeting are given: plain values that can be stored and sent again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.mdt.rules import How, Outcome


@dataclass(frozen=True, slots=True)
class Attends:
    """How a member takes part, and until when they can stay (None: to the end)."""

    member_id: UUID
    how: How
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decides:
    """
    A decision: what, what it is about (a command of the decision rights, or a topic), who decides it, who does it, by when.

    `owner_id` may be None where it turns out to be a proposal, which goes to whoever decides.
    """

    what: str
    subject: str
    decider_id: UUID | None
    owner_id: UUID | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tells:
    """How the person is told what was decided: by whom, how, by when."""

    by_id: UUID | None
    how: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Settles:
    """What becomes of a case: why, where the outcome asks for it, and how the person is told. All None while not planned."""

    outcome: Outcome
    reason: str = ""
    tells: Tells | None = None


@dataclass(frozen=True, slots=True)
class ToPartner:
    """
    A partner that is sent what was decided: of which case, which agency, for what, whom to ask there.

    `seen` is what a draft says of all that was looked at (`alignment`'s `Draft.seen`): nothing else leaves.
    """

    case_id: UUID
    agency_id: UUID
    purpose: str
    contact_id: UUID
    seen: str

    @property
    def key(self) -> str:
        """Its name in the form that closes: as `Partner.key`."""
        return f"{self.case_id}:{self.agency_id}:{self.purpose}"
