"""A member's own day with a team: what they are to do, what they did, what is offered to them, whom they lead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kith.action.offer_queries import OfferRow, offers_of_account
from kith.action.rules import UNFINISHED, ActionFacts, ActionKind, ActionState, deadline
from kith.board.day_rules import DayPerson, Entry, entries, number_of_things, street_of
from kith.board.my_rows import my_rows
from kith.board.queries import Boards, OnBoard, boards_of
from kith.contact.rules import ContactFacts, ContactState, Way
from kith.person.rules import shown
from kith.team.reachable import Reachable, reachable


@dataclass(frozen=True, slots=True)
class MyDay:
    """
    The day of an account with the team in view: escalations by the time to answer, what is to do by time, what is done.

    `followed` are those whom the account follows, on whatever list. `settled_by` names, for work that asks what became of a
    contact of somebody else, that contact: recording it settles both. `reach` is how those whom it names are reached, by account.
    """

    boards: Boards
    escalated: Sequence[Entry]
    to_do: Sequence[Entry]
    done: Sequence[Entry]
    offers: Sequence[OfferRow]
    leads: Sequence[OnBoard]
    settled_by: Mapping[UUID, UUID]
    followed: Sequence[DayPerson]
    reach: Mapping[UUID, Reachable]

    @property
    def number(self) -> int:
        """How many things wait for an answer or a result, each once: what the navigation says."""
        return len(self.offers) + number_of_things([*self.escalated, *self.to_do])


def my_day(*, slug: str, team_ids: Collection[UUID], account_id: UUID, at: datetime) -> MyDay:
    """
    Return somebody's day. Eight statements, whatever there is to do, and one where something is offered. Raises NotVisible as
    the board.

    Work of somebody who has left is the duty lead's (P1).
    """
    boards = boards_of(slug=slug, team_ids=team_ids, account_id=account_id, at=at)
    rows = my_rows(team_id=boards.team.id, account_id=account_id, at=at)
    people = [(_person(row, boards), row) for row in rows]
    contacts = [(who, _contact(row)) for who, row in people if row[0] == "contact"]
    actions = [(who, _action(row)) for who, row in people if row[0] == "action"]
    raised = [(who, row) for who, row in people if row[0] == "action" and _is_raised(row)]
    open_contacts = [one for one in contacts if one[1].state is ContactState.PLANNED]
    open_actions = [one for one in actions if one[1].state in UNFINISHED and one[1].kind is not ActionKind.URGENT]
    done = [Entry(who, one.from_at, one) for who, one in contacts if one.state is not ContactState.PLANNED]
    done += [Entry(who, one.due_at, None, (one,)) for who, one in actions if one.state is ActionState.DONE]
    offers = offers_of_account(team_id=boards.team.id, account_id=account_id)
    givers = {one.giver_account_id for one in offers}
    return MyDay(
        boards,
        sorted((_escalated(who, row) for who, row in raised), key=lambda one: one.sort_key),
        entries(open_contacts, open_actions, at),
        sorted(done, key=lambda one: one.sort_key),
        offers,
        [one for one in boards.own if one.lead_today and one.lead_today.account_id == account_id],
        {row[1]: row[14] for row in rows if row[14]},
        [who for who, row in people if row[0] == "followed"],
        reachable(account_ids=givers, at=at) if givers else {},
    )


def _is_raised(row: tuple[Any, ...]) -> bool:
    return ActionKind(row[5]) is ActionKind.URGENT and ActionState(row[7]) in UNFINISHED


def _escalated(who: DayPerson, row: tuple[Any, ...]) -> Entry:
    action = _action(row)
    return Entry(who, deadline(action), None, (action,), since=row[10])


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
