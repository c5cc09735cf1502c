"""What the templates of supervision are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class LineShow:
    """
    One line of a queue in words: what it is, why it is there, whose decision, about whom, when, how long it waits ('' when
    closed), how it was closed. `href` opens it; `is_old` after a week.
    """

    line_id: UUID
    title: str
    why: str
    of: str
    person: str
    person_id: UUID | None
    when: str
    age: str
    is_old: bool
    closed: str
    href: str
    thing_href: str
    has_line: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note in a list: its first words, who wrote to whom, when, whether it was answered, what came of it ('' so far)."""

    note_id: UUID
    words: str
    between: str
    when: str
    answered: bool
    came_of_it: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member whom the reader supervises: name and role, when the next session is due in words, how much waits."""

    member_id: UUID
    name: str
    role: str
    team: str
    due: str
    is_overdue: bool
    number_waiting: int


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """The reader's own supervision on one team: by whom, when the next session is due, and their member's id for the page."""

    member_id: UUID
    team: str
    by: str
    due: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReadingShow:
    """
    One practice in words: what is counted, how often at how many contacts, the others of the team beside it, and the question
    where it is worth talking about ('' else).
    """

    what: str
    own: str
    others: str
    question: str


@dataclass(frozen=True, slots=True)
class PracticeShow:
    """
    The practice of one member: over which time, each reading in a fixed order, and how to read it. Not `is_told` below the
    fewest contacts of which something is said.
    """

    over: str
    is_told: bool
    readings: Sequence[ReadingShow]
    caution: str


@dataclass(frozen=True, slots=True)
class MineShow:
    """The page of supervision: the reader's own, and as supervisor the queue and the members."""

    own: Sequence[OwnStanding]
    members: Sequence[MemberLine]
    queue: Sequence[LineShow]
    about_me: Sequence[LineShow]
    notes: Sequence[NoteLine]
    teams: Sequence[tuple[str, str]]
    show_team: bool


@dataclass(frozen=True, slots=True)
class ReplyShow:
    """What was written under a note: what kind in words, its paragraphs, by whom and when."""

    kind: str
    words: Sequence[str]
    by: str


@dataclass(frozen=True, slots=True)
class NoteShow:
    """A note with what was written under it. Fields: words, kind (answer, came of it). `about` links to what it is about."""

    note_id: UUID
    title: str
    about: str
    href: str
    words: Sequence[str]
    by: str
    replies: Sequence[ReplyShow]
    form: Filled
    kinds: Sequence[Option]
    to: str


@dataclass(frozen=True, slots=True)
class LookShow:
    """A line of the queue, for whoever looks at it. Field: words. `note` is what was written, None for the others."""

    line: LineShow
    form: Filled
    version: int
    can_close: bool
    note: NoteLine | None


@dataclass(frozen=True, slots=True)
class WriteShow:
    """Writing a note of one's own accord. Fields: words, account (of `members`). `about` and `thing_id` are sent along."""

    about: str
    thing_id: UUID
    words: str
    href: str
    members: Sequence[Option]
    form: Filled


@dataclass(frozen=True, slots=True)
class AgreedShow:
    """What was agreed: what, whose, how it stands."""

    action_id: UUID
    what: str
    owner: str
    stands: str


@dataclass(frozen=True, slots=True)
class SessionShow:
    """A session that was held: when, by whom, paragraphs of what was talked about, lines, notes, what was agreed, the next day."""

    session_id: UUID
    when: str
    by: str
    said: Sequence[str]
    lines: Sequence[LineShow]
    notes: Sequence[NoteLine]
    agreed: Sequence[AgreedShow]
    next_on: date


@dataclass(frozen=True, slots=True)
class SessionsShow:
    """
    The sessions of a member: for the member, or for whoever supervises them, who keeps a new one with `form`.

    Fields: said, next_on, lines and notes (several), and what_1 to what_5 with owner_1 (member, supervisor) and due_1.
    """

    member_id: UUID
    name: str
    role: str
    due: str
    is_overdue: bool
    is_own: bool
    queue: Sequence[LineShow]
    notes: Sequence[NoteLine]
    practice: PracticeShow
    sessions: Sequence[SessionShow]
    form: Filled
    agreed_rows: Sequence[int]
    owners: Sequence[Option]


@dataclass(frozen=True, slots=True)
class PairLine:
    """A member and who supervises them, in words; `chosen` is the account of the row in force, '' for the default."""

    account_id: UUID
    name: str
    role: str
    by: str
    chosen: str


@dataclass(frozen=True, slots=True)
class PairsShow:
    """Who supervises whom on a team. Fields: account, supervisor (of `choices`; '' for whoever is clinical supervisor)."""

    team_slug: str
    team_name: str
    lines: Sequence[PairLine]
    choices: Sequence[Option]
    form: Filled
    can_change: bool


@dataclass(frozen=True, slots=True)
class LogLine:
    """One escalation of the log: about whom, level, when raised, who answered, how long it took, and how that stands."""

    escalation_id: UUID
    person_id: UUID
    person: str
    level: str
    opened: str
    answered_by: str
    took: str
    standard: str
    stands: str
    tone: str


@dataclass(frozen=True, slots=True)
class LogShow:
    """
    The escalation log of a team over a period: figures as label, value and how it was worked out; the cases behind them.

    `restricted` says in a sentence what is restricted beside them; `own` are those of them that the reader may open.
    """

    team_slug: str
    team_name: str
    summary: str
    figures: Sequence[tuple[str, str, str]]
    lines: Sequence[LogLine]
    restricted: str
    own: Sequence[LogLine]
    is_lead: bool
    form: Filled
    periods: Sequence[Option]
    days: int
    from_at: datetime
