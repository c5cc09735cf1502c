"""What the pages on what is done, and on what contradicts, are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class ItemLine:
    """
    One thing done: whose, about what, how and when in words, who told it; the contradiction that it is part of, None for none,
    and of which kind that is, in words.

    `ended` says that it is not done any more and why, '' while it is; `settled` what was settled of it where both sides are still
    written as before.
    """

    id: UUID
    who: str
    subject: str
    how: str
    when: str
    told: str
    leads: bool = False
    contradiction_id: UUID | None = None
    ended: str = ""
    contrary: str = ""
    settled: str = ""
    settled_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class KindPart:
    """One kind of thing with everybody who does it, side by side."""

    code: str
    label: str
    lines: Sequence[ItemLine]


@dataclass(frozen=True, slots=True)
class ContradictionLine:
    """One contradiction in a list: what, how it stands, who settles it by when; `is_late`: it should have been settled."""

    id: UUID
    words: str
    more: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DoneShow:
    """What each agency does for a person: by kind, what contradicts now and did before, what is not done any more."""

    who: Who
    kinds: Sequence[KindPart]
    open: Sequence[ContradictionLine]
    past: Sequence[ContradictionLine]
    ended: Sequence[ItemLine]
    to_add: Sequence[Option]


@dataclass(frozen=True, slots=True)
class ItemShow:
    """
    Writing of one thing done. Fields: who, subject, instruction, words, leads, on-0 to on-6, from_time, until_time, from_day,
    until_day, told_by, told_day, version; `do` says which: change, confirm, stop (because, on_day, for_all). `from_plan`: what a
    plan of another service says that is taken over by it, and `kinds` of what else it may be.
    """

    who: Who
    form: Filled
    kind: str
    title: str
    choices: Sequence[Option]
    subjects: Sequence[str]
    doers: Sequence[Option]
    weekdays: Sequence[Option]
    source_id: str = ""
    from_plan: str = ""
    kinds: Sequence[Option] = ()
    line: ItemLine | None = None
    version: int = 0
    changed: str = ""
    confirm_form: Filled | None = None
    stop_form: Filled | None = None


@dataclass(frozen=True, slots=True)
class SideShow:
    """
    One side of a contradiction: whose, what it says, by whose word; the item it is now, None where it is none or gone.

    `section` is the part of the plan it stands in, '' for none; `agrees` says whose yes is asked for, '' where nobody's can be.
    """

    code: str
    whose: str
    words: Sequence[str]
    told: str
    item_id: UUID | None = None
    version: int = 0
    goes: str = ""
    section: str = ""
    agrees: str = ""


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """Who agreed, and how."""

    who: str
    how: str


@dataclass(frozen=True, slots=True)
class ContradictionShow:
    """
    One contradiction: both sides, or what somebody raised; how it stands, and the form that settles it. `agreed` are
    those of the settlement that holds, or that held before it came back.

    `still`: it is settled, and both sides stand written as before. Fields: holds, changes, who-left, how-left, who-right,
    how-right, who-other, how-other, only_one, how_told, stop-ID and all-ID with v-ID; because (they do go
    together); version; `do`: settle, none or again.
    """

    who: Who
    form: Filled
    title: str
    found: str
    sides: Sequence[SideShow]
    about: str
    is_open: bool
    asked: str
    is_late: bool
    version: int
    settled: str = ""
    facts: Sequence[tuple[str, str]] = ()
    agreed: Sequence[AgreedLine] = ()
    changed: str = ""
    to_confirm: bool = False
    still: bool = False


@dataclass(frozen=True, slots=True)
class RaiseShow:
    """Raising of a contradiction, and by when it is to be settled. Fields: about, agency."""

    who: Who
    form: Filled
    agencies: Sequence[Option]
    due: str


@dataclass(frozen=True, slots=True)
class Take:
    """
    What can be taken over, on the form of an item: the kind it may be of, what is done in their words, by whose word, from what,
    and who does it ('': asked).
    """

    kind: str
    words: str
    told_by: str
    source_id: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class TheirsLine:
    """One line of another service's plan: its words, quieter ones, and what can be taken over (None: nothing)."""

    words: str
    more: str
    take: Take | None = None


@dataclass(frozen=True, slots=True)
class BesidePart:
    """One section: what our plan says, and beside it what the plans of other services say."""

    code: str
    title: str
    ours: Sequence[str]
    theirs: Sequence[TheirsLine]


@dataclass(frozen=True, slots=True)
class BesideShow:
    """The plans of other services beside ours by section; `kept_back`: what is restricted."""

    who: Who
    parts: Sequence[BesidePart]
    kept_back: str
    is_empty: bool
