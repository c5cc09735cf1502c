"""What the questions about weekly meetings answer with, and how rows of the database become it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from kith.act.refusals import NotVisible
from kith.language import _
from kith.mdt import closing_rules
from kith.mdt.closing_rules import Answer, Decided, Loose, Unseen, loose_ends
from kith.mdt.rules import HERE, How, Outcome
from kith.person.rules import shown

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A weekly meeting. Members are ids; `closed_at` is None while it runs; `expected` are codes of roles."""

    id: UUID
    team_id: UUID
    prepared_id: UUID
    day: date
    started_at: datetime
    minutes: int
    chair_id: UUID
    expected: Sequence[str]
    closed_at: datetime | None
    closed_by_id: UUID | None
    closed_late_because: str
    shown_id: UUID | None


WIDTH = len(fields(MeetingRow))
"""Columns of a meeting, where others follow them in a row."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """
    One case as it stands. Of a restricted one the person is None: only its owner is told, and whether the viewer may open it.

    `is_gone`: the person has died or left the list since. `plan_now`: the number of the plan as it stands, None without one.
    """

    id: UUID
    meeting_id: UUID
    prepared_id: UUID
    person_id: UUID | None
    matter_id: UUID | None
    owner_id: UUID | None
    position: int
    why: str
    needs: Sequence[str]
    plan_before: int | None
    plan_after: int | None
    escalation_id: UUID | None
    outcome: Outcome | None
    reason: str
    settled_at: datetime | None
    settled_by_id: UUID | None
    version: int
    given: str
    family: str
    born: date | None
    is_dead: bool
    is_listed: bool
    plan_now: int | None

    @property
    def is_restricted(self) -> bool:
        """Whether nothing but its owner is told here."""
        return self.matter_id is not None

    @property
    def is_gone(self) -> bool:
        """Whether the person has died, or left the list."""
        return not self.is_restricted and (self.is_dead or not self.is_listed)

    @property
    def name(self) -> str:
        """Given and family name; empty for a restricted case."""
        return f"{shown(self.given)} {shown(self.family)}".strip()


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that stands, with how its action stands now ('' where the viewer does not see it)."""

    id: UUID
    case_id: UUID
    person_id: UUID
    what: str
    subject: str
    rule: str
    verdict: str
    decider_id: UUID
    decider_role: str
    to_role: str
    owner_id: UUID
    offered_to_id: UUID | None
    offered_pool: str
    due_at: datetime
    action_id: UUID
    decided_at: datetime
    action_state: str


@dataclass(frozen=True, slots=True)
class TellingRow:
    """How a person is to be told; `told_at` and what follows are None and empty until it is recorded."""

    id: UUID
    case_id: UUID
    person_id: UUID
    by_id: UUID
    how: str
    due_at: datetime
    action_id: UUID
    told_at: datetime | None
    told_by_id: UUID | None
    told_how: str
    said: str
    not_possible_because: str


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """How a member takes part, and until when they can stay."""

    member_id: UUID
    how: How
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """An answer of an earlier meeting that the person has not been told, with why not, where this meeting says so."""

    telling_id: UUID
    person_id: UUID
    name: str
    day: date
    by_id: UUID
    how: str
    due_at: datetime
    because: str


@dataclass(frozen=True)
class Whole:
    """
    Everything in a meeting that the viewer sees: cases by place, decisions that stand, tellings by case, who takes part.

    `names` are those of everybody who ever was on the team, by member id; `roles` their codes of a role. `number_gone` counts the
    people whom the team does not reach any more: they are in none of the lists. `unseen` are, of each thing loose in a case that
    the viewer may not open, the members who are marked here and may.
    """

    meeting: MeetingRow
    cases: Sequence[CaseRow]
    decisions: Sequence[DecisionRow]
    tellings: dict[UUID, TellingRow]
    attendance: dict[UUID, AttendanceRow]
    names: dict[UUID, str]
    untold: Sequence[UntoldRow]
    number_gone: int
    unseen: Sequence[Sequence[UUID]] = ()
    roles: Mapping[UUID, str] = field(default_factory=dict)

    @cached_property
    def loose(self) -> list[Loose]:
        """Everything that keeps the meeting from closing (P5), by place in the list."""
        return loose_ends(
            [
                closing_rules.Case(
                    one.id,
                    one.position,
                    self.title(one),
                    one.outcome,
                    has_telling=one.id in self.tellings,
                    is_restricted=one.is_restricted,
                    is_gone=one.is_gone,
                )
                for one in self.cases
            ],
            [Decided(one.id, one.case_id, one.what, one.action_state == "cancelled") for one in self.decisions],
            [Answer(one.telling_id, one.name, one.day, one.because) for one in self.untold],
            [Unseen(sorted(self.names[key] for key in one if key in self.names)) for one in self.unseen],
        )

    @property
    def present(self) -> frozenset[UUID]:
        """The members in the room or by link: those who accept what is given to them here."""
        return frozenset(member for member, one in self.attendance.items() if one.how in HERE)

    @property
    def person_ids(self) -> list[UUID]:
        """Everybody on the list, without restricted cases."""
        return [one.person_id for one in self.cases if one.person_id]

    @property
    def named(self) -> list[UUID]:
        """Everybody whom a page of the meeting names: those on the list, and those who are still to be told of an earlier one."""
        return list(dict.fromkeys([*self.person_ids, *(one.person_id for one in self.untold)]))

    def case(self, case_id: UUID) -> CaseRow:
        """Return one of its cases. Raises NotVisible when it is not in this meeting."""
        return first_of([one for one in self.cases if one.id == case_id])

    def title(self, case: CaseRow) -> str:
        """Return whose case it is: the name, or 'Restricted case'."""
        return _("Restricted case") if case.is_restricted else case.name

    def decided(self, case_id: UUID) -> list[DecisionRow]:
        """Return the decisions of a case, in the order in which they were made."""
        return [one for one in self.decisions if one.case_id == case_id]


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """The minutes of one case, as they were kept; a restricted one has no person and no lines, only its owner."""

    case_id: UUID
    person_id: UUID | None
    name: str
    born: date | None
    owner_id: UUID | None
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class LastSpoken:
    """What the last closed meeting that spoke of somebody came to, and how they were told."""

    meeting_id: UUID
    day: date
    outcome: Outcome
    telling: TellingRow | None


@dataclass(frozen=True, slots=True)
class AskedRow:
    """
    What was asked of a specialist for a case: of a role or one member of it; `answer` is '' while nobody has answered.

    `answered_as` is the role of whoever answered, `rule` the right by which it was decided, '' where it is no decision.
    """

    id: UUID
    prepared_id: UUID
    to_role: str
    to_member_id: UUID | None
    words: str
    verdict: str
    answer: str
    answered_by_id: UUID | None
    answered_as: str
    rule: str
    version: int


def case_of(row: Sequence[Any]) -> CaseRow:
    """Return a case from its columns, in the order of `CaseRow`."""
    values = dict(zip(CaseRow.__slots__, row, strict=True))
    return CaseRow(**values | {"outcome": Outcome(values["outcome"]) if values["outcome"] else None})


def first_of(rows: Sequence[R]) -> R:
    """Return the first row. Raises NotVisible when there is none."""
    if not rows:
        raise NotVisible
    return rows[0]
