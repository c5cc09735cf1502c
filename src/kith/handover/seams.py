"""
Where packages above move what is open with them when two records are one person, and back: `config` registers a function of
each, once at start-up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from kith.act import Act
from kith.handover.merge_queries import MovedRow

Moves = Callable[[Act, UUID, UUID, UUID], None]
"""In the act of a merge, for one team: what is open goes from the other record (last) to the one that is kept. One statement."""

PutsBack = Callable[[Act, MovedRow], None]
"""In the act that takes a merge back, for one team: what that merge moved goes back while it is open. One statement."""


@dataclass(slots=True)
class Seams:
    """The functions that move with a merge, and those that move back."""

    moves: list[Moves] = field(default_factory=list)
    puts_back: list[PutsBack] = field(default_factory=list)


seams = Seams()
