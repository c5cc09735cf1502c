"""What a link is worth, and until when. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

LONGEST = timedelta(days=14)
"""How long a link opens at most, from the moment it was made."""
CODE_TRIES = 5
"""So many wrong codes end a link."""
CODE_DIGITS = 6
WITHIN = timedelta(minutes=15)
"""The time in which openings are counted."""
WRONG_FROM_AN_ADDRESS = 20
"""So many links that open nothing, or wrong codes, from one network address within that time: the next has to wait."""
OPENINGS_OF_A_LINK = 30
"""So many openings of one link within that time: the next has to wait."""


class Ended(StrEnum):
    """Why a link opens nothing any more before its time."""

    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    GUESSED = "guessed"
    NOT_FOR_THEM = "not for them"
    NOT_SHARED = "not shared"


@dataclass(frozen=True, slots=True)
class Held:
    """
    A link as its holder brings it: whose it is, what it is for, until when, and how it stands.

    `account_id` is the account that names the contact on the trail; `asked_by_id` that of whoever made the link.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    account_id: UUID
    contact_id: UUID
    name: str
    asked_by_id: UUID
    for_what: str
    for_id: UUID
    valid_until: datetime
    needs_code: bool
    first_opened_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Say whether it opens something at a moment: not ended, not answered, not past its time."""
        return self.ended_at is None and self.answered_at is None and at < self.valid_until


@dataclass(frozen=True, slots=True)
class State:
    """How the newest link for a thing stands: when it was first opened, answered, ended and why; None and '' for not."""

    link_id: UUID
    valid_until: datetime
    needs_code: bool
    opened_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    ended_because: str
