"""Questions about weekly meetings: the one that runs, everything in one, what is untold, what the minutes say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import orjson

from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.database.planned import planned
from kith.language import _
from kith.mdt import closing_rules
from kith.mdt.closing_rules import Answer, Decided, Loose, loose_ends
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

    `names` are those of everybody who ever was on the team, by member id. `number_gone` counts the people whom the team does not
    reach any more: they are in none of the lists.
    """

    meeting: MeetingRow
    cases: Sequence[CaseRow]
    decisions: Sequence[DecisionRow]
    tellings: dict[UUID, TellingRow]
    attendance: dict[UUID, AttendanceRow]
    names: dict[UUID, str]
    untold: Sequence[UntoldRow]
    number_gone: int

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
                )
                for one in self.cases
            ],
            [Decided(one.id, one.case_id, one.what, one.rule) for one in self.decisions],
            [Answer(one.telling_id, one.name, one.day, one.because) for one in self.untold],
        )

    @property
    def present(self) -> frozenset[UUID]:
        """The members in the room or by link: those who accept what is given to them here."""
        return frozenset(member for member, one in self.attendance.items() if one.how in HERE)

    @property
    def person_ids(self) -> list[UUID]:
        """Everybody on the list, without restricted cases."""
        return [one.person_id for one in self.cases if one.person_id]

    def case(self, case_id: UUID) -> CaseRow:
        """Return one of its cases. Raises NotVisible when it is not in this meeting."""
        return _one([one for one in self.cases if one.id == case_id])

    def title(self, case: CaseRow) -> str:
        """Return whose case it is: the name, or 'Restricted case'."""
        return _("Restricted case") if case.is_restricted else case.name

    def decided(self, case_id: UUID) -> list[DecisionRow]:
        """Return the decisions of a case, in the order in which they were made."""
        return [one for one in self.decisions if one.case_id == case_id]


_MEETING = (
    "m.id, m.team_id, m.prepared_id, m.day, m.started_at, m.minutes, m.chair_id, m.expected, m.closed_at, m.closed_by_id,"
    " m.closed_late_because"
)
_CASE = (
    "c.id, c.meeting_id, c.prepared_id, c.person_id, c.matter_id, c.owner_id, c.position, c.why, c.needs, c.plan_before,"
    " c.plan_after, c.escalation_id, c.outcome, c.reason, c.settled_at, c.settled_by_id, c.version, coalesce(p.given, ''),"
    " coalesce(p.family, ''), p.birth_date, coalesce(p.is_dead, false), exists (select 1 from caseload_listentry e"
    " where e.team_id = c.team_id and e.person_id = c.person_id and e.state <> 'ended'),"
    " (select max(v.number) from plan_version v where v.person_id = c.person_id)"
)
_OF_PERSON = "left join person_person p on p.id = c.person_id"
_VISIBLE = "(c.person_id is null or p.id is not null)"


def meeting_now(*, team_id: UUID) -> MeetingRow | None:
    """Return the team's open meeting, else the last one that was held, else None. One statement."""
    rows = planned(
        f"select {_MEETING} from mdt_meeting m where m.team_id = %s order by m.closed_at is not null, m.day desc, m.id limit 1",  # noqa: S608  (our own names)
        [team_id],
    )
    return MeetingRow(*rows[0]) if rows else None


def meetings_of(*, team_id: UUID, most: int = 60) -> list[MeetingRow]:
    """Return the meetings of a team, the latest first. One statement."""
    rows = planned(
        f"select {_MEETING} from mdt_meeting m where m.team_id = %s order by m.day desc, m.id limit %s",  # noqa: S608  (our own names)
        [team_id, most],
    )
    return [MeetingRow(*row) for row in rows]


def meeting(*, meeting_id: UUID) -> MeetingRow:
    """Return one meeting. Raises NotVisible. One statement."""
    rows = planned(f"select {_MEETING} from mdt_meeting m where m.id = %s", [meeting_id])  # noqa: S608  (our own names)
    return MeetingRow(*_one(rows))


