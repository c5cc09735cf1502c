"""
Where the package above says what a restricted escalation is about: `config` registers it once at start-up.

A safeguarding escalation is a restricted matter; the matter and its concern are made by `safeguarding`, above, in the act
that opens the escalation and before it, under the same id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kith.act import Act


@dataclass(frozen=True, slots=True)
class Matter:
    """What crossed, as its concern keeps it: the id of both, team and person, the worst rule's sentence and facts, since when."""

    id: UUID
    team_id: UUID
    person_id: UUID
    rule: str
    sentence: str
    route: str
    facts: dict[str, str]
    happened_at: datetime


class OwnConcern(Protocol):
    """A concern that somebody raises as such, under an id of its own."""

    @property
    def id(self) -> UUID: ...
    def make(self, matter: Matter) -> None: ...


Opens = Callable[[Act, Matter], None]


def _nobody(act: Act, matter: Matter) -> None:
    raise RuntimeError("nothing is registered that opens a concern")


@dataclass(slots=True)
class Seams:
    """What makes the concern of a crossing, with the restricted matter under its id."""

    concern: Opens = _nobody


seams = Seams()
