"""What the pages of offers are given: one offer, making one, the list of a team, and several actions at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take the work, and why; or why not (`why_not`), with the rule that says so where there is one."""

    member_id: UUID
    name: str
    role: str
    why: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class OfferShow:
    """
    One offer, as its reader meets it: to answer, to wait for, to deal with, or over.

    `facts` are label and words. `said` stands in the notice, `more` below it. `can_answer` opens the four answers (fields:
    answer, by, by_day, by_time, reason, words, question); of a pool and of help some are left out (`can_move`,
    `can_decline`). `others` is filled for an offer that came back. The forms of one press bring the key `press_key`.
    """

    offer_id: UUID
    who: Who | None
    team_slug: str
    title: str
    said: str
    more: str
    tone: str
    facts: Sequence[tuple[str, str]]
    form: Filled
    press_key: str
    action_id: UUID | None = None
    giver: str = ""
    accept_words: str = ""
    by: Sequence[Option] = ()
    latest: str = ""
    reasons: Sequence[Option] = ()
    can_answer: bool = False
    can_move: bool = False
    can_decline: bool = False
    can_withdraw: bool = False
    can_keep: bool = False
    others: Sequence[Candidate] = ()


@dataclass(frozen=True, slots=True)
class OfferingShow:
    """
    Offering an action, asking for help with it, or offering to lead a person. Fields: to, note, by, by_day, by_time.

    `kind` is action, help or person; `to` lists members and pools by their value: a member's id, `team`, or `role:<role>`.
    """

    kind: str
    thing_id: UUID
    who: Who | None
    team_slug: str
    title: str
    what: str
    held: str
    to: Sequence[Option]
    by: Sequence[Option]
    usual: str
    why_not: Sequence[str]
    form: Filled


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer in a list: whom it is about, what it says, and where it stands. `can_take` gives the press of a pool."""

    offer_id: UUID
    person_id: UUID | None
    name: str
    what: str
    words: str
    when: str
    door: str
    can_take: bool = False


@dataclass(frozen=True, slots=True)
class OfferSection:
    """Offers of one kind for the reader: to them, in a pool, theirs, of others."""

    code: str
    title: str
    lines: Sequence[OfferLine]


@dataclass(frozen=True, slots=True)
class OffersShow:
    """What waits for an answer on a team. Taking from a pool brings the key `press_key`."""

    team_slug: str
    team_name: str
    sections: Sequence[OfferSection]
    press_key: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One action to be ticked; `result` says what became of it (`is_done`) after a command on several."""

    action_id: UUID
    version: int
    what: str
    name: str
    owner: str
    standing: str
    standing_words: str
    is_ticked: bool = False
    result: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class WorkShow:
    """
    The open work of a team, or the reader's own, to be acted on together. Fields: line (ticked), doing, to, by, by_day,
    by_time, return_date, words. `said` counts what became of the lines.
    """

    team_slug: str
    team_name: str
    view: str
    number_mine: int
    number_team: int
    lines: Sequence[WorkLine]
    form: Filled
    to: Sequence[Option]
    by: Sequence[Option]
    said: str = ""
    number_refused: int = 0
    is_cut: bool = False
