"""A member's own day with a team: what they are to do, what they did, what is offered to them, whom they lead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.action.offer_queries import OfferRow, offers_of_account
from kith.action.rules import ActionFacts, ActionKind, ActionState
from kith.board.day_rules import DayPerson, Entry, entries, street_of
from kith.board.queries import Boards, OnBoard, boards_of
from kith.contact.rules import ContactFacts, ContactState, Way
from kith.person.rules import shown
from kith.place.rules import day_bounds, local_day


@dataclass(frozen=True, slots=True)
class MyDay:
    """The day of an account with the team in view: what is to do by time, what is done, offers that wait, whom they lead."""

    boards: Boards
    to_do: Sequence[Entry]
    done: Sequence[Entry]
    offers: Sequence[OfferRow]
    leads: Sequence[OnBoard]


def my_day(*, slug: str, team_ids: Collection[UUID], account_id: UUID, at: datetime) -> MyDay:
    """
    Return somebody's day. Eight statements, whatever there is to do. Raises NotVisible as the board.

    Work of somebody who has left is the duty lead's (P1).
    """
    boards = boards_of(slug=slug, team_ids=team_ids, account_id=account_id, at=at)
    duty = boards.team.duty_lead
    rows = _rows(boards.team.id, account_id, at, is_duty=duty is not None and duty.account_id == account_id)
    people = [(_person(row, boards), row) for row in rows]
    contacts = [(who, _contact(row)) for who, row in people if row[0] == "contact"]
    actions = [(who, _action(row)) for who, row in people if row[0] == "action"]
    open_contacts = [one for one in contacts if one[1].state is ContactState.PLANNED]
    open_actions = [one for one in actions if one[1].state is not ActionState.DONE]
    done = [Entry(who, one.from_at, one) for who, one in contacts if one.state is not ContactState.PLANNED]
    done += [Entry(who, one.due_at, None, (one,)) for who, one in actions if one.state is ActionState.DONE]
    return MyDay(
        boards,
        entries(open_contacts, open_actions, at),
        sorted(done, key=lambda one: one.sort_key),
        offers_of_account(team_id=boards.team.id, account_id=account_id),
        [one for one in boards.own if one.lead_today and one.lead_today.account_id == account_id],
    )


def _person(row: tuple[Any, ...], boards: Boards) -> DayPerson:
    if row[2] is None:
        return DayPerson()
    return DayPerson(row[2], shown(row[3]).strip(), row[4], street_of(shown(row[11] or "")))


def _contact(row: tuple[Any, ...]) -> ContactFacts:
    state, start_at, end_at, ended_at = ContactState(row[7]), row[8], row[9], row[10]
    if state is not ContactState.PLANNED:
        start_at = end_at = ended_at
    return ContactFacts(row[1], Way(row[5]), state, start_at, end_at, shown(row[6]), "", shown(row[12]))


def _action(row: tuple[Any, ...]) -> ActionFacts:
    state = ActionState(row[7])
    due_at = row[10] if state is ActionState.DONE else row[8]
    return ActionFacts(row[1], shown(row[6]), due_at, ActionKind(row[5]), state, "", row[13], shown(row[12]))


def _rows(team_id: UUID, account_id: UUID, at: datetime, *, is_duty: bool) -> list[tuple[Any, ...]]:
    start_at, end_at = day_bounds(local_day(at))
    values: dict[str, Any] = {"team": team_id, "account": account_id, "day": local_day(at), "duty": is_duty}
    with connection.cursor() as cursor:
        cursor.execute(_MINE, values | {"start": start_at, "end": end_at})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_OWN = "(m.account_id = %(account)s or %(duty)s and not m.during @> act_moment())"
_MINE = f"""
select 'contact', c.id, c.person_id, p.given || ' ' || p.family, p.birth_date, c.way, c.note, c.state, c.window_from,
       c.window_to, c.happened_at,
       (select d.value from person_contactdetail d where d.person_id = c.person_id and d.kind = 'address'
           and not p.is_protected order by d.recorded_at desc, d.id limit 1), c.reason, null::date
  from contact_contact c
  join team_member m on m.id = c.member_id and {_OWN}
  join person_person p on p.id = c.person_id
 where c.team_id = %(team)s and (c.state = 'planned' and c.window_from < %(end)s
        or c.state <> 'planned' and c.happened_at >= %(start)s and c.happened_at < %(end)s)
union all
select 'action', a.id, a.person_id, coalesce(p.given || ' ' || p.family, ''), p.birth_date, a.kind, a.what, a.state,
       a.due_at, a.due_at, a.closed_at, null, a.hold_reason, a.return_date
  from action_action a
  join team_member m on m.id = a.owner_id and {_OWN}
  left join person_person p on p.id = a.person_id
 where a.team_id = %(team)s and (a.state = 'open' and a.due_at < %(end)s or a.state = 'held' and a.return_date <= %(day)s
        or a.state = 'done' and a.closed_at >= %(start)s and a.closed_at < %(end)s)
"""  # noqa: S608  (our own names)
