"""Questions about refreshes: by which rule, for which list, who is asked, which one is open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from kith.caseload.queries import CLOSED_TO
from kith.person.parts import KeyEventKind
from kith.plan.refresh_rules import EventRule, read_events
from kith.policy.queries import tables_folder


@cache
def event_rules() -> Mapping[KeyEventKind, EventRule]:
    """Return how long after each kind of event a plan is looked through, as it ships."""
    return read_events((tables_folder() / "plan-events.csv").read_text(encoding="utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class Open:
    """A refresh whose work is not finished."""

    id: UUID
    due_at: datetime
    action_id: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Somebody on a team's list as a refresh needs them: who leads them (member ids), whether they have a plan, what is open.

    `closed` are members of the team who have closed the record to themselves.
    """

    person_id: UUID
    team_id: UUID
    named_id: UUID | None
    deputy_id: UUID | None
    override_id: UUID | None
    closed: frozenset[UUID]
    has_plan: bool
    now: Open | None


_OPEN = """
select r.id, r.due_at, r.action_id, r.team_id from plan_refresh r join action_action a on a.id = r.action_id
 where a.person_id = {person} and r.team_id = {team} and a.state in ('open', 'held') order by r.due_at, r.id limit 1
"""
_ON_LISTS = f"""
select distinct on (w.person) w.person, e.team_id, e.named_lead_id, e.deputy_id, o.member_id, {CLOSED_TO},
       exists (select 1 from plan_plan p where p.person_id = w.person), r.id, r.due_at, r.action_id
  from unnest(%s::uuid[], %s::uuid[]) w (person, team)
  join person_person x on x.id = w.person and not x.is_dead
  join caseload_listentry e on e.person_id = w.person and e.state <> 'ended'
   and (%s::uuid[] is null or e.team_id = any(%s::uuid[]))
  left join caseload_override o on o.team_id = e.team_id and o.person_id = e.person_id and o.day = %s
  left join lateral ({_OPEN.format(person="w.person", team="e.team_id")}) r on true
 order by w.person, r.id is null, (e.team_id = w.team) is not true, e.came_at, e.id
"""  # noqa: S608  (our own words)


def on_lists(
    *, wanted: Sequence[tuple[UUID, UUID | None]], team_ids: Collection[UUID] | None, today: date
) -> list[Standing]:
    """
    Return of each person, with the team that is wanted for them or None, the list whose team looks through their plan.

    That of the open refresh, else of the team that is wanted, else the one they have been on longest; of `team_ids` only,
    None for all. The dead and who is on no such list are not in the answer. One statement.
    """
    teams = None if team_ids is None else list(team_ids)
    values = [[one for one, _team in wanted], [team for _one, team in wanted], teams, teams, today]
    return [
        Standing(person, team, named, deputy, other, frozenset(closed), has_plan, Open(*now) if now[0] else None)
        for person, team, named, deputy, other, closed, has_plan, *now in _rows(_ON_LISTS, values)
    ]


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose plan is due to be looked through and of whom nobody is asked: on which day, and since when it is known."""

    standing: Standing
    due_on: date


def due_soon(*, team_id: UUID, days_by_tier: Mapping[str, int], today: date, until: date) -> list[Due]:
    """
    Return whose plan is due to be looked through by a day, with the team whose list they have been on longest; the earliest first.

    Only the living on an active list, with a plan in which something is written and no work of looking through it; not where
    that work was cancelled within a week. `days_by_tier` is the cadence by risk, '' for any other tier. One statement.
    """
    tiers = {tier: days for tier, days in days_by_tier.items() if tier}
    values = {
        "team": team_id, "tiers": list(tiers), "days": list(tiers.values()), "other": days_by_tier[""], "today": today,
        "until": until,
    }  # fmt: skip
    return [
        Due(Standing(person, team_id, named, deputy, other, frozenset(closed), has_plan=True, now=None), due_on)
        for person, named, deputy, other, closed, due_on in _rows(_DUE_SOON, values)
    ]


def untold(*, team_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return (event, person) of what waits for somebody to be asked, of the living on a team's list. One statement."""
    return _rows(
        "select v.id, v.person_id from plan_event v join person_person x on x.id = v.person_id and not x.is_dead"
        " join caseload_listentry e on e.person_id = v.person_id and e.team_id = %s and e.state <> 'ended'"
        " left join plan_plan p on p.person_id = v.person_id"
        " where v.refresh_id is null and v.recorded_at >= coalesce(p.reviewed_at, '-infinity') order by v.true_at, v.id",
        [team_id],
    )


def looked_through(*, team_id: UUID) -> list[UUID]:
    """Return the open work of a team on plans that others have looked through since all of it was asked for. One statement."""
    return [
        key
        for (key,) in _rows(
            "select a.id from plan_refresh r join action_action a on a.id = r.action_id and a.state in ('open', 'held')"
            " join plan_review w on w.person_id = a.person_id and w.reviewed_at > r.started_at"
            " where r.team_id = %s and not exists (select 1 from plan_event v where v.refresh_id = r.id"
            "   and v.recorded_at >= w.reviewed_at) group by a.id order by a.id",
            [team_id],
        )
    ]


_DUE_SOON = f"""
select e.person_id, e.named_lead_id, e.deputy_id, o.member_id, {CLOSED_TO}, d.due_on
  from caseload_listentry e
  join person_person x on x.id = e.person_id and not x.is_dead
  join plan_plan p on p.person_id = e.person_id and p.version > 0
  left join unnest(%(tiers)s::text[], %(days)s::int[]) c (tier, days) on c.tier = e.risk_tier
  left join caseload_override o on o.team_id = e.team_id and o.person_id = e.person_id and o.day = %(today)s
  cross join lateral (select (p.reviewed_at at time zone 'Europe/London')::date
                             + coalesce(p.cadence_days, c.days, %(other)s) as due_on) d
 where e.team_id = %(team)s and e.state = 'active' and d.due_on <= %(until)s
   and not exists (select 1 from caseload_listentry f where f.person_id = e.person_id and f.state = 'active'
                    and (f.came_at, f.id) < (e.came_at, e.id))
   and not exists (select 1 from action_action a where a.person_id = e.person_id and a.kind = 'plan-review'
                    and (a.state in ('open', 'held')
                         or (a.state = 'cancelled' and a.closed_at > act_moment() - interval '7 days')))
 order by d.due_on, e.person_id
"""  # noqa: S608  (our own words)


def open_work(*, person_id: UUID, team_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return the unfinished work of looking through somebody's plan, of these teams: actions by team. One statement."""
    found: dict[UUID, list[UUID]] = {}
    for team_id, action_id in _rows(
        "select a.team_id, a.id from action_action a where a.person_id = %s and a.kind = 'plan-review'"
        " and a.state in ('open', 'held') and a.team_id = any(%s::uuid[]) order by a.team_id, a.id",
        [person_id, list(team_ids)],
    ):
        found.setdefault(team_id, []).append(action_id)
    return found


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
