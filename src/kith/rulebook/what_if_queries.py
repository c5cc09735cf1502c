"""What happened last month, for other routes, closing rules, cadences and rights to be held against: as the viewer may see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.policy.route_rules import Route
from kith.record.queries import OwnFact
from kith.rulebook.month import MONTH
from kith.rulebook.what_if import HANDED_ON, NOBODY_THERE, Closed, Done, Raising, Ran, Waited, Went

MISSED = "missed-contacts"


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_MISSED = """
select c.id, c.person_id,
       coalesce((select h.image ->> 'risk_tier' from act_history h
                  where h.table_name = 'caseload_listentry' and h.row_id = e.id and h.recorded_from <= c.recorded_at
                    and h.recorded_to > c.recorded_at order by h.recorded_to limit 1), e.risk_tier),
       (select count(*) from contact_contact o where o.team_id = c.team_id and o.person_id = c.person_id
           and ((o.state = 'missed' and o.recorded_at <= c.recorded_at)
                or (o.state = 'planned' and o.window_to < c.recorded_at - interval '2 hours'))
           and coalesce(o.window_from, o.happened_at) > coalesce((
               select max(m.happened_at) from contact_contact m where m.person_id = c.person_id and m.state = 'made'
                  and m.recorded_at <= c.recorded_at), '-infinity')),
       c.happened_at, c.recorded_at
  from contact_contact c
  join lateral (select l.id, l.risk_tier from caseload_listentry l
                 where l.team_id = c.team_id and l.person_id = c.person_id order by l.recorded_at desc limit 1) e on true
 where c.team_id = %(team)s and c.state = 'missed' and c.recorded_at > %(since)s and c.recorded_at <= %(at)s
 order by c.recorded_at, c.id
"""


def missed_facts(*, team_id: UUID, at: datetime) -> list[OwnFact]:
    """
    Return the contacts missed in the four weeks before a moment as facts of their table: risk tier, and how many in a row when it
    was said. Of people whose record the viewer opens. One statement.
    """
    found = []
    for contact, person, tier, number, happened_at, noted_at in _rows(
        _MISSED, {"team": team_id, "since": at - MONTH, "at": at}
    ):
        found += [
            OwnFact(contact, person, MISSED, name, text, "", happened_at, noted_at, is_restricted=False)
            for name, text in (("tier", tier), ("missed", str(number)))
        ]
    return found


_RAN = """
select e.id, e.person_id, e.level, e.route, coalesce(e.route_since, e.opened_at), e.answered_at,
       s.step, s.rule, s.asked_at, s.respond_by, s.ended_at, s.end
  from escalation_escalation e
  join escalation_routestep s on s.escalation_id = e.id and s.route = e.route
 where e.team_id = %(team)s and e.track = 'clinical' and e.opened_at > %(since)s and e.opened_at <= %(at)s and s.round = 0
 order by e.opened_at, e.id, s.asked_at, s.step
"""


def ran(*, team_id: UUID, at: datetime, routes: dict[str, Route]) -> list[Ran]:
    """
    Return the escalations that a team opened in the four weeks before a moment, each with its steps, of people whose record the
    viewer opens; those of safeguarding stand in their own list. `routes` says what each step was for. One statement.
    """
    of_step = {step.id: step for route in routes.values() for step in route.steps}
    by_id: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in _rows(_RAN, {"team": team_id, "since": at - MONTH, "at": at}):
        if row[7] in of_step:
            by_id.setdefault(row[0], []).append(row)
    return [_ran(rows, of_step) for rows in by_id.values()]


def _ran(rows: Sequence[tuple[Any, ...]], of_step: dict[str, Any]) -> Ran:
    key, person_id, level, route, began_at, answered_at, *_rest = rows[0]
    went = [
        Went(step, of_step[rule].act, of_step[rule].asked, asked_at, respond_by, end)
        for *_first, step, rule, asked_at, respond_by, _ended, end in rows
    ]
    return Ran(
        key,
        person_id,
        level,
        route,
        began_at,
        answered_at,
        [row[10] for row in rows if row[11] == HANDED_ON],
        frozenset((one.act, one.asked) for one in went if one.end == NOBODY_THERE),
        went,
    )


_CLOSED = """
select e.id, e.person_id, e.level, e.closed_at, a.name,
       coalesce((select t.role from trail_entry t where t.command = 'escalation.close' and t.outcome = 'done'
                    and t.team_id = e.team_id and t.happened_at = e.closed_at and t.account_id = e.closed_by_id limit 1), '')
  from escalation_escalation e join access_account a on a.id = e.closed_by_id
 where e.team_id = %(team)s and e.track = 'clinical' and e.closed_at > %(since)s and e.closed_at <= %(at)s
 order by e.closed_at desc, e.id
