"""What the pages of a case file show."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class FileLine:
    """One case file of a person in words, and its id."""

    file_id: UUID
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class AskShow:
    """
    Asking for a case file. Fields: team, purpose, reason, as_day, as_time, first_day, last_day. `files` were asked for before.
    """

    who: Who
    teams: Sequence[Option]
    purposes: Sequence[Option]
    files: Sequence[FileLine]
    form: Filled


@dataclass(frozen=True, slots=True)
class LineShow:
    """
    One line: the time of day it happened, who in which role, what, the rule. `recorded` says when it was recorded where that
    is another moment, `is_late` that this was late; `withheld` stands in place of the words, `number` of lines in a row, with the
    way to each of `keys`. `is_released`: two people released it. `times`: how often somebody looked.
    """

    at: str
    label: str
    who: str
    words: str
    rule: str = ""
    recorded: str = ""
    is_late: bool = False
    withheld: str = ""
    keys: Sequence[str] = ()
    is_released: bool = False
    can_mark: bool = False
    is_look: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True)
class DayShow:
    """The lines of one day, in order."""

    title: str
    lines: Sequence[LineShow]


@dataclass(frozen=True, slots=True)
class StoodShow:
    """The page of the person as it stood: groups of sentences, each with a title. `restricted`: whom to ask, '' for nothing."""

    groups: Sequence[tuple[str, Sequence[str]]]
    restricted: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseShow:
    """
    A release that was asked for: of which line, and by whom, why and what became of it; `waits` for a second person, who may be
    the reader.
    """

    release_id: UUID
    row_id: UUID
    words: str
    more: Sequence[str]
    waits: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class ExportShow:
    """An export: to whom, what stands behind it in words; whether it waits, whether the reader asked, whether it may be had."""

    export_id: UUID
    to_whom: str
    words: Sequence[str]
    waits: bool
    is_own: bool
    can_have: bool
    digest: str


@dataclass(frozen=True, slots=True)
class FileShow:
    """A case file: what it is, the page as it stood, its days a page at a time, what was released, what was given."""

    file_id: UUID
    who: Who
    title: str
    about: Sequence[str]
    counts: str
    stood: StoodShow
    days: Sequence[DayShow]
    page: int
    pages: int
    releases: Sequence[ReleaseShow]
    exports: Sequence[ExportShow]
    form: Filled


@dataclass(frozen=True, slots=True)
class LineAlone:
    """One line of a file, to mark or to release it. Field: reason. `doing` is 'mark', 'release' or '' where neither can be."""

    file_id: UUID
    row_id: UUID
    who: Who
    about: str
    text: str
    doing: str
    why_not: str
    form: Filled


@dataclass(frozen=True, slots=True)
class RefuseShow:
    """Refusing a release or an export: what was asked for, and where it is sent. Field: because."""

    file_id: UUID
    who: Who
    about: str
    action: str
    form: Filled


@dataclass(frozen=True, slots=True)
class GivenShow:
    """A case file as it is given, to be read without Kith."""

    name: str
    about: Sequence[str]
    stood: StoodShow
