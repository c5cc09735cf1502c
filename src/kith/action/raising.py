"""
Waiting work raises itself: to its owner, then the person's named lead, then the duty lead, once each.

What was raised are rows, stored conditionally: a job that runs twice, or again after a crash, raises nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.access.queries import closed_pairs
from kith.act import Act, ids, operation
from kith.action.raising_rules import STALE_AT_LEAST, steps_come
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.policy.rules import Cadence
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members, rules_for, sight_of_team, team_by_id


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    Work that may have to be raised: since when it waits for what, who holds it, who leads its person, what was raised.

    `is_own`: nobody but its owner sees it on the board, so that it is raised to them alone.
    """

    action_id: UUID
    person_id: UUID | None
    subject: str
    since: datetime
    owner_id: UUID | None
    named_lead_id: UUID | None
    deputy_id: UUID | None
    steps: Sequence[int]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One raising that has come."""

    work: Waiting
    cadence: Cadence


def to_raise(*, team_id: UUID, at: datetime) -> list[Step]:
    """Return what a team's waiting work has to raise at a moment, first step first. Two statements."""
    team = team_by_id(team_id=team_id)
    return _steps(waiting_work(team_id=team_id, at=at), at, team)


@operation("action.raise_waiting", sight=sight_of_team)
def raise_waiting(*, act: Act, team_id: UUID) -> int:
    """
    Raise what has waited long enough; return how many steps. By Kith, every minute.

    Nobody is told twice of one piece of work in one act, nor of an answer that told them already.
    """
    team = team_by_id(team_id=team_id)
    steps = _steps(waiting_work(team_id=team_id, at=act.at), act.at, team)
    there = {one.id: one for one in members(team_id=team_id, at=act.at)}
    day = day_on_team(team=team, day=local_day(act.at), at=act.at)
    in_line = [there[one] for one in day.in_line if one in there]
    closed = closed_pairs(
        account_ids={one.account_id for one in in_line},
        person_ids={step.work.person_id for step in steps if step.work.person_id},
    )
    told = [_whom(step, there, _on_duty(step, in_line, closed), set(day.away)) for step in steps]
    raised = _store(act, team_id, steps, told)
    said: set[tuple[UUID, UUID]] = set()
    for step, account_id in zip(steps, told, strict=True):
        work = step.work
        if (work.action_id, work.subject, step.cadence.step) not in raised or account_id is None:
            continue
        if (work.action_id, account_id) in said or _was_told(step):
            continue
        said.add((work.action_id, account_id))
        kind = f"raised {work.subject}"
        act.add("message", Tell(team_id, account_id, kind, "action", work.action_id, work.person_id))
    act.concerns(*(step.work.person_id for step in steps), action_ids=sorted({step.work.action_id for step in steps}))
    return len(raised)


def waiting_work(*, team_id: UUID, at: datetime) -> list[Waiting]:
    """
    Return work of a team that is overdue, stale or unaccepted and has not raised itself to the last step. One statement.

    Held work is overdue from 5pm of its return date, and never stale. Of work in a pool the duty lead is the owner (None).
    """
    last = max(one.step for one in rules_for(team_id=team_id, at=at).cadences)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"team": team_id, "at": at, "quiet": at - STALE_AT_LEAST, "last": last})
        return [Waiting(*row) for row in cursor.fetchall()]


_WAITING = """
with work as (
  select a.id, a.person_id, a.state, a.recorded_at, a.kind = 'restricted-task' as is_own,
         case when exists (select 1 from action_offer p where p.action_id = a.id and p.state = 'waiting'
                            and p.purpose = 'own' and p.to_member_id is null) then null else a.owner_id end as owner_id,
         case when a.state = 'held'
              then greatest(a.due_at, (a.return_date + time '17:00') at time zone 'Europe/London')
              else a.due_at end as due_at
    from action_action a where a.team_id = %(team)s and a.state in ('open', 'held')
), found as (
  select w.id, 'overdue' as subject, w.due_at as since from work w where w.due_at < %(at)s
  union all
  select w.id, 'stale', s.last_at
    from work w join lateral (select max(recorded_at) as last_at from action_step where action_id = w.id) s on true
   where w.state = 'open' and w.due_at >= %(at)s and w.recorded_at < %(quiet)s and s.last_at < %(quiet)s
  union all
  select w.id, 'unaccepted', max(o.answered_at)
    from work w join action_offer o on o.action_id = w.id
   where o.purpose = 'own' and o.state in ('declined', 'lapsed') and o.seen_at is null group by w.id
)
select w.id, w.person_id, f.subject, f.since, w.owner_id, e.named_lead_id, e.deputy_id,
       array(select r.step::int from action_raised r
              where r.action_id = w.id and r.subject = f.subject and r.since = f.since order by 1),
       w.is_own
  from found f join work w on w.id = f.id
  left join caseload_listentry e on e.team_id = %(team)s and e.person_id = w.person_id and e.state <> 'ended'
 where not exists (select 1 from action_raised r where r.action_id = w.id and r.subject = f.subject
                    and r.since = f.since and r.step = %(last)s)
 order by w.id, f.subject
"""


def _steps(work: Sequence[Waiting], at: datetime, team: TeamInfo) -> list[Step]:
    cadences = rules_for(team_id=team.id, at=at).cadences
    return [
        Step(one, cadence)
        for one in work
        for cadence in steps_come(cadences, one.subject, one.since, at, team.calendar)
        if cadence.step not in one.steps and (cadence.to == "owner" or not one.is_own)
    ]


def _on_duty(step: Step, in_line: Sequence[MemberInfo], closed: set[tuple[UUID, UUID]]) -> MemberInfo | None:
    """Return who has the duty for the person of a step: the first in line who has not closed the record."""
    return next((one for one in in_line if (one.account_id, step.work.person_id) not in closed), None)


def _whom(step: Step, there: dict[UUID, MemberInfo], duty: MemberInfo | None, away: set[UUID]) -> UUID | None:
    """Return the account that a step is raised to; the duty lead where there is nobody nearer."""
    work = step.work
    near = {"owner": [work.owner_id], "named-lead": [work.named_lead_id, work.deputy_id], "duty-lead": []}
    passed_over = away if step.cadence.to == "named-lead" else set()
    for member_id in near[step.cadence.to]:
        if member_id in there and member_id not in passed_over:
            return there[member_id].account_id
    return duty.account_id if duty else None


def _was_told(step: Step) -> bool:
    """Whether the answer to an offer has told its owner already."""
    return step.work.subject == "unaccepted" and step.cadence.to == "owner"


def _store(act: Act, team_id: UUID, steps: Sequence[Step], told: Sequence[UUID | None]) -> set[tuple[UUID, str, int]]:
    """Store what is raised, each once; return what was not there yet: action, subject, step. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into action_raised (id, team_id, person_id, action_id, subject, since, step, cadence, told_id, act_id)"
            " select n.id, %s, n.person, n.action, n.subject, n.since, n.step, n.cadence, n.told, %s"
            " from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::int[], %s::text[],"
            "   %s::uuid[]) n (id, person, action, subject, since, step, cadence, told)"
            " on conflict (action_id, subject, since, step) do nothing returning action_id, subject, step",
            [
                *(team_id, act.id),
                [ids.new() for _ in steps],
                [one.work.person_id for one in steps],
                [one.work.action_id for one in steps],
                [one.work.subject for one in steps],
                [one.work.since for one in steps],
                [one.cadence.step for one in steps],
                [one.cadence.rule for one in steps],
                list(told),
            ],
        )
        return set(cursor.fetchall())