"""


def closed(*, team_id: UUID, at: datetime) -> list[Closed]:
    """Return the escalations that a team closed in the four weeks before a moment, newest first, as `ran`. One statement."""
    return [Closed(*row) for row in _rows(_CLOSED, {"team": team_id, "since": at - MONTH, "at": at})]


_DUE = """case when {0} ->> 'state' = 'held' then greatest(({0} ->> 'due_at')::timestamptz,
          (({0} ->> 'return_date')::date + time '17:00') at time zone 'Europe/London')
     else ({0} ->> 'due_at')::timestamptz end"""
_WAITED = f"""
with waits as (
  select r.action_id, r.person_id, r.subject, r.since from action_raised r
   where r.team_id = %(team)s and r.recorded_at > %(since)s and r.recorded_at <= %(at)s
   group by 1, 2, 3, 4
)
select w.action_id, w.person_id, a.what, w.subject, w.since,
       case when w.subject = 'overdue' then
              case when a.state in ('open', 'held') and {_DUE.format("to_jsonb(a)")} = w.since then null
                   else (select max(h.recorded_to) from act_history h
                          where h.table_name = 'action_action' and h.row_id = a.id and h.image ->> 'state' in ('open', 'held')
                            and {_DUE.format("h.image")} = w.since) end
            when w.subject = 'stale' then least(
              (select min(s.recorded_at) from action_step s where s.action_id = a.id and s.recorded_at > w.since),
              case when a.state not in ('open', 'held') then a.recorded_at end)
            else least(
              (select min(o.seen_at) from action_offer o where o.action_id = a.id and o.answered_at = w.since),
              case when a.state not in ('open', 'held') then a.recorded_at end) end,
       r.step, r.cadence, r.recorded_at, coalesce(t.name, '')
  from waits w join action_action a on a.id = w.action_id
  join action_raised r on r.action_id = w.action_id and r.subject = w.subject and r.since = w.since
   and r.recorded_at > %(since)s and r.recorded_at <= %(at)s
  left join access_account t on t.id = r.told_id
 order by w.since, w.action_id, w.subject, r.step
"""  # noqa: S608  (put together from texts that stand here)


def waited(*, team_id: UUID, at: datetime, to_of: dict[str, str]) -> list[Waited]:
    """
    Return the work that raised itself in the four weeks before a moment, with until when it waited and what it raised, of people
    whose record the viewer opens. `to_of` says to whom a row of the cadences raises. One statement.
    """
    by_wait: dict[tuple[UUID, str, datetime], list[tuple[Any, ...]]] = {}
    for row in _rows(_WAITED, {"team": team_id, "since": at - MONTH, "at": at}):
        by_wait.setdefault((row[0], row[3], row[4]), []).append(row)
    return [_waited(rows, to_of) for rows in by_wait.values()]


def _waited(rows: Sequence[tuple[Any, ...]], to_of: dict[str, str]) -> Waited:
    action_id, person_id, what, subject, since, until, *_rest = rows[0]
    raised = [Raising(row[6], row[7], to_of.get(row[7], ""), row[8], row[9]) for row in rows]
    return Waited(action_id, person_id, what, subject, since, until, raised)


_DONE = """
select command, role, count(*), max(happened_at) from trail_entry
 where team_id = %(team)s and happened_at > %(since)s and happened_at <= %(at)s and outcome = 'done' and role <> 'kith'
 group by 1, 2 order by 1, 2
"""


def done(*, team_id: UUID, at: datetime) -> list[Done]:
    """Return what people did for a team in the four weeks before a moment, by command and role. One statement."""
    return [Done(*row) for row in _rows(_DONE, {"team": team_id, "since": at - MONTH, "at": at})]
