"""
Where packages above say what they know of an agency or a person: `config` registers a function of each, once at start-up.

The page of an agency belongs here; how soon it usually answers, and how often it confirms, comes in by this place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

Adds = Callable[[UUID, UUID, datetime], Sequence[str]]
"""Of an agency, for a viewer of this team, at a moment: sentences, in order. A fixed number of statements."""


Records = Callable[[UUID], Sequence[UUID]]
"""Of a person: their record and those that were merged into it. At most one statement."""


@dataclass(slots=True)
class Seams:
    """
    The functions that add to the page of an agency, in the order of the page; and what knows which records are one person's,
    because what was shared stays under the record that it was written for.
    """

    additions: list[Adds] = field(default_factory=list)
    records: Records = lambda person_id: [person_id]


seams = Seams()


def known_of(*, team_id: UUID, agency_id: UUID, at: datetime) -> list[str]:
    """Return everything that the packages above say of an agency."""
    return [words for adds in seams.additions for words in adds(team_id, agency_id, at)]
