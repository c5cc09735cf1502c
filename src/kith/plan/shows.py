"""What the pages of a plan are given."""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.person.shows import Who
from kith.plan.rules import Piece
from kith.plan.seams import PlanPart
from kith.web.shows import Filled, Option, RightNote


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal in words: what, who does it, by when, how it is going; '' for what nobody said."""

    what: str
    who: str
    by: str
    going: str


@dataclass(frozen=True, slots=True)
class SignLine:
    """A sign in words: what is seen, what is done, how and within what time, who starts it."""

    sees: str
    response: str
    how: str
    who: str


@dataclass(frozen=True, slots=True)
class SectionShow:
    """
    One section as it is read. `lines` are the lines of its text; `foot` who wrote it, when and why; `is_new`: since the version
    that the reader last read. `signed` says who signed it, '' for nobody; `to_sign`: it is to be signed and is not.
    """

    code: str
    title: str
    asks: str
    lines: Sequence[str]
    goals: Sequence[GoalLine]
    signs: Sequence[SignLine]
    foot: str
    number: int
    is_new: bool
    signed: str
    to_sign: bool
    can_sign: bool

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written it, or it says nothing now."""
        return not (self.lines or self.goals or self.signs)


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """How far a member has read: their name, whether that is the newest version, in words."""

    words: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class AsideShow:
    """What somebody wrote and did not take into the plan: of which section, what, who and when."""

    title: str
    lines: Sequence[str]
    foot: str


@dataclass(frozen=True, slots=True)
class AgreedShow:
    """
    Who agreed the plan, for its page. `words` of the latest agreement, '' for none; `objects_to` what was not agreed;
    `changed` the titles of the sections that changed since; `kept_back` the titles that parents are not shown.
    """

    words: str
    objects_to: str
    changed: Sequence[str]
    kept_back: Sequence[str]
    is_child: bool


@dataclass(frozen=True, slots=True)
class AgreementsShow:
    """
    The page of who agreed a plan and what a child's parents are not shown.

    Fields of the first form: by, who, shown_by, objects_to; `options` are value, words, whether a name is asked and the question.
    Fields of the second: section, reason; `kept` are code, title and words of each section that is kept; `may_show`: the reader
    may let parents see one again. `law` is the rule for somebody of this age.
    """

    who: Who
    number: int
    now: AgreedShow
    options: Sequence[tuple[str, str, bool, str]]
    before: Sequence[tuple[str, str]]
    law: str
    sections: Sequence[Option]
    kept: Sequence[tuple[str, str, str]]
    may_show: bool
    form: Filled


@dataclass(frozen=True, slots=True)
class PlanShow:
    """
    The plan of one person. `number` is the version shown, 0 before the first; `is_past`: not the newest, `past` says of when.
    `fresh` is the mark and tone of how fresh it is with its words, `asks` whether it is to be looked through soon; `own` says how
    often and by which rule or reason, `usual_next` the next day by risk. `changed_since` is the version that the reader last
    read where there is a newer one, else 0. `usual` is what NEWS2 is usual, '' for not known. Fields of the form: outcome,
    without, next, because; kind, words, day. `beside` is what packages above say of it.
    """

    who: Who
    team: str
    is_started: bool
    number: int
    newest: int
    is_past: bool
    past: str
    sections: Sequence[SectionShow]
    fresh: tuple[str, str, str]
    asks: bool
    own: str
    usual_next: str
    changed_since: int
    kinds: Sequence[Option]
    aside: Sequence[AsideShow]
    usual: str
    agreed: AgreedShow
    readers: Sequence[ReaderLine]
    not_read: Sequence[str]
    has_read: bool
    versions: Sequence[tuple[int, str]]
    form: Filled
    beside: Sequence[PlanPart] = ()


@dataclass(frozen=True, slots=True)
class WorkLine:
    """An open action of the section that is written: its id and version, what, whose and by when in words."""

    id: str
    version: int
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    Somebody else saved the section first: who and when, what both started from, theirs and the reader's, piece by piece.

    `mine` is the reader's own text, to be used instead; '' for a section of lines.
    """

    who: str
    before: Sequence[str]
    theirs: Sequence[Piece]
    yours: Sequence[Piece]
    mine: str


@dataclass(frozen=True, slots=True)
class WriteShow:
    """
    Writing a section. Fields: text; or what-n, who-n, by-n, going-n; or id-n, sees-n, response-n, does-n, within-n, starts-n;
    reason (why_propose in its place where the reader proposes), day; follows, follows_day; for each work line work-ID,
    because-ID, instead-ID, instead_day-ID. `holds` is text, goals or signs; `rows` the numbers of its lines; `told` stands above.
    """

    who: Who
    code: str
    title: str
    asks: str
    holds: str
    rows: Sequence[int]
    seen: str
    work: Sequence[WorkLine]
    note: RightNote
    form: Filled
    does: Sequence[Option]
    within: Sequence[Option]
    starts: Sequence[Option]
    answers: Sequence[Option]
    conflict: Conflict | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class ChangeShow:
    """One section that differs between two versions: its title, the pieces, who changed it last and why."""

    title: str
    pieces: Sequence[Piece]
    feet: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChangesShow:
    """What changed between two versions of a plan. Fields: from, to (`form` says which). `same` are the titles of what did not."""

    who: Who
    form: Filled
    versions: Sequence[Option]
    words: str
    changes: Sequence[ChangeShow]
    same: Sequence[str]


@dataclass(frozen=True, slots=True)
class DoorShow:
    """
    The page for the fridge door: no diagnosis, no codes, no NHS number. `foot` says when it is too old; `left_out` are the titles
    that a child's parents are not shown, told to the team alone.
    """

    person_id: str
    called: str
    matters: Sequence[str]
    wrong: Sequence[str]
    signs: Sequence[SignLine]
    please: Sequence[str]
    people: Sequence[str]
    foot: str
    left_out: Sequence[str] = ()
