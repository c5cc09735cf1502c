"""What the pages of two records of one person show."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class Side:
    """One thing known of two people, side by side: '' where it is not known; `is_same` when both say it."""

    label: str
    one: str
    other: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class MergeShow:
    """
    Two records side by side. Fields: kept (the id of one), because; number_of and born_of where both say something else.

    `why` says how alike they are, '' when nothing speaks for it.
    """

    one: Who
    other: Who
    sides: Sequence[Side]
    why: str
    form: Filled
    two_numbers: bool = False
    two_births: bool = False


@dataclass(frozen=True, slots=True)
class UnmergeShow:
    """Taking a merge back. Field: because. `kept` is the name of the record that was kept, `known` how it was said."""

    who: Who
    kept: str
    kept_id: UUID
    known: str
    form: Filled


@dataclass(frozen=True, slots=True)
class PairShow:
    """Two people who may be one: names with birth dates, how likely and why."""

    one_id: UUID
    other_id: UUID
    one: str
    other: str
    level: str
    tone: str
    why: str


@dataclass(frozen=True, slots=True)
class DoublesShow:
    """The pairs of a team's list, most alike first; `number` counts all, of which the first are shown."""

    team_name: str
    team_slug: str
    pairs: Sequence[PairShow]
    number: int
