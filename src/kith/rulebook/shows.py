"""What the pages of rule tables are given: which are in force for a team, one of them, a draft, what differs, the last month."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.web.shows import Filled, Option, RightNote


@dataclass(frozen=True, slots=True)
class TableLine:
    """
    One table of a list: its address, label, what stands behind it in words, when it is looked at again, and how many drafts wait.

    `review` is '' where no row says when; `is_overdue`: that day is past.
    """

    table: str
    label: str
    stands: str
    is_approved: bool
    is_own: bool
    review: str
    is_overdue: bool
    drafts: int


@dataclass(frozen=True, slots=True)
class TablesShow:
    """Every table in force for a team; `to_do` says what lets the team open, '' when it may. `overdue` counts late reviews."""

    team_name: str
    team_slug: str
    lines: Sequence[TableLine]
    to_do: str
    overdue: int


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What is wrong with a draft: in a sentence, with the facts of somebody who would be failed.

    floor, own: what each would do for them, '' where that is told by the sentence alone. `key` names it on the page;
    `remedy` is what one press would change, '' for nothing obvious; `is_answerable`: it may stand with a sentence; `answer`
    is that sentence. `case` is the query that tries the case of the finding, '' for none. `with_above`: the press of a finding
    above mends it too.
    """

    words: str
    facts: Sequence[tuple[str, str]]
    floor: str
    own: str
    key: str = ""
    remedy: str = ""
    is_answerable: bool = False
    answer: str = ""
    case: str = ""
    with_above: bool = False


@dataclass(frozen=True, slots=True)
class RuleLine:
    """
    One row: when it holds, what follows, how soon to answer, what the floor says of the same row, and the check in words.

    `route` says whom it goes to, in order; `volume` how often it held last month, '' where nobody counts it.
    """

    rule: str
    when: str
    then: str
    answer: str
    floor: str
    check: str
    tone: str
    route: str = ""
    volume: str = ""


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
class CellWords:
    """
    One cell that differs: what it is called, what it said and what it says, '' for nothing.

    `is_aside`: it says who stands behind the row, not what the row does.
    """

    label: str
    before: str
    after: str
    is_aside: bool


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One row that differs: its id, what it says for people, `kind` is added, removed or changed, and its cells."""

    rule: str
    sentence: str
    kind: str
    cells: Sequence[CellWords]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """What a draft of the whole place would change for one of its teams; `is_laxer`: its own table stands in the way."""

    name: str
    words: str
    is_laxer: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class DraftShow:
    """
    A draft as whoever signs it reads it: who proposed it, when, why, from when it would hold, who signed, what it changes.

    `note` is what a press would do, or why the reader does not sign; `can_sign` shows the button, `sign` are its words.
    `is_mine`: the reader proposed it and may change it; `can_withdraw`. `waits_for` says what is to be done before anybody
    signs, '' for nothing. `is_own`: people wrote it here; else local administration did, and signs there. `teams`: of a draft of
    the whole place what it would change for each team.
    """

    version_id: UUID
    who: str
    why: str
    from_words: str
    signed: Sequence[str]
    changes: Sequence[ChangeWords]
    volume: str
    note: RightNote | None
    can_sign: bool
    sign: str
    is_mine: bool
    can_withdraw: bool
    waits_for: str
    is_own: bool
    teams: Sequence[TeamLine] = ()


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the table: its id, for whom and which, what became of it, and whether it is the one shown or in force."""

    version_id: UUID
    words: str
    more: str
    mark: str
    is_shown: bool
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class TableShow:
    """
    One table. `stands` says which version is shown; `findings` are of the version shown, against the floor.

    `is_floor`: it is of the whole place, or a draft of that. `query` asks for the same version again ('version=...', 'on=...', or
    ''). `then_words` says of which past moment it is. `has_month`: last month can be held against it.
    """

    team_slug: str
    table: str
    label: str
    stands: str
    then_words: str
    is_draft: bool
    is_approved: bool
    as_table: bool
    query: str
    version_id: UUID | None
    findings: Sequence[Finding]
    lines: Sequence[RuleLine]
    fields: Sequence[TryField]
    form: Filled
    tried: Tried | None
    behind: Sequence[tuple[str, str]]
    draft: DraftShow | None
    versions: Sequence[VersionLine]
    limits: str
    acknowledgement: str
    is_floor: bool
    place: str
    team_id: UUID
    has_month: bool


@dataclass(frozen=True, slots=True)
class CompareShow:
    """Two versions of a table: which, and what differs, row by row."""

    team_slug: str
    table: str
    label: str
    form: Filled
    options: Sequence[Option]
    before: str
    after: str
    changes: Sequence[ChangeWords]


@dataclass(frozen=True, slots=True)
class CellField:
    """One cell that can be written: its field, its label, what may stand there, and its options (none: text)."""

    name: str
    label: str
    hint: str
    options: Sequence[Option]
    is_long: bool


@dataclass(frozen=True, slots=True)
class ChangeShow:
    """
    Proposing another version: which row is changed (none chosen yet: the list of rows), its cells, and the reason.

    `draft` is the draft that it goes on from, and takes the place of; `stands` is what it starts from, in words. `scope` is 'place'
    for the tables of the whole place, '' for the team. `new` is the file to which a row is added, `to_add` where one may be.
    """

    team_slug: str
    table: str
    label: str
    stands: str
    draft: UUID | None
    scope: str
    place: str
    rows: Sequence[Option]
    row: str
    new: str
    to_add: Sequence[Option]
    row_words: str
    has_conditions: bool
    fields: Sequence[CellField]
    behind: Sequence[CellField]
    form: Filled


@dataclass(frozen=True, slots=True)
class Crossed:
    """What two versions say of one person's answers: who, where to open them, when, and the level of each in words."""

    name: str
    person_id: UUID
    when: str
    before: str
    after: str
    tone: str


@dataclass(frozen=True, slots=True)
class MonthShow:
    """
    What a version would have done with last month's answers: in a sentence, counted by level, and whom it concerns.

    `levels` are level, how often now, how often with the version; `rows` are rule, sentence, per week now, per week then.
    """

    team_slug: str
    table: str
    label: str
    stands: str
    query: str
    is_same: bool
    words: str
    more: str
    levels: Sequence[tuple[str, int, int]]
    rows: Sequence[tuple[str, str, float, float]]
    crossed: Sequence[Crossed]
    not_shown: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """One rule that acts by itself: id, what sets it off, whom it goes to, when it ends, how often last month, in words too."""

    rule: str
    trigger: str
    routing: str
    end: str
    volume: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class AutomaticGroup:
    """Rules of one kind: a title, where their table stands ('' for none), the rules, how many and how often in words."""

    key: str
    title: str
    table: str
    rules: Sequence[Automatic]
    words: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class AutomaticShow:
    """Every rule that acts by itself."""

    team_name: str
    team_slug: str
    groups: Sequence[AutomaticGroup]


@dataclass(frozen=True, slots=True)
class IfLine:
    """
    One thing of last month that a version would have treated otherwise: who or what, where to open them (None: nobody), when, what
    happened, and what the version would have done. `is_late`: it would have been later, or would not have been at all.
    """

    who: str
    person_id: UUID | None
    when: str
    before: str
    after: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class IfShow:
    """
    What a version of routes, closing rules, cadences or rights would have done with last month: in a sentence, what would have been
    less than it was in another ('' for nothing), what is taken for granted, and each thing that differs.
    """

    team_slug: str
    table: str
    label: str
    stands: str
    query: str
    is_same: bool
    words: str
    more: str
    taken: str
    lines: Sequence[IfLine]
    not_shown: int
