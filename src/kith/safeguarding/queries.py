"""Questions about concerns: one whole, the queue of a team, what colleagues are told, and what doctor counts (P10)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from kith.access.queries import standing_of
from kith.access.rules import RESTRICTED, Standing
from kith.act import NotVisible, Thing, ids
from kith.caseload.queries import sight_of_person_on_team
from kith.database.planned import Values, planned
from kith.escalation.opening import LEAD
from kith.escalation.queries import one as one_escalation
from kith.safeguarding.rules import Fact, Step


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """
    One concern. `ask` is whom of its team to ask about it; `is_asked` that its open work is the viewer's.

    `is_told_to_visitors` is False to those who may open only what they wrote.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    about: str
    words: str
    rule: str
    in_danger: bool
    raised_at: datetime
    raised_by_id: UUID
    raised_by: str
    state: str
    closed_at: datetime | None
    is_told_to_visitors: bool
    ask: str
    is_asked: bool


_CONCERNS = f"""
select c.id, c.team_id, c.person_id, c.about, c.words, c.rule, c.in_danger, c.raised_at, c.raised_by_id, coalesce(b.name, ''),
       c.state, c.closed_at, coalesce(r.is_told_to_visitors, false),
       coalesce((select a.name from team_member m join access_account a on a.id = m.account_id
                  where m.team_id = c.team_id and m.role = '{LEAD}' and m.during @> act_moment() order by a.name limit 1), ''),
       exists (select 1 from action_action w join team_member m on m.id = w.owner_id
                where w.origin_kind = 'restricted' and w.origin_id = c.id and w.state in ('open', 'held')
                  and w.kind <> 'restricted-task' and m.account_id = (select act_account()))
  from safeguarding_concern c
  left join access_account b on b.id = c.raised_by_id
  left join access_restriction r on r.id = c.id
"""  # noqa: S608  (our own words)


def one(*, concern_id: UUID) -> ConcernRow:
    """Return a concern that the viewer may open, as a whole or as far as they wrote it. Raises NotVisible. One statement."""
    rows = _rows(f"{_CONCERNS} where c.id = %s", [concern_id])
    if not rows:
        raise NotVisible
    return ConcernRow(*rows[0])


def sight_of_concern(*, concern_id: UUID) -> Thing:
    """
    Return a concern with its escalation as a thing to act on. Raises NotVisible. Three statements.

    It names no person: where an act on it is told - on the trail, to open pages - nobody learns whom it is about.
    """
    return restricted_thing(one(concern_id=concern_id))


def restricted_thing(row: ConcernRow) -> Thing:
    """Return a concern already loaded as a thing to act on. Two statements. Raises NotVisible."""
    standing = standing_of(restriction_id=row.id)
    if standing is None:
        raise NotVisible
    escalation = one_escalation(escalation_id=row.id)
    return Thing(
        RESTRICTED, row.id, row.team_id, None, {"concern": row, "standing": standing, "escalation": escalation}
    )


