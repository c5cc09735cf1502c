"""What the pages of handover show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class DeathShow:
    """
    Recording a death, or taking one back: what it stops (`stops`) or brings back, what stays and what it asks for, in words.

    Fields of recording: how_known, day, time. Field of taking back: because.
    """

    who: Who
    form: Filled
    stops: Sequence[str] = ()
    stays: Sequence[str] = ()
    asks: Sequence[str] = ()
    known: str = ""


@dataclass(frozen=True, slots=True)
class LineShow:
    """
    One thing in somebody's hands. `field` is the name of its list box ('' where nothing is chosen), `options` its answers,
    `why_not` why some are not among them; `says` what is to be known before it goes.

    `goes_to` and `why` are whom it goes to and for what reason; `tone` and `mark` show the standing, `answer` says it.
    """

    what: str
    more: str
    href: str = ""
    field: str = ""
    label: str = ""
    options: Sequence[Option] = ()
    why_not: Sequence[str] = ()
    says: Sequence[str] = ()
    goes_to: str = ""
    why: str = ""
    answer: str = ""
    mark: str = ""
    tone: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind, with a heading that states their number."""

    title: str
    number: int
    lines: Sequence[LineShow]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Things of one kind that need no line each: their names in a row, and what becomes of them by itself ('' without a leave)."""

    title: str
    number: int
    names: Sequence[LineShow]
    words: str = ""


@dataclass(frozen=True, slots=True)
class HandsShow:
    """
    All that a member holds, and a leave that is being prepared.

    Without one (`leave_words` ''): fields first_day, last_day, for_good, reason of planning; last_day_ill and reason_ill of
    "ill"; reason_removed of removing access (when `can_remove`). With one: `number_open` of `number` lines are open, `open_words`
    says what they need; `is_confirmed` shows the list alone.
    """

    team_slug: str
    member_id: UUID
    name: str
    is_own: bool
    can_prepare: bool
    can_remove: bool
    groups: Sequence[Group]
    bundles: Sequence[Bundle]
    duty_name: str
    plan_form: Filled
    ill_form: Filled
    remove_form: Filled
    lines_form: Filled
    leave_words: str = ""
    version: int = 0
    number: int = 0
    number_open: int = 0
    number_to_choose: int = 0
    open_words: str = ""
    is_confirmed: bool = False
    today: date | None = None
