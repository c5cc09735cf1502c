"""What the templates of the weekly meeting are given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kith.mdt.rules import RoleHere
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the list: state is open, settled or now; `words` say why, or what became of it."""

    case_id: UUID
    name: str
    words: str
    state: str
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Attender:
    """One member in the attendance: how they take part, until when as a time field has it."""

    member_id: UUID
    name: str
    role: str
    how: str
    until: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who must leave while cases that need their role come later: the role to bring forward."""

    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside each case: time, list, who is there, what keeps the meeting open."""

    team_slug: str
    day: date
    minutes: int
    minutes_used: int
    left_words: str
    pace: str
    is_over: bool
    cases: Sequence[CaseLine]
    roles: Sequence[RoleHere]
    roles_here: int
    attenders: Sequence[Attender]
    leaving: Sequence[Leaving]
    loose: Sequence[str]
    gone_words: str
    form: Filled


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision: what, who decides by which right, who does it, by when; `is_proposed`: somebody else decides it."""

    decision_id: UUID
    what: str
    decider: str
    right: str
    owner: str
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a specialist, its answer ('' while there is none), and who here may say one."""

    question_id: UUID
    version: int
    to: str
    words: str
    answer: str
    sayers: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page that was prepared."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseShow:
    """The page of one case: the person's own question first, what changed, what is decided, how they are told."""

    beside: Beside
    case_id: UUID
    person_id: UUID
    version: int
    name: str
    age: int | None
    place: str
    why: str
    question: str
    question_by: str
    not_asked: str
    changed: str
    parts: Sequence[Part]
    asked: Sequence[Asked]
    plan: str
    last: str
    partners: Sequence[str]
    decisions: Sequence[DecisionLine]
    escalated: bool
    outcome: str
    told: str
    subjects: Sequence[Option]
    deciders: Sequence[Option]
    who: Sequence[Option]
    why_not: Sequence[str]
    by: Sequence[Option]
    ways: Sequence[Option]
    tellers: Sequence[Option]
    raise_to: Sequence[Option]
    gone: str
    next_name: str
    form: Filled
    answered: str = ""
    is_led_by_you: bool = False


@dataclass(frozen=True, slots=True)
class RestrictedShow:
    """
    A restricted case: whose it is to answer for, whether everybody here may open it, and whether the viewer may say that it is
    settled. Nothing else.
    """

    beside: Beside
    case_id: UUID
    version: int
    place: str
    owner: str
    may_open: bool
    may_settle: bool
    outcome: str
    next_name: str
    form: Filled
    is_led_by_you: bool = False


@dataclass(frozen=True, slots=True)
class StartShow:
    """The page that starts a meeting: the next one with its list, who is here; what the last one left."""

    team_slug: str
    team_name: str
    meeting_id: UUID | None
    day: date | None
    begins_at: datetime | None
    is_today: bool
    cases: Sequence[CaseLine]
    attenders: Sequence[Attender]
    minutes: Sequence[Option]
    last_id: UUID | None
    last_day: date | None
    hindrance: str
    form: Filled


@dataclass(frozen=True, slots=True)
class UntoldLine:
    """An answer of an earlier meeting that is not told: who was to, by when; the reason as it stands."""

    telling_id: UUID
    name: str
    words: str
    because: str


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """
    A partner on the page that closes. `name` of its box, `seen` of what would leave, `contact_id` of whom it goes to, `until` which
    day; `why_not` in a sentence where it is sent nothing ('' where it may be). `parts`: heading and lines, as they would read it.
    """

    name: str
    agency: str
    purpose: str
    contact: str
    contact_id: UUID | None
    until: str
    why_not: str
    seen: str
    parts: Sequence[tuple[str, Sequence[str]]]
    code: bool


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """Somebody about whom was decided, and their partners."""

    person_id: UUID
    name: str
    partners: Sequence[PartnerLine]


@dataclass(frozen=True, slots=True)
class ToldShow:
    """Which partners are told as a meeting closes, by person; `forbidden` says why the reader sends none ('' where they may)."""

    people: Sequence[ToldPerson]
    forbidden: str


@dataclass(frozen=True, slots=True)
class CloseShow:
    """The page that closes: what is loose with where it is mended, answers to tell, partners, a reason where it is late."""

    team_slug: str
    title: str
    loose: Sequence[tuple[str, UUID | None]]
    untold: Sequence[UntoldLine]
    told: ToldShow
    needs_reason: bool
    who_may: str
    form: Filled


@dataclass(frozen=True, slots=True)
class MinuteShow:
    """What the minutes say of one case, and how the person was told since. Of a restricted one only its owner."""

    person_id: UUID | None
    name: str
    age: int | None
    lines: Sequence[Sequence[str]]
    told: str
    telling_id: UUID | None
    partners: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MinutesShow:
    """The minutes of a meeting; `ended` is when it was closed, in words, '' while it is open."""

    team_slug: str
    team_name: str
    day: date
    started_at: datetime
    ended: str
    chair: str
    late_because: str
    roles: Sequence[RoleHere]
    cases: Sequence[MinuteShow]
    gone_words: str


@dataclass(frozen=True, slots=True)
class TellShow:
    """The page on which somebody writes how a person was told."""

    telling_id: UUID
    team_slug: str
    meeting_id: UUID
    person_id: UUID
    name: str
    plan: str
    decided: Sequence[str]
    told: str
    ways: Sequence[Option]
    form: Filled


@dataclass(frozen=True, slots=True)
class CostLine:
    """One meeting in what meetings cost and came to: minutes held, times people, and what came of it."""

    meeting_id: UUID
    day: date
    minutes: int
    present: int
    person_minutes: int
    cases: int
    helped: int
    decisions: int
    done_in_time: int
    untold: int


@dataclass(frozen=True, slots=True)
class CostShow:
    """What a team's weekly meetings cost and came to: a sentence, a line each, who was there by role. `most`: the longest bar."""

    team_slug: str
    team_name: str
    summary: str
    lines: Sequence[CostLine]
    most: int
    roles: Sequence[tuple[str, str]] = field(default=())