def sight_of_raising(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return the concern to be made about a person whom the actor may see. Raises NotVisible. One statement."""
    sight_of_person_on_team(team_id=team_id, person_id=person_id)
    return Thing(RESTRICTED, ids.new(), team_id, None, {"standing": Standing(LEAD, is_opener=True)})


@dataclass(frozen=True, slots=True)
class Left:
    """How somebody whose record is open to nobody any more is called in a closed concern that the viewer leads."""

    given: str
    family: str
    birth_date: date | None
    birth_precision: str


def who_left(*, concern_id: UUID) -> Left:
    """Return whom a closed concern that the viewer leads is about. Raises NotVisible. One statement."""
    rows = _rows(
        "select given, family, birth_date, birth_precision from safeguarding_named(array[%s::uuid])", [concern_id]
    )
    if not rows:
        raise NotVisible
    return Left(*rows[0])


@dataclass(frozen=True, slots=True)
class StepRow:
    """One recorded step: its answers, when it was so, who wrote it down and when, whether it goes back to who raised it."""

    step: Step
    answers: Mapping[str, str]
    happened_at: datetime
    recorded_at: datetime
    by: str
    is_returned: bool

    @property
    def fact(self) -> Fact:
        """What the rules ask about it."""
        return Fact(self.step, self.answers, self.happened_at)


def steps(*, concern_ids: Collection[UUID]) -> dict[UUID, list[StepRow]]:
    """Return the steps of concerns that the viewer may read, in the order in which they were written. One statement."""
    found: dict[UUID, list[StepRow]] = {key: [] for key in concern_ids}
    for concern_id, step, answers, *rest in _rows(
        "select s.concern_id, s.step, s.answers::text, s.happened_at, s.recorded_at, coalesce(a.name, ''), s.is_returned"
        " from safeguarding_recorded s left join access_account a on a.id = s.account_id"
        " where s.concern_id = any(%s::uuid[]) order by s.recorded_at, s.happened_at, s.id",
        [list(concern_ids)],
    ):
        found[concern_id].append(StepRow(Step(step), orjson.loads(answers), *rest))
    return found


def facts(*, concern_id: UUID) -> list[Fact]:
    """Return the steps of a concern as the rules read them. One statement."""
    return [one.fact for one in steps(concern_ids=[concern_id])[concern_id]]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a concern: its words, who is to do it by when, who gave it, whether it is done. `is_own`: the viewer's."""

    id: UUID
    words: str
    owner_id: UUID
    owner: str
    due_at: datetime
    by_id: UUID
    by: str
    is_open: bool
    is_own: bool


def tasks(*, concern_id: UUID) -> list[TaskRow]:
    """Return the tasks of a concern, those not done first, each by its time; for its list alone. One statement."""
    rows = _rows(
        "select t.id, t.words, w.owner_id, coalesce(o.name, ''), w.due_at, t.account_id, coalesce(b.name, ''),"
        " w.state in ('open', 'held'), m.account_id = (select act_account())"
        " from safeguarding_task t join action_action w on w.id = t.id"
        " left join team_member m on m.id = w.owner_id left join access_account o on o.id = m.account_id"
        " left join access_account b on b.id = t.account_id where t.concern_id = %s order by 8 desc, w.due_at, t.id",
        [concern_id],
    )
    return [TaskRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Who may be the source of harm, by name; `withdrawn_at`: since when no more. `person_id` where they are in our care."""

    id: UUID
    kind: str
    member_account_id: UUID | None
    person_id: UUID | None
    name: str
    by: str
    named_at: datetime
    withdrawn_at: datetime | None


def sources(*, concern_id: UUID) -> list[SourceRow]:
    """Return who was named as a possible source of harm, as far as the viewer may read it. One statement."""
    rows = _rows(
        "select s.id, s.kind, s.member_account_id, p.id, coalesce(m.name, p.given || ' ' || p.family, s.name),"
        " coalesce(b.name, ''), s.recorded_at, s.withdrawn_at from safeguarding_source s"
        " left join access_account m on m.id = s.member_account_id left join person_person p on p.id = s.known_person_id"
        " left join access_account b on b.id = s.account_id where s.concern_id = %s order by s.recorded_at, s.id",
        [concern_id],
    )
    return [SourceRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OpenerRow:
    """Somebody on the list of a concern now: since when, why (raised, asked, named), and whether they open the whole."""

    account_id: UUID
    name: str
    is_whole: bool
    why: str
    since: datetime


def openers(*, concern_id: UUID) -> list[OpenerRow]:
    """Return who may open a concern now beside those who lead it by role, by name. One statement."""
    rows = _rows(
        "select o.account_id, a.name, o.is_whole, o.why, lower(o.during) from access_opener o"
        " join access_account a on a.id = o.account_id where o.restriction_id = %s and o.during @> act_moment()"
        " order by a.name, o.why",
        [concern_id],
    )
    return [OpenerRow(*row) for row in rows]


def kept_from(*, concern_id: UUID) -> frozenset[UUID]:
    """Return the accounts that a concern is kept from now; for those whom it is open to as a whole. One statement."""
    rows = _rows(
        "select account_id from access_barred where restriction_id = %s and during @> act_moment()", [concern_id]
    )
    return frozenset(row[0] for row in rows)


@dataclass(frozen=True, slots=True)
class InQueue:
    """One concern in a queue: with the person's name, its escalation's state and time to answer, and how many tasks are late."""

    row: ConcernRow
    name: str
    is_whole: bool
    state: str
    asked: str
    respond_by: datetime
    tasks_late: int


def queue(*, team_id: UUID) -> list[InQueue]:
    """
    Return the concerns of a team that the viewer may open, those not closed first, then newest first. One statement.

    Also closed ones of people who have left every list, for whoever leads.
    """
    sql = f"""
        select q.*, coalesce(p.given || ' ' || p.family, n.given || ' ' || n.family, ''),
               q.id = any((select my_restricted())::uuid[]), e.state, coalesce(a.name, ''),
               e.respond_by, (select count(*) from action_action w where w.origin_kind = 'restricted' and w.origin_id = q.id
                               and w.kind = 'restricted-task'
                               and w.state in ('open', 'held') and w.due_at < act_moment())
          from ({_CONCERNS} where c.team_id = %(team)s) q
          left join person_person p on p.id = q.person_id join escalation_escalation e on e.id = q.id
          left join safeguarding_named(array(select t.id from safeguarding_concern t where t.team_id = %(team)s)) n
            on n.matter = q.id and p.id is null
          left join escalation_routestep s on s.escalation_id = e.id and s."end" = ''
          left join team_member m on m.id = s.member_id left join access_account a on a.id = m.account_id
         order by q.state = 'closed', q.raised_at desc, q.id limit 200
    """  # noqa: S608  (our own words)
    rows = _rows(sql, {"team": team_id})
    number = len(ConcernRow.__slots__)
    return [InQueue(ConcernRow(*row[:number]), *row[number:]) for row in rows]


@dataclass(frozen=True, slots=True)
class Told:
    """That something is restricted on a team, and whom to ask. `matter_id` only to those who may open it."""

    team_id: UUID
    matter_id: UUID | None
    ask: str


def told(*, team_ids: Collection[UUID], person_id: UUID | None = None) -> list[Told]:
    """
    Return what the viewer is told of restricted matters of teams, or of one person: one row for each. One statement.

    Nothing to those it is kept from and to visiting members, unless its lead says so.
    """
    sql = "select team_id, matter, coalesce(ask, '') from safeguarding_told(%s::uuid[], %s)"
    rows = _rows(sql, [list(team_ids), person_id])
    return [Told(*row) for row in rows]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks P10 and P6: run by doctor with the role that sees everything.

    A concern closed without what came of it, or by Kith; one open beside a closed escalation; restricted work or a message that
    names its person; an account named as the source of harm that is not barred.
    """
    return {
        promise: [sentence.format(*row) for sentence, sql in sentences.items() for row in _rows(sql, [])]
        for promise, sentences in _BY_PROMISE.items()
    }


_OF_P6: Mapping[str, str] = {
    "concern {0} is closed, and nobody said what came of it": (
        "select c.id from safeguarding_concern c where c.state = 'closed' and not exists ("
        " select 1 from safeguarding_recorded s join access_account a on a.id = s.account_id and a.kind = 'person'"
        "  where s.concern_id = c.id and s.step = 'closing') order by c.id"
    ),
    "concern {0} is open, and its escalation is not": (
        "select c.id from safeguarding_concern c join escalation_escalation e on e.id = c.id"
        " where c.state = 'open' and e.state = 'closed' order by c.id"
    ),
}
_OF_P10: Mapping[str, str] = {
    "restricted work {0} names its person": (
        "select id from action_action where origin_kind = 'restricted' and person_id is not null order by id"
    ),
    "message {0} of a restricted matter names its person": (
        "select id from message_message where thing_kind = 'restricted' and person_id is not null order by id"
    ),
    "concern {0} is not kept from account {1}, named as a source of harm": (
        "select s.concern_id, s.member_account_id from safeguarding_source s where s.withdrawn_at is null"
        " and s.member_account_id is not null and not exists (select 1 from access_barred b"
        "   where b.restriction_id = s.concern_id and b.account_id = s.member_account_id and upper_inf(b.during))"
        " order by 1, 2"
    ),
}
_BY_PROMISE = {"P6": _OF_P6, "P10": _OF_P10}
_VIOLATIONS: Mapping[str, str] = {**_OF_P6, **_OF_P10}


def _rows(sql: str, values: Values) -> list[tuple[Any, ...]]:
    return planned(sql, values)
