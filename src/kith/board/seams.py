"""
Where packages above the board say what they know of one person: `config` registers a function of each, once at start-up.

The page of a person belongs to the board, below the huddle; what the huddle knows of the person comes in by this place.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Raised:
    """Of an open escalation: who raised it, who was told with their answer ('' without a note), the latest comment."""

    by: str
    told: str
    said: str


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do for the person on a page of another package: its words and its address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Addition:
    """What one package says of a person: escalations by the id of their action, and ways on."""

    raised: Mapping[UUID, Raised] = field(default_factory=dict)
    ways: Sequence[Way] = ()


Asks = Callable[[UUID, UUID, datetime], Sequence[Way]]
"""Of an account with a team at a moment: what packages above ask of it today. One statement each."""

Adds = Callable[[UUID, Collection[UUID], datetime], Addition]
"""Of a person, for a viewer with these teams, at a moment. One statement each."""


@dataclass(slots=True)
class Seams:
    """The functions that add to a person's page, in the order of the page, and those that add to a member's own day."""

    additions: list[Adds] = field(default_factory=list)
    asks: list[Asks] = field(default_factory=list)


seams = Seams()


def added(*, person_id: UUID, team_ids: Collection[UUID], at: datetime) -> Addition:
    """Return everything that the packages above say of a person. One statement for each of them."""
    found = [adds(person_id, team_ids, at) for adds in seams.additions]
    raised = {key: one for addition in found for key, one in addition.raised.items()}
    return Addition(raised, [way for addition in found for way in addition.ways])


def asked_of(*, account_id: UUID, team_id: UUID, at: datetime) -> list[Way]:
    """Return what the packages above ask of an account today. One statement for each of them."""
    return [way for asks in seams.asks for way in asks(account_id, team_id, at)]
