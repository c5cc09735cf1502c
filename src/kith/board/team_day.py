"""
The teams of the board on its day: calendar, colleagues, who is on shift, who has the duty. One statement for any number.

The board and the person's page read a day for several teams at once, which the questions of `team` answer one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg.types.datetime import TimestamptzLoader

from kith.caseload.rules import Duty, duty_lead
from kith.database.planned import planned
from kith.place.rules import day_bounds, local_day
from kith.team.rules import ON_CALL, Calendar, is_service_day


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of a team today. `away` is the reason of an absence, empty without one."""

    id: UUID
    account_id: UUID
    name: str
    role: str
    is_on_shift: bool
    away: str


@dataclass(frozen=True, slots=True)
class TeamDay:
    """
    A team on the day of the board: its calendar, who is there, who has the duty. `colleagues` by member id.

    `has_rota_ahead` says whether somebody has the duty on a published day within 14 days, today included. `closed`, where
    it is about one person: the members who have closed that record to themselves. `is_open`: whether it takes people.
    """

    id: UUID
    name: str
    slug: str
    calendar: Calendar
    has_rota_ahead: bool
    duty: Duty
    colleagues: Mapping[UUID, Colleague]
    is_open: bool = True
    closed: frozenset[UUID] = frozenset()

    @property
    def duty_lead(self) -> Colleague | None:
        """The owner of last resort at this moment, None when nobody covers."""
        found = duty_lead(self.duty, self.closed)
        return self.colleagues.get(found.member_id) if found else None

    def closed_to(self, members: Collection[UUID]) -> "TeamDay":
        """Return the same day as it is for a person whose record these members have closed to themselves."""
        return replace(self, closed=frozenset(members)) if members else self


def teams_today(*, team_ids: Collection[UUID], at: datetime) -> dict[UUID, TeamDay]:
    """Return the teams that the viewer sees, as they stand on the London day of `at`, by id. One statement."""
    found = groupby(rows_of_teams(_TEAMS, team_ids, at), key=lambda row: row[:_OF_TEAM])
    return {team[0]: _team_day(team, [row[_OF_TEAM:] for row in rows], local_day(at)) for team, rows in found}


def short_names(people: Iterable[Colleague]) -> dict[UUID, str]:
    """Return what colleagues are called on a crowded line, by member id: 'Ama', 'Dr Wolski'; in full where two share it."""
    names = {one.id: (one.account_id, _short(one.name), one.name) for one in people}
    accounts: dict[str, set[UUID]] = defaultdict(set)
    for account_id, short, _ in names.values():
        accounts[short].add(account_id)
    return {key: short if len(accounts[short]) == 1 else full for key, (_, short, full) in names.items()}


_OF_TEAM = 11
"""How many of the columns are about the team; the rest is about one of its members, null where it has none."""


def _team_day(row: tuple[Any, ...], members: list[tuple[Any, ...]], day: date) -> TeamDay:
    team_id, name, slug, weekdays, holidays, closed, duty_id, second_id, cover_account, rota_ahead, is_open = row
    colleagues = {member[0]: Colleague(*member) for member in members if member[0]}
    calendar = Calendar(frozenset(weekdays), frozenset(closed), holidays)
    there = frozenset(one.id for one in colleagues.values() if one.is_on_shift)
    covers = (one.id for one in colleagues.values() if one.account_id == cover_account and one.role == ON_CALL)
    cover = next(covers, None)
    duty = Duty(there, duty_id, second_id, cover, is_service_day(day, calendar))
    return TeamDay(team_id, name, slug, calendar, rota_ahead, duty, colleagues, is_open)


_TITLES = {"dr", "dr.", "prof", "professor", "sister", "mr", "mrs", "ms", "miss"}


def _short(name: str) -> str:
    first, *rest = name.split() or [name]
    return f"{first} {rest[-1]}" if rest and first.casefold() in _TITLES else first


def rows_of_teams(
    text: str, team_ids: Iterable[UUID], at: datetime, person_ids: Iterable[UUID] = ()
) -> list[tuple[Any, ...]]:
    """
    Return the rows of a statement about teams on the London day of a moment.

    It may name %(teams)s, %(people)s, %(at)s, %(day)s, and the day's %(start)s (included) and %(end)s (excluded).
    """
    day = local_day(at)
    start_at, end_at = day_bounds(day)
    values: dict[str, Any] = {"at": at, "day": day, "start": start_at, "end": end_at}
    values |= {"teams": list(team_ids), "people": list(person_ids)}
    # psycopg's own loader is in C; the one that Django registers takes ten times as long
    return planned(text, values, loaders={"timestamptz": TimestamptzLoader})


_TEAMS = """
select t.id, t.name, t.slug, t.working_weekdays, t.works_bank_holidays, t.extra_closed, r.duty_lead_id, r.second_id,
       o.account_id,
       exists (select 1 from team_rotaday a where a.team_id = t.id and a.published_at is not null
                and a.day between %(day)s and %(day)s + 13), t.opened_at is not null,
       m.id, m.account_id, m.name, m.role, s.id is not null and w.reason is null, coalesce(w.reason, '')
  from team_team t
  left join team_rotaday r on r.team_id = t.id and r.day = %(day)s and r.published_at is not null
  left join team_oncall o on o.place_id = t.place_id and o.during @> %(at)s
  left join lateral (
       select m.id, m.account_id, a.name, m.role
         from team_member m
         join access_account a on a.id = m.account_id and (a.ended_at is null or a.ended_at > %(at)s)
        where m.team_id = t.id and m.during @> %(at)s
          and exists (select 1 from access_seat h where h.team_id = m.team_id and h.account_id = m.account_id
                       and h.role = m.role and h.during @> %(at)s)) m on true
  left join team_shift s on s.team_id = t.id and s.member_id = m.id and s.day = r.day
  left join lateral (
       select reason from team_absence w
        where w.team_id = t.id and w.member_id = m.id and w.withdrawn_at is null
          and %(day)s between w.first_day and w.last_day
        limit 1) w on true
 where t.id = any(%(teams)s::uuid[])
 order by t.name, t.id, m.name, m.role
"""
