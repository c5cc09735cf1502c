"""
Where packages above the plan say what they know of it: `config` registers a function of each, once at start-up.

The page of a plan belongs to this package; what partners hold of it, and what each agency does, come in by this place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PartLine:
    """One line of a part: its words, quieter ones below, its mark and tone ('' for none), and where it leads ('' nowhere)."""

    words: str
    more: str = ""
    mark: str = ""
    tone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PartWay:
    """Something to do, on a page of another package: its words and its address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """
    A part beside the plan: its code on the page, its title, its lines, what it says without any, and ways on.

    `first` are lines that stand above the plan, whether one is started or not: what nobody who reads it may miss.
    """

    code: str
    title: str
    lines: Sequence[PartLine] = ()
    none: str = ""
    ways: Sequence[PartWay] = ()
    first: Sequence[PartLine] = ()


Adds = Callable[[UUID, UUID, datetime], PlanPart | None]
"""Of a person, for a viewer who works with them on this team, at a moment; None for nothing. A fixed number of statements."""


@dataclass(slots=True)
class Seams:
    """The functions that add to the page of a plan, in the order of the page."""

    additions: list[Adds] = field(default_factory=list)


seams = Seams()


def parts_beside(*, person_id: UUID, team_id: UUID, at: datetime) -> list[PlanPart]:
    """Return everything that the packages above say beside a plan."""
    found = [adds(person_id, team_id, at) for adds in seams.additions]
    return [one for one in found if one is not None]
