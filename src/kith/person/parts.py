"""What happens to a person and matters to those who plan with them: given by any operation as a part of its act."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class KeyEventKind(StrEnum):
    """
    What makes somebody's plan old at once.

    A safeguarding concern is no kind: it is a restricted matter, and whoever leads it says "something important" of it, or not.
    """

    DISCHARGE = "discharge"
    CRISIS = "crisis"
    HOME = "home"
    CARER = "carer"
    IMPORTANT = "important"


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """
    Something happened to a person that their plan has to follow: `act.add(KEY_EVENT, KeyEvent(...))`.

    `team_id` is the team of the act, None where it has none; `true_at` when it happened. `source_kind` and `source_id` name
    the row that tells of it, so that the same thing told twice is one event. `words` say more, '' for nothing more.
    """

    team_id: UUID | None
    person_id: UUID
    kind: KeyEventKind
    true_at: datetime
    source_kind: str = ""
    source_id: UUID | None = None
    words: str = ""


KEY_EVENT = "key event"
"""The name of the part."""
