"""What the pages of a meeting to come are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Meanwhile, Option


@dataclass(frozen=True, slots=True)
class CaseLine:
    """
    One case on the list. Restricted: `name` is '' and `owner` says who leads it, `href` is '' for whom it is not open.

    `readiness` is words with a mark and a tone: how far its page is.
    """

    case_id: UUID
    person_id: UUID | None
    place: int
    name: str
    age: int | None
    href: str
    reasons: Sequence[str]
    owner: str
    readiness: tuple[str, str, str]
    question: str
    moved: str
    version: int
    can_leave: bool
    may_move: bool = False


@dataclass(frozen=True, slots=True)
class MeetingShow:
    """The list of a meeting to come. `form` serves each form of the page."""

    team_slug: str
    team_name: str
    form: Filled
    may_set: bool
    title: str = ""
    when: str = ""
    stands: str = ""
    meeting_id: UUID | None = None
    version: int = 0
    size: int = 0
    minutes: int = 0
    above: Sequence[CaseLine] = ()
    below: Sequence[CaseLine] = ()
    off: Sequence[tuple[str, str]] = ()
    waits: Sequence[Option] = ()
    people: Sequence[Option] = ()
    matters: Sequence[Option] = ()
    may_confirm: bool = False
    may_call_off: bool = False
    mine: int = 0
    roles: str = ""
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question to a specialist with what is known of its answer. `decides` says by which right an answer is a decision."""

    question_id: UUID
    case_id: UUID
    to: str
    words: str
    put: str
    topic: str
    decides: str
    answer: str
    answered: str
    version: int
    is_mine: bool
    can_withdraw: bool
    who: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class AskedShow:
    """
    The person's own question in words. `question` is '' where they were not asked, `why_not` says why; both are '' while nothing
    stands.
    """

    question: str = ""
    said: str = ""
    how: str = ""
    why_not: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class CaseShow:
    """The page on one case: the person's own question first, then the summary, then what specialists are asked."""

    who: Who
    team_slug: str
    case_id: UUID
    meeting: str
    place: str
    reasons: Sequence[str]
    asked: AskedShow
    parts: Sequence[tuple[str, str, Sequence[str]]]
    made: str
    number: int
    versions: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]
    ready: str
    preparer: str
    questions: Sequence[QuestionLine]
    form: Filled
    to: Sequence[Option]
    topics: Sequence[Option]
    ways_of_telling: Sequence[Option]
    members: Sequence[Option]
    can_write: bool
    is_above: bool
    fields: Sequence[tuple[str, str]] = ()
    meanwhile: Meanwhile | None = None


@dataclass(frozen=True, slots=True)
class MineCase:
    """What one case asks of a specialist: two lines and the questions."""

    name: str
    age: int | None
    person_id: UUID
    href: str
    lines: Sequence[str]
    question: str
    asks: Sequence[QuestionLine]


@dataclass(frozen=True, slots=True)
class MineShow:
    """
    What a meeting asks of the viewer, on one page: five minutes from a link.

    `cases` with the questions that are theirs; `more` with what may be asked of them beside.
    """

    team_slug: str
    title: str
    when: str
    cases: Sequence[MineCase]
    answered: int
    asked: int
    role: str
    form: Filled
    more: Sequence[MineCase] = ()


@dataclass(frozen=True, slots=True)
class WeeklyShow:
    """When a team holds its weekly meeting, as a form."""

    team_slug: str
    form: Filled
    version: int
    days: Sequence[Option]
    roles: Sequence[Option]
