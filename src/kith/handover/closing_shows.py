"""What the pages of closing show."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option, RightNote


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Something that keeps a person on the list: what, the rest in words, and the pages where it is finished or passed on."""

    what: str
    more: str
    ways: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CloseShow:
    """
    Closing a person on a list. While `opens` names anything there is no form.

    Fields: reason, because, holder, held_by, untold_because, version, and whom-N, name-N, how-N, day-N for each of `lines`,
    of which the first `lines_used` are filled in, and why_propose where
    `may_close` says that the reader proposes it. `changed_by`: who changed the entry since the form was opened, '' nobody.
    """

    entry_id: UUID
    version: int
    who: Who
    team_name: str
    is_on_list: bool
    opens: Sequence[OpenLine]
    reasons: Sequence[Option]
    holders: Sequence[Option]
    whom: Sequence[Option]
    how: Sequence[Option]
    lines: Sequence[int]
    lines_used: int
    form: Filled
    changed_by: str = ""
    may_close: RightNote | None = None


@dataclass(frozen=True, slots=True)
class AgainShow:
    """Putting somebody on the list again. Fields: came_by, came_from; no form while they are on it (`is_on_list`)."""

    entry_id: UUID
    who: Who
    team_name: str
    is_on_list: bool
    came_by: Sequence[Option]
    form: Filled
