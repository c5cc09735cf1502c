"""States and ways of a contact, its window, and when a missed one still asks for attention."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.language import _
from kith.place.rules import local_day


class ContactState(StrEnum):
    """
    What became of a contact. Cancelled means by the person, or called off; when we did not come it is missed.

    Paused, the person is away: it is neither missed nor to be made, and is planned again when the absence turns out otherwise.
    """

    PLANNED = "planned"
    MADE = "made"
    MISSED = "missed"
    CANCELLED = "cancelled"
    PAUSED = "paused"


STATES = tuple(ContactState)
CHANGES: Mapping[ContactState, frozenset[ContactState]] = MappingProxyType(
    {
        ContactState.PLANNED: frozenset(
            {ContactState.MADE, ContactState.MISSED, ContactState.CANCELLED, ContactState.PAUSED}
        ),
        ContactState.MADE: frozenset(),
        ContactState.MISSED: frozenset(),
        ContactState.CANCELLED: frozenset(),
        ContactState.PAUSED: frozenset({ContactState.PLANNED, ContactState.CANCELLED}),
    }
)
"""From a state to the states that may follow; another try is another contact."""
SAID = frozenset({ContactState.MADE, ContactState.MISSED, ContactState.CANCELLED})
"""What a member may say became of a planned contact; it is paused by an absence alone."""


class Way(StrEnum):
    """How a contact is made."""

    VISIT = "visit"
    PHONE = "phone"
    MESSAGE = "message"
    CLINIC = "clinic"
    VIDEO = "video"


WAYS = tuple(Way)


RESULT_WITHIN = timedelta(hours=2)
"""How long after its window a planned contact may be without a result before it counts as missed and is followed up."""
FOLLOW_UP_WITHIN = timedelta(hours=1)
"""How long whoever was to make it has to say what became of it: somebody may be waiting behind a door."""


class WindowBackwards(ValueError):
    """A planned contact ends before it starts."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """
    One contact of a person, as the board and the huddle need it.

    The window is when it was planned for (start and end may be the same moment); `who` is the name in words of whoever
    makes it, `why` the reason typed when it was missed, `follow_up_id` the action that asks what became of it.
    """

    contact_id: UUID
    way: Way
    state: ContactState
    from_at: datetime
    to_at: datetime
    what: str = ""
    who: str = ""
    why: str = ""
    follow_up_id: UUID | None = None

    def __post_init__(self) -> None:
        if self.to_at < self.from_at:
            raise WindowBackwards(_("a contact ends after it starts: change the time it ends"))


def is_planned_today(contact: ContactFacts, at: datetime) -> bool:
    """Say whether a contact is planned for some part of the London day and may still be made or recorded in time."""
    today = local_day(at)
    return (
        contact.state is ContactState.PLANNED
        and local_day(contact.from_at) <= today <= local_day(contact.to_at)
        and not lacks_result(contact, at)
    )


def lacks_result(contact: ContactFacts, at: datetime) -> bool:
    """
    Say whether nobody has said what became of a planned contact: its window ended on an earlier day, or over two hours ago.

    Exactly `RESULT_WITHIN` after the end it does not lack its result yet.
    """
    is_over = local_day(contact.to_at) < local_day(at) or at > contact.to_at + RESULT_WITHIN
    return contact.state is ContactState.PLANNED and is_over


def missed_since(
    contacts: Iterable[ContactFacts], last_made_at: datetime | None, at: datetime
) -> tuple[ContactFacts, ...]:
    """
    Return the contacts missed with none made since, first missed first.

    A planned contact that lacks its result counts as missed until somebody says otherwise.
    `last_made_at` is the last contact made with the person, None for never.
    """
    open_ones = (c for c in contacts if c.state is ContactState.MISSED or lacks_result(c, at))
    still = (c for c in open_ones if last_made_at is None or c.from_at > last_made_at)
    return tuple(sorted(still, key=lambda c: (c.from_at, c.contact_id.int)))
