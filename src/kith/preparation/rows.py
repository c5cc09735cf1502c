"""What the questions about meetings to come answer with: a row each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from kith.person.rules import shown
from kith.policy.queries import role_label
from kith.preparation.rules import CaseState, MeetingState, Part, Reason


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """When a team meets: weekday (Monday is 0), London time, minutes, room for how many cases, roles that are expected."""

    id: UUID
    team_id: UUID
    weekday: int
    starts: time
    minutes: int
    size: int
    roles: Sequence[str]
    version: int


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A weekly meeting. `confirmed_by` is '' where the clock took the list as proposed."""

    id: UUID
    team_id: UUID
    day: date
    begins_at: datetime
    minutes: int
    size: int
    state: MeetingState
    proposed_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by: str
    prepared_at: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    off_because: str
    version: int

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be held, or running."""
        return self.state in (MeetingState.COMING, MeetingState.CONFIRMED)

    @property
    def is_running(self) -> bool:
        """Whether it is being held: begun, and not over."""
        return self.begun_at is not None and self.is_ahead


@dataclass(frozen=True, slots=True)
class CaseRow:
    """
    One case as the viewer may see it.

    `is_restricted`: nothing is told but place and who answers for it: a restricted matter, or a person whom the viewer may not
    open; then `person_id` is None, `name` ''. `matter_id` is set for a matter, `may_open` whether it is open to the viewer.
    `preparer` answers for the page; `is_asked`: the work of making it ready is open. `number` is the latest
    version of its summary, 0 without one.
    """

    id: UUID
    meeting_id: UUID
    team_id: UUID
    person_id: UUID | None
    matter_id: UUID | None
    place: int
    is_above: bool
    is_restricted: bool
    may_open: bool
    state: CaseState
    preparer_id: UUID | None
    preparer: str
    reasons: Sequence[Reason] = ()
    is_owed: bool = False
    was_left_out: bool = False
    brought_by: str = ""
    carried_from_id: UUID | None = None
    moved_because: str = ""
    action_id: UUID | None = None
    ready_at: datetime | None = None
    ready_by: str = ""
    ready_number: int | None = None
    outcome: str = ""
    settled_at: datetime | None = None
    version: int = 0
    number: int = 0
    given: str = ""
    family: str = ""
    born: date | None = None
    question: str = ""
    not_asked_because: str = ""
    is_asked: bool = False

    @property
    def name(self) -> str:
        """Given and family name; '' for a restricted case."""
        return f"{shown(self.given)} {shown(self.family)}".strip() if self.person_id else ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One version of the page on a case. `by` is '' where it was made by the clock."""

    id: UUID
    case_id: UUID
    number: int
    kind: str
    parts: Sequence[Part]
    by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class AskedRow:
    """The person's own question with who asked them, when, how and by whom they want the answer; or why they were not asked."""

    id: UUID
    case_id: UUID
    question: str
    asked_by_id: UUID | None
    asked_by: str
    asked_on: date | None
    how_to_tell: str
    told_by: str
    not_asked_because: str
    version: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """
    A question to a specialist. `to_member_id` is None where it is put to a role; `topic` is the decision asked, '' for none.

    `rule` is the right by which it was decided, '' where it is an answer and no decision. `told_at`: since when it is among
    the few that are theirs.
    """

    id: UUID
    team_id: UUID
    case_id: UUID
    meeting_id: UUID
    person_id: UUID
    to_role: str
    to_member_id: UUID | None
    to_name: str
    words: str
    topic: str
    put_by: str
    put_by_account_id: UUID | None
    put_at: datetime
    told_at: datetime | None
    verdict: str
    answer: str
    answered_by: str
    answered_as: str
    answered_at: datetime | None
    rule: str
    is_withdrawn: bool
    version: int

    @property
    def to(self) -> str:
        """Who is asked: a name, or the role."""
        return self.to_name or role_label(self.to_role)

    def is_for(self, member_id: UUID, role: str) -> bool:
        """Whether it is asked of a member: by name, or of their role."""
        return self.to_member_id == member_id if self.to_member_id else self.to_role == role
