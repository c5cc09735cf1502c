"""Questions about escalations: one whole, those of a person, those past their time, and what doctor counts (P6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal, Thing
from kith.database.planned import planned
from kith.escalation.rules import State, Track
from kith.policy.route_rules import Route
from kith.team.queries import rules_for
from kith.trail.queries import lived_until

GRACE_MINUTES = 10
"""How long after its time a step may still stand before doctor counts it: the clockwork runs every minute."""


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """
    One escalation. `asked_id` is the member whom the step asks now (None: nobody was there), names in words. `route_since` is
    the moment at which it began on its route: it follows that route as it was in force then.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    track: Track
    level: int
    route: str
    state: State
    opened_at: datetime
    opened_by_id: UUID
    opened_by: str
    step: int
    round: int
    asked_at: datetime
    respond_by: datetime
    ask_id: UUID
    through_id: UUID | None
    asked_id: UUID | None
    asked_account_id: UUID | None
    asked: str
    answered_at: datetime | None
    answered_by_id: UUID | None
    answered_account_id: UUID | None
    answered_by: str
    decision: str
    outcome: str
    closed_at: datetime | None
    closed_by: str
    version: int
    route_since: datetime


_COLUMNS = """
select e.id, e.team_id, e.person_id, e.track, e.level, e.route, e.state, e.opened_at, e.opened_by_id, coalesce(ob.name, ''),
       e.step, e.round, e.asked_at, e.respond_by, e.ask_id, e.through_id,
       s.member_id, sm.account_id, coalesce(sa.name, ''),
       e.answered_at, e.answered_by_id, am.account_id, coalesce(aa.name, ''), e.decision, e.outcome, e.closed_at,
       coalesce(cb.name, ''), e.version, coalesce(e.route_since, e.opened_at)
  from escalation_escalation e
  left join escalation_routestep s on s.escalation_id = e.id and s.end = ''
  left join team_member sm on sm.id = s.member_id
  left join access_account sa on sa.id = sm.account_id
  left join team_member am on am.id = e.answered_by_id
  left join access_account aa on aa.id = am.account_id
  left join access_account ob on ob.id = e.opened_by_id
  left join access_account cb on cb.id = e.closed_by_id
"""


def one(*, escalation_id: UUID) -> EscalationRow:
    """Return an escalation that the viewer sees. Raises NotVisible. One statement."""
    found = _escalations("where e.id = %s", [escalation_id])
    if not found:
        raise NotVisible
    return found[0]


def of_person(*, person_id: UUID) -> list[EscalationRow]:
    """Return the escalations of a person that the viewer sees, those not closed first, newest first. One statement."""
    return _escalations("where e.person_id = %s order by e.state = 'closed', e.opened_at desc, e.id", [person_id])