def whole(*, meeting: MeetingRow) -> Whole:
    """Return everything in a meeting. Five statements, however many cases."""
    cases = planned(
        f"select {_CASE} from mdt_case c {_OF_PERSON} where c.meeting_id = %s and {_VISIBLE} order by c.position, c.id",  # noqa: S608  (our own names)
        [meeting.id],
    )
    decisions = planned(
        "select d.id, d.case_id, d.person_id, d.what, d.subject, d.rule, d.verdict, d.decider_id, d.decider_role, d.to_role,"
        " d.owner_id, d.offered_to_id, d.offered_pool, d.due_at, d.action_id, d.decided_at, coalesce(a.state, '')"
        " from mdt_decision d left join action_action a on a.id = d.action_id"
        " where d.meeting_id = %s and d.withdrawn_at is null order by d.decided_at, d.recorded_at, d.id",
        [meeting.id],
    )
    tellings = planned(f"{_TELLING} where t.meeting_id = %s", [meeting.id])
    members = planned(
        "select m.id, a.name, t.how, t.until_at, (select mdt_number_gone(%s)) from team_member m"
        " join access_account a on a.id = m.account_id"
        " left join mdt_attendance t on t.member_id = m.id and t.meeting_id = %s where m.team_id = %s order by a.name, m.id",
        [meeting.id, meeting.id, meeting.team_id],
    )
    return Whole(
        meeting,
        [_case(row) for row in cases],
        [DecisionRow(*row) for row in decisions],
        {row[1]: TellingRow(*row) for row in tellings},
        {key: AttendanceRow(key, How(how), until) for key, _name, how, until, _gone in members if how},
        {key: name for key, name, *_rest in members},
        untold_before(meeting=meeting),
        members[0][4] if members else 0,
    )


_TELLING = (
    "select t.id, t.case_id, t.person_id, t.by_id, t.how, t.due_at, t.action_id, d.told_at, d.by_id, coalesce(d.how, ''),"
    " coalesce(d.said, ''), coalesce(d.not_possible_because, '') from mdt_telling t left join mdt_told d on d.telling_id = t.id"
)


def untold_before(*, meeting: MeetingRow) -> list[UntoldRow]:
    """
    Return the answers of the team's earlier meetings that nobody has told yet, the oldest first, with why where this one says so.

    What was cancelled with a reason, and what is of people who have died or left the list, is none. One statement.
    """
    rows = planned(
        "select t.id, t.person_id, p.given, p.family, m.day, t.by_id, t.how, t.due_at, coalesce(u.because, '')"
        " from mdt_telling t join mdt_meeting m on m.id = t.meeting_id and m.id <> %s and m.closed_at is not null"
        " join person_person p on p.id = t.person_id and not p.is_dead"
        " join action_action a on a.id = t.action_id and a.state in ('open', 'held')"
        " left join mdt_untold u on u.telling_id = t.id and u.meeting_id = %s"
        " where t.team_id = %s and not exists (select 1 from mdt_told d where d.telling_id = t.id)"
        "   and exists (select 1 from caseload_listentry e where e.team_id = t.team_id and e.person_id = a.person_id"
        "                and e.state <> 'ended')"
        " order by m.day, lower(p.family), lower(p.given), t.id",
        [meeting.id, meeting.id, meeting.team_id],
    )
    return [
        UntoldRow(key, person, f"{shown(given)} {shown(family)}".strip(), *rest)
        for key, person, given, family, *rest in rows
    ]


def restricted_open(*, meeting_id: UUID) -> list[UUID]:
    """Return the ids of the restricted cases of a meeting without an outcome, by place. One statement."""
    rows = planned(
        "select id from mdt_case where meeting_id = %s and person_id is null and outcome is null order by position, id",
        [meeting_id],
    )
    return [key for (key,) in rows]


def untold_of(*, team_id: UUID, until: datetime) -> list[UntoldRow]:
    """Return what closed meetings decided and nobody has told yet, due until a moment, the earliest first. One statement."""
    rows = planned(
        "select t.id, t.person_id, p.given, p.family, m.day, t.by_id, t.how, t.due_at, '' from mdt_telling t"
        " join mdt_meeting m on m.id = t.meeting_id and m.closed_at is not null"
        " join person_person p on p.id = t.person_id and not p.is_dead"
        " join action_action a on a.id = t.action_id and a.state in ('open', 'held')"
        " where t.team_id = %s and t.due_at <= %s order by t.due_at, lower(p.family), lower(p.given), p.birth_date, m.day",
        [team_id, until],
    )
    return [
        UntoldRow(key, person, f"{shown(given)} {shown(family)}".strip(), *rest)
        for key, person, given, family, *rest in rows
    ]


