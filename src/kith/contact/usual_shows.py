"""What the page of somebody's usual observations is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.person.shows import Who
from kith.web.shows import Filled, Option, RightNote


@dataclass(frozen=True, slots=True)
class UsualLine:
    """One score that was said to be usual: from and until when in words, who said so, why, and whether it holds now."""

    score: int
    when: str
    who: str
    why: str
    holds: bool


@dataclass(frozen=True, slots=True)
class UsualShow:
    """
    Usual observations of one person. Fields: usual, until, why; why_propose in its place where the reader proposes; team.

    `now` is the score in force, None for none; `over` says of the latest that it is over ('' otherwise). `seen` is the id of
    the score in force ('' for none), `rules` what is held against it: sentence and id. `said_meanwhile`: somebody else was
    faster, and what the reader wrote is still there.
    """

    who: Who
    now: UsualLine | None
    over: str
    history: Sequence[UsualLine]
    note: RightNote
    form: Filled
    seen: str
    rules: Sequence[tuple[str, str]]
    teams: Sequence[Option] = ()
    said_meanwhile: bool = False
