"""What the pages of rule tables are given: which tables are in force for a team, and one of them with who stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table of a list: its address, label, what stands behind it in words, and how many drafts wait."""

    table: str
    label: str
    stands: str
    is_approved: bool
    is_own: bool
    drafts: int


@dataclass(frozen=True, slots=True)
class TablesShow:
    """Every table in force for a team; `to_do` says what lets the team open, '' when it may."""

    team_name: str
    team_slug: str
    lines: Sequence[TableLine]
    to_do: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What is wrong with a draft: in a sentence, with the facts of somebody who would be failed.

    floor, own: what each would do for them, '' where that is told by the sentence alone.
    """

    words: str
    facts: Sequence[tuple[str, str]]
    floor: str
    own: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One row: when it holds, what follows, how soon to answer, what the floor says of the same row, and the check in words."""

    rule: str
    when: str
    then: str
    answer: str
    floor: str
    check: str
    tone: str


@dataclass(frozen=True, slots=True)
class TryField:
    """One input to try a case with; without options a number between bounds."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Tried:
    """What the table says of a case: in words, the rows that hold with their sentences, and a tone."""

    words: str
    rules: Sequence[tuple[str, str]]
    tone: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of the table: its id and number, for whom, who approved it so far, and whether it is the one shown."""

    version_id: UUID
    words: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class TableShow:
    """One table. `stands` says which version is shown; `findings` are of the version shown, against the floor."""

    team_slug: str
    table: str
    label: str
    stands: str
    is_draft: bool
    is_approved: bool
    findings: Sequence[Finding]
    lines: Sequence[RuleLine]
    fields: Sequence[TryField]
    form: Filled
    tried: Tried | None
    behind: Sequence[tuple[str, str]]
    drafts: Sequence[DraftLine]
    limits: str
    acknowledgement: str
