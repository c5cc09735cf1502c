"""What the pages of two records of one person show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, RightNote


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

    Field of `apart_form`, which says that they are two people: apart_because. `why` says how alike they are, '' when nothing
    speaks for it. `may` says what a press will do, where the reader does not simply decide. `query` brings back to the list
    they were opened from ('' for the page of the person), `back_to` is it.
    """

    one: Who
    other: Who
    sides: Sequence[Side]
    why: str
    form: Filled
    two_numbers: bool = False
    two_births: bool = False
    apart_form: Filled = field(default_factory=lambda: Filled(""))
    query: str = ""
    back_to: str = ""
    may: RightNote | None = None


@dataclass(frozen=True, slots=True)
class UnmergeShow:
    """
    Taking a merge back. Field: because. `kept` is the name of the record that was kept, `known` how it was said.

    `why_not` says why the reader may not, '' where they may: then there is no form.
    """

    who: Who
    kept: str
    kept_id: UUID
    known: str
    form: Filled
    why_not: str = ""


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
class ApartShow:
    """Two people whom the team told apart: names with birth dates, and who said so, when and why, in words."""

    one_id: UUID
    other_id: UUID
    one: str
    other: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class DoublesShow:
    """
    The pairs of a team's list, most alike first; `number` counts all, of which the first are shown.

    `answered` are those told apart. Of one import: `import_words` say which, and `can_finish` once every pair is answered
    and its action is open (`form` has its key). `query` brings a comparison back here.
    """

    team_name: str
    team_slug: str
    pairs: Sequence[PairShow]
    number: int
    answered: Sequence[ApartShow] = ()
    query: str = ""
    press_key: str = ""
    can_tell_apart: bool = False
    import_words: str = ""
    alike_id: UUID | None = None
    is_open: bool = False
    can_finish: bool = False
    form: Filled = field(default_factory=lambda: Filled(""))
