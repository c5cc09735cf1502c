"""Questions about closings: what keeps a person on a list, and how each closing was, for the page of the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from kith.person.rules import shown


class Keeps(StrEnum):
    """What keeps a person on a list, in the order of the page. A hold is an action that waits."""

    ACTION = "action"
    HELD = "held"
    CONTACT = "contact"
    SERIES = "series"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class OpenThing:
    """
    Something that is still open for a person with a team: an action, a planned contact or a running series by its way, an offer
    to lead.

    The contacts of a running series stand in that line alone: they are called off with it.

    `who` owns it, is to make it, or is asked, '' for nobody by name; `at` is its deadline, its day, the answer-by.
    """

    kind: Keeps
    id: UUID
    words: str
    who: str
    at: datetime


def open_with(*, team_id: UUID, person_id: UUID) -> list[OpenThing]:
    """Return all that keeps a person on a team's list: actions first, then contacts and offers, soonest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"team": team_id, "person": person_id})
        return [OpenThing(Keeps(kind), key, shown(words), who, at) for kind, key, words, who, at in cursor.fetchall()]


_OPEN = """
select kind, id, words, who, at from (
  select 1 as place, case a.state when 'held' then 'held' else 'action' end as kind, a.id, a.what as words,
         coalesce(c.name, '') as who, coalesce((a.return_date::timestamp at time zone 'Europe/London'), a.due_at) as at
    from action_action a left join team_member m on m.id = a.owner_id left join access_account c on c.id = m.account_id
   where a.team_id = %(team)s and a.person_id = %(person)s and a.state in ('open', 'held')
  union all
  select 2, 'contact', v.id, v.way, coalesce(nullif(v.by_other, ''), c.name, ''), v.window_from
    from contact_contact v left join team_member m on m.id = v.member_id left join access_account c on c.id = m.account_id
   where v.team_id = %(team)s and v.person_id = %(person)s and v.state = 'planned'
     and not exists (select 1 from contact_series r where r.id = v.series_id and r.state = 'running'
                      and v.window_to > act_moment())
  union all
  select 2, 'series', s.id, s.way, coalesce(nullif(s.by_other, ''), c.name, ''),
         (s.last_day + s.to_clock) at time zone 'Europe/London'
    from contact_series s left join team_member m on m.id = s.member_id left join access_account c on c.id = m.account_id
   where s.team_id = %(team)s and s.person_id = %(person)s and s.state = 'running'
  union all
  select 3, 'offer', o.id, '', coalesce(c.name, o.to_role), o.answer_by
    from action_offer o join caseload_listentry e on e.id = o.entry_id
    left join team_member m on m.id = o.to_member_id left join access_account c on c.id = m.account_id
   where o.team_id = %(team)s and o.person_id = %(person)s and o.state = 'waiting' and e.state <> 'ended'
) found order by place, at, id
"""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Somebody who was told: who, by name ('' for the person themselves), how, on which day (2026-06-08)."""

    whom: str
    name: str
    how: str
    day: str


CLOSINGS = """
coalesce((select jsonb_agg(jsonb_build_array(c.entry_id, c.team_id, (select n.name from team_names(array[c.team_id]) n),
       c.reason, c.because, c.holder, c.held_by, c.untold_because, c.closed_at,
       (select coalesce(jsonb_agg(jsonb_build_array(t.whom, t.name, t.how, t.day) order by t.day, t.id), '[]')
          from handover_told t where t.closing_id = c.id)) order by c.closed_at desc, c.id)
  from handover_closing c where c.person_id = p.id), '[]')
"""
"""The closings of a person `p`, latest first, as one column of a statement: `closings_of` reads it."""


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """How a person left a team's list: why, who holds them now, who was told, when."""

    entry_id: UUID
    team_id: UUID
    team_name: str
    reason: str
    because: str
    holder: str
    held_by: str
    untold_because: str
    closed_at: datetime
    told: tuple[ToldRow, ...]


def closings_of(column: Sequence[Sequence[Any]]) -> list[ClosingRow]:
    """Return the closings in a column that was read with `CLOSINGS`. No statement."""
    return [_closing(one) for one in column]


def _closing(row: Sequence[Any]) -> ClosingRow:
    entry_id, team_id, team, reason, because, holder, held_by, untold, closed_at, told = row
    return ClosingRow(
        UUID(entry_id),
        UUID(team_id),
        team or "",
        reason,
        shown(because),
        holder,
        shown(held_by),
        shown(untold),
        datetime.fromisoformat(closed_at),
        tuple(ToldRow(whom, shown(name), how, day) for whom, name, how, day in told),
    )


CLOSING_VIOLATIONS: Mapping[str, str] = {
    "list entry {0} has ended without saying why and who holds the person": (
        "select e.id from caseload_listentry e where e.state = 'ended'"
        " and not exists (select 1 from handover_closing c where c.entry_id = e.id)"
        " and not exists (select 1 from handover_moved m where m.other_entry_id = e.id and m.undone_at is null)"
        " and not exists (select 1 from handover_moved m where m.kept_entry_id = e.id and m.undone_at is not null)"
    ),
    "closing {0} says neither who was told nor why nobody was": (
        "select c.id from handover_closing c where c.untold_because = ''"
        " and not exists (select 1 from handover_told t where t.closing_id = c.id)"
    ),
    "closing {0} is of a list entry that goes on": (
        "select c.id from handover_closing c join caseload_listentry e on e.id = c.entry_id where e.state <> 'ended'"
    ),
}
"""What doctor counts of P4 about closings, by sentence."""