def telling(*, telling_id: UUID) -> TellingRow:
    """Return how somebody is to be told. Raises NotVisible. One statement."""
    return TellingRow(*_one(planned(f"{_TELLING} where t.id = %s", [telling_id])))


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """The minutes of one case, as they were kept; a restricted one has no person and no lines, only its owner."""

    case_id: UUID
    person_id: UUID | None
    name: str
    born: date | None
    owner_id: UUID | None
    lines: Sequence[Sequence[str]]


def minutes_of(*, meeting_id: UUID) -> list[MinuteRow]:
    """Return the minutes of a closed meeting as far as the viewer sees its people, by place. One statement."""
    rows = planned(
        f"select c.id, c.person_id, coalesce(p.given, ''), coalesce(p.family, ''), p.birth_date, c.owner_id, n.lines::text"  # noqa: S608  (our own names)
        f" from mdt_minute n join mdt_case c on c.id = n.case_id {_OF_PERSON}"
        f" where n.meeting_id = %s and {_VISIBLE} order by c.position, c.id",
        [meeting_id],
    )
    return [
        MinuteRow(key, person, f"{shown(given)} {shown(family)}".strip(), born, owner, orjson.loads(lines))
        for key, person, given, family, born, owner, lines in rows
    ]


def all_here_may_open(*, case_id: UUID) -> bool:
    """
    Say whether everybody who is marked here now may open a restricted case, the viewer among them. One statement.

    False while nobody is here. Asked anew at each opening: somebody may have come meanwhile.
    """
    return bool(planned("select mdt_all_may_open(%s)", [case_id])[0][0])


@dataclass(frozen=True, slots=True)
class LastSpoken:
    """What the last closed meeting that spoke of somebody came to, and how they were told."""

    meeting_id: UUID
    day: date
    outcome: Outcome
    telling: TellingRow | None