def by_action(*, action_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the escalation behind each action that asks for its answer or sees it through. One statement."""
    rows = _rows(
        "select a, e.id from escalation_escalation e cross join lateral unnest(array[e.ask_id, e.through_id]) a"
        " where a = any(%s::uuid[])",
        [list(action_ids)],
    )
    return dict(rows)


def ask_of(*, escalation_id: UUID) -> UUID:
    """Return the action that asks for the answer to an escalation. One statement."""
    [(action_id,)] = _rows("select ask_id from escalation_escalation where id = %s", [escalation_id])
    return UUID(str(action_id))


def sight_of_escalation(*, escalation_id: UUID) -> Thing:
    """
    Return an escalation as a thing to act on, its level as the case that rights tell apart. Raises NotVisible.

    Raises Refusal for a restricted one that the actor sees: it is answered, told and closed with its concern.
    """
    row = one(escalation_id=escalation_id)
    if row.track is Track.SAFEGUARDING:
        raise Refusal(_("This is restricted: everything about it is done on its own page."), rule="P10")
    return thing_of(row)


def thing_of(row: EscalationRow) -> Thing:
    """Return an escalation already loaded as a thing to act on."""
    case = f"level {row.level}"
    return Thing("escalation", row.id, row.team_id, row.person_id, row={"escalation": row, "case": case})


@dataclass(frozen=True, slots=True)
class Why:
    """One reason of an escalation."""

    rule: str
    table: str
    level: int
    sentence: str
    facts: Mapping[str, str]
    source_kind: str
    source_id: UUID
    happened_at: datetime
    by: str
    by_account_id: UUID


@dataclass(frozen=True, slots=True)
class StepRow:
    """One time a step asked somebody; `end` is empty while it asks now."""

    route: str
    step: int
    round: int
    rule: str
    member_id: UUID | None
    who: str
    asked_at: datetime
    respond_by: datetime
    ended_at: datetime | None
    end: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One line of the communication log."""

    who: str
    how: str
    said: str
    read_back: str
    told_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Whole:
    """An escalation with its reasons (worst first), the steps of its route and its log, in order of time."""

    row: EscalationRow
    why: Sequence[Why]
    steps: Sequence[StepRow]
    told: Sequence[ToldRow]


def whole(*, escalation_id: UUID) -> Whole:
    """Return an escalation with all that belongs to it. Four statements. Raises NotVisible."""
    row = one(escalation_id=escalation_id)
    why = _rows(f"{_WHY} where r.escalation_id = %s order by r.level desc, r.recorded_at, r.id", [escalation_id])
    steps = _rows(
        "select s.route, s.step, s.round, s.rule, s.member_id, coalesce(a.name, ''), s.asked_at, s.respond_by, s.ended_at,"
        " s.end from escalation_routestep s left join team_member m on m.id = s.member_id"
        " left join access_account a on a.id = m.account_id where s.escalation_id = %s order by s.asked_at, s.step, s.round",
        [escalation_id],
    )
    told = _rows(
        "select t.who, t.how, t.said, t.read_back, t.told_at, coalesce(a.name, '') from escalation_told t"
        " left join access_account a on a.id = t.account_id where t.escalation_id = %s order by t.told_at, t.recorded_at",
        [escalation_id],
    )
    return Whole(row, [_why(*one) for one in why], [StepRow(*one) for one in steps], [ToldRow(*one) for one in told])


_WHY = (
    "select r.rule, r.table_name, r.level, r.sentence, r.facts::text, r.source_kind, r.source_id, r.happened_at,"
    " coalesce(a.name, ''), r.account_id from escalation_reason r left join access_account a on a.id = r.account_id"
)


def _why(*columns: Any) -> Why:
    values = list(columns)
    values[4] = orjson.loads(values[4])
    return Why(*values)


@dataclass(frozen=True, slots=True)
class Due:
    """An escalation whose step was not answered in time, locked for whoever moves it on."""

    id: UUID
    person_id: UUID
    track: str
    route: str
    step: int
    round: int
    ask_id: UUID
    opened_by_id: UUID
    route_since: datetime
    sentence: str


def past_their_time(*, team_id: UUID, at: datetime) -> list[UUID]:
    """Return the open escalations of a team whose time to answer is over. One statement."""
    rows = _rows(
        "select id from escalation_escalation where team_id = %s and state = 'open' and respond_by <= %s order by respond_by",
        [team_id, at],
    )
    return [row[0] for row in rows]


def lock_due(*, team_id: UUID, at: datetime) -> list[Due]:
    """Return and lock what must move on; what another worker holds is left to it. One statement, inside an operation."""
    rows = _rows(
        "select e.id, e.person_id, e.track, e.route, e.step, e.round, e.ask_id, e.opened_by_id,"
        " coalesce(e.route_since, e.opened_at),"
        " (select r.sentence from escalation_reason r where r.escalation_id = e.id order by r.level desc, r.recorded_at limit 1)"
        " from escalation_escalation e where e.team_id = %s and e.state = 'open' and e.respond_by <= %s"
        " order by e.respond_by, e.id for update of e skip locked",
        [team_id, at],
    )
    return [Due(*row) for row in rows]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promise P6: run by doctor with the role that sees everything.

    An open escalation past its time without a next step; one that is not closed and has no unfinished action; a closed one
    without outcome or without anybody told; a reason of level 2 or more without its escalation.
    """
    values = {"late": lived_until(at=at), "grace": f"{GRACE_MINUTES} minutes"}
    return {"P6": [sentence.format(*row) for sentence, sql in _VIOLATIONS.items() for row in _rows(sql, values)]}


_VIOLATIONS: Mapping[str, str] = {
    "escalation {0} is past its time to answer and has not moved on": (
        "select id from escalation_escalation where state = 'open'"
        " and respond_by < %(late)s::timestamptz - %(grace)s::interval order by id"
    ),
    "escalation {0} is not closed, and nobody has work to do for it": (
        "select e.id from escalation_escalation e where e.state <> 'closed' and not exists (select 1 from action_action a"
        " where a.id = case e.state when 'open' then e.ask_id else e.through_id end and a.state in ('open', 'held')) order by e.id"
    ),
    "escalation {0} is closed, and its log says nobody was told": (
        "select e.id from escalation_escalation e where e.state = 'closed'"
        " and not exists (select 1 from escalation_told t where t.escalation_id = e.id) order by e.id"
    ),
    "escalation {0} has no reason": (
        "select e.id from escalation_escalation e"
        " where not exists (select 1 from escalation_reason r where r.escalation_id = e.id) order by e.id"
    ),
    "escalation {0} asks nobody while it is open": (
        "select e.id from escalation_escalation e where e.state = 'open'"
        " and not exists (select 1 from escalation_routestep s where s.escalation_id = e.id and s.end = '') order by e.id"
    ),
}


def _escalations(condition: str, values: list[Any]) -> list[EscalationRow]:
    found = []
    for row in _rows(f"{_COLUMNS} {condition}", values):
        columns = list(row)
        columns[3], columns[6] = Track(row[3]), State(row[6])
        found.append(EscalationRow(*columns))
    return found


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    return planned(sql, values)


def route_of(one: EscalationRow | Due, *, team_id: UUID) -> Route:
    """
    Return the route that an escalation follows: as it was in force when it began on it, whatever was published since.

    No statement for a team and versions that this process has read.
    """
    return rules_for(team_id=team_id, at=one.route_since).routes[one.route]


def was_told(*, escalation_id: UUID) -> bool:
    """Say whether the log of an escalation has any line. One statement."""
    return bool(_rows("select 1 from escalation_told where escalation_id = %s limit 1", [escalation_id]))


def worst_reason(*, escalation_id: UUID) -> Why:
    """Return the worst reason of an escalation, the first of several. One statement."""
    [row] = _rows(
        f"{_WHY} where r.escalation_id = %s order by r.level desc, r.recorded_at, r.id limit 1", [escalation_id]
    )
    return _why(*row)


@dataclass(frozen=True, slots=True)
class SparedRow:
    """A crossing that was not escalated: why, by whom, and what a supervisor said of it (`seen_at` None: nobody yet)."""

    id: UUID
    team_id: UUID
    person_id: UUID
    rules: str
    level: int
    sentence: str
    reason: str
    account_id: UUID
    by: str
    made_at: datetime
    look_id: UUID
    seen_at: datetime | None
    seen_by: str
    said: str
    version: int


def spared(*, spared_id: UUID) -> SparedRow:
    """Return a crossing that was not escalated. Raises NotVisible. One statement."""
    rows = _rows(
        "select s.id, s.team_id, s.person_id, s.rules, s.level, s.sentence, s.reason, s.account_id, coalesce(a.name, ''),"
        " s.made_at, s.look_id, s.seen_at,"
        " coalesce(b.name, ''), s.said, s.version from escalation_spared s left join access_account a on a.id = s.account_id"
        " left join access_account b on b.id = s.seen_by_id where s.id = %s",
        [spared_id],
    )
    if not rows:
        raise NotVisible
    return SparedRow(*rows[0])


def sight_of_spared(*, spared_id: UUID) -> Thing:
    """Return a crossing that was not escalated as a thing to act on. Raises NotVisible."""
    row = spared(spared_id=spared_id)
    return Thing("spared", row.id, row.team_id, row.person_id, row={"spared": row})


def not_closed(*, team_id: UUID) -> list[EscalationRow]:
    """Return the clinical escalations of a team that are not closed, first to be answered first. One statement."""
    clinical = "where e.team_id = %s and e.state <> 'closed' and e.track = 'clinical'"
    return _escalations(f"{clinical} order by e.respond_by, e.id", [team_id])


def of_source(*, source_kind: str, source_id: UUID) -> list[EscalationRow]:
    """Return the escalations that something opened or joined, clinical first. One statement."""
    return _escalations(
        "where exists (select 1 from escalation_reason r where r.escalation_id = e.id and r.source_kind = %s and r.source_id = %s)"
        " order by e.track, e.id",
        [source_kind, source_id],
    )


def spared_of_source(*, source_id: UUID) -> tuple[str, str] | None:
    """Return the sentence and the reason of a crossing of some source that was not escalated. One statement."""
    found = _rows("select sentence, reason from escalation_spared where source_id = %s", [source_id])
    return (found[0][0], found[0][1]) if found else None