def last_of(*, person_ids: Collection[UUID], before: date) -> dict[UUID, LastSpoken]:
    """Return what the last closed meeting before a day came to, by person; not of whom none spoke. One statement."""
    rows = planned(
        "select distinct on (c.person_id) c.person_id, m.id, m.day, c.outcome, t.id, t.case_id, t.person_id, t.by_id, t.how,"
        " t.due_at, t.action_id, d.told_at, d.by_id, coalesce(d.how, ''), coalesce(d.said, ''),"
        " coalesce(d.not_possible_because, '')"
        " from mdt_case c join mdt_meeting m on m.id = c.meeting_id and m.closed_at is not null"
        " left join mdt_telling t on t.case_id = c.id left join mdt_told d on d.telling_id = t.id"
        " where c.person_id = any(%s::uuid[]) and m.day < %s order by c.person_id, m.day desc, m.id",
        [list(person_ids), before],
    )
    return {
        person: LastSpoken(key, day, Outcome(outcome), TellingRow(*rest) if rest[0] else None)
        for person, key, day, outcome, *rest in rows
    }


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What was asked of a specialist for a case: of a role or one member of it; `answer` is '' while nobody has answered."""

    id: UUID
    prepared_id: UUID
    to_role: str
    to_member_id: UUID | None
    words: str
    verdict: str
    answer: str
    answered_by_id: UUID | None
    version: int


def asked_of(*, prepared_id: UUID) -> list[AskedRow]:
    """Return what specialists were asked for the cases of a prepared meeting, in the order of asking. One statement."""
    rows = planned(
        "select q.id, q.case_id, q.to_role, q.to_member_id, q.words, q.verdict, q.answer, q.answered_by_id, q.version"
        " from preparation_question q join preparation_case c on c.id = q.case_id"
        " where c.meeting_id = %s and q.withdrawn_at is null order by q.put_at, q.id",
        [prepared_id],
    )
    return [AskedRow(*row) for row in rows]


# Sight: what the operations are made on, under row-level security


def sight_of_meeting(*, meeting_id: UUID) -> Thing:
    """Return a meeting as the actor may see it. Raises NotVisible. One statement."""
    return _thing_of(meeting(meeting_id=meeting_id))


def sight_to_close(*, meeting_id: UUID) -> Thing:
    """Return a meeting as the actor may see it, locked until the transaction ends: of two who close, one waits. One statement."""
    rows = planned(f"select {_MEETING} from mdt_meeting m where m.id = %s for no key update", [meeting_id])  # noqa: S608  (our own names)
    return _thing_of(MeetingRow(*_one(rows)))


def sight_of_case(*, case_id: UUID) -> Thing:
    """Return a case with its meeting as the actor may see them. Raises NotVisible. One statement."""
    rows = planned(
        f"select {_MEETING}, {_CASE} from mdt_case c join mdt_meeting m on m.id = c.meeting_id {_OF_PERSON}"  # noqa: S608  (our own names)
        f" where c.id = %s and {_VISIBLE}",
        [case_id],
    )
    row = _one(rows)
    found, case = MeetingRow(*row[:11]), _case(row[11:])
    return Thing("mdt case", case.id, found.team_id, case.person_id, {"meeting": found, "case": case})


def sight_of_decision(*, decision_id: UUID) -> Thing:
    """Return a decision with its meeting as the actor may see them. Raises NotVisible. One statement."""
    rows = planned(
        f"select {_MEETING}, d.id, d.case_id, d.person_id, d.action_id, d.withdrawn_at from mdt_decision d"  # noqa: S608  (our own names)
        " join mdt_meeting m on m.id = d.meeting_id where d.id = %s",
        [decision_id],
    )
    row = _one(rows)
    found, (key, _case_id, person_id, action_id, withdrawn_at) = MeetingRow(*row[:11]), row[11:]
    held = {"meeting": found, "action_id": action_id, "withdrawn_at": withdrawn_at}
    return Thing("mdt decision", key, found.team_id, person_id, held)


def sight_of_telling(*, telling_id: UUID) -> Thing:
    """Return how somebody is to be told, as the actor may see it. Raises NotVisible. One statement."""
    rows = planned(
        f"select t.team_id, m.id, m.started_at, x.* from ({_TELLING} where t.id = %s) x"  # noqa: S608  (our own names)
        " (id, case_id, person_id, by_id, how, due_at, action_id, told_at, told_by_id, told_how, said, not_possible_because)"
        " join mdt_telling t on t.id = x.id join mdt_meeting m on m.id = t.meeting_id",
        [telling_id],
    )
    team_id, meeting_id, started_at, *rest = _one(rows)
    row = TellingRow(*rest)
    held = {"telling": row, "meeting_id": meeting_id, "started_at": started_at}
    return Thing("mdt telling", row.id, team_id, row.person_id, held)


def _thing_of(found: MeetingRow) -> Thing:
    return Thing("mdt", found.id, found.team_id, None, {"meeting": found})


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promises P5 and P7 of weekly meetings, as sentences with ids: run by doctor, which sees everything.

    Closed meetings with loose ends, answers untold past their day that are nobody's, decisions by a role that might not decide.
    """
    from kith.mdt.soundness import found

    return found(at)


def _case(row: Sequence[Any]) -> CaseRow:
    values = dict(zip(CaseRow.__slots__, row, strict=True))
    return CaseRow(**values | {"outcome": Outcome(values["outcome"]) if values["outcome"] else None})


def _one(rows: Sequence[R]) -> R:
    if not rows:
        raise NotVisible
    return rows[0]


__all__ = [
    "AskedRow",
    "CaseRow",
    "DecisionRow",
    "LastSpoken",
    "MeetingRow",
    "MinuteRow",
    "TellingRow",
    "UntoldRow",
    "Whole",
    "all_here_may_open",
    "asked_of",
    "last_of",
    "meeting",
    "meeting_now",
    "meetings_of",
    "minutes_of",
    "restricted_open",
    "sight_of_case",
    "sight_of_decision",
    "sight_of_meeting",
    "sight_of_telling",
    "sight_to_close",
    "telling",
    "untold_before",
    "untold_of",
    "violations",
    "whole",
]
