"""What is in hand for people of whom a huddle speaks: their line on the board, unfinished work, contacts, who leads today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kith.action.queries import ActionRow, waiting_for_team
from kith.action.rules import ActionFacts
from kith.board.rules import Line, line
from kith.board.section_rules import PersonFacts
from kith.board.team_day import TeamDay
from kith.caseload.queries import CLOSED_TO
from kith.caseload.rules import ON_LIST, CameBy, DayLead, Leads, ListState, day_lead
from kith.contact.rules import ContactFacts, ContactState, Way, lacks_result
from kith.contact.series_queries import AWAY_LATELY, away_of_column
from kith.database.planned import planned
from kith.huddle.outcome_rules import Gone, InHand
from kith.person.rules import shown
from kith.place.rules import day_bounds, local_day
from kith.web.words import age


@dataclass(frozen=True, slots=True)
class PersonInHand:
    """
    One person as the huddle decides about them. `lead` is None for those who left the list, and where nobody covers.

    `work` is every unfinished action of the team for them, also those due later, which the board leaves out.
    `next_contact` is the earliest planned for today or later. `closed`: members who have closed the record to themselves.
    """

    facts: PersonFacts
    lead: DayLead | None
    work: tuple[ActionRow, ...]
    in_hand: InHand
    next_contact: ContactFacts | None
    closed: frozenset[UUID] = frozenset()

    def line(self, team: TeamDay, at: datetime) -> Line:
        """The person's line on the board."""
        return line(self.facts, at, team.calendar)


def in_hand(*, team: TeamDay, person_ids: Collection[UUID], at: datetime) -> dict[UUID, PersonInHand]:
    """Return what is in hand for people that the viewer sees, by person id. Three statements, however many people."""
    people, contacts = (_rows(text, team, person_ids, at) for text in (_PEOPLE, _CONTACTS))
    work: dict[UUID, list[ActionRow]] = defaultdict(list)
    for action in waiting_for_team(team_id=team.id, person_ids=person_ids):
        if action.person_id:
            work[action.person_id].append(action)
    met: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for person_id, *contact in contacts:
        met[person_id].append(tuple(contact))
    return {row[0]: _person(row, team, tuple(work[row[0]]), met[row[0]], at) for row in people}


def _facts(action: ActionRow, team: TeamDay) -> ActionFacts:
    """The facts of an action, owned by the duty lead where its owner is not there any more (P1)."""
    duty = team.duty_lead
    return action.facts if action.is_owner_there else replace(action.facts, owner=duty.name if duty else "")


def _person(
    row: tuple[Any, ...], team: TeamDay, work: tuple[ActionRow, ...], met: list[tuple[Any, ...]], at: datetime
) -> PersonInHand:
    (
        person_id,
        given,
        family,
        born,
        is_dead,
        state,
        came_at,
        came_by,
        came_from,
        named,
        deputy,
        override,
        cadence,
        away,
        shut,
    ) = row
    team = team.closed_to(shut)
    actions = tuple(_facts(one, team) for one in work)
    made = [ends_at for _, _, state, _, ends_at, *_ in met if state == "made"]
    contacts = tuple(_contact(team, one) for one in met if one[2] != "made")
    facts = PersonFacts(
        person_id=person_id,
        given=shown(given),
        family=shown(family),
        came_on=local_day(came_at or at),
        came_by=CameBy(came_by),
        came_from=came_from,
        age=age(born, at) if born else None,
        state=ListState(state),
        is_deceased=is_dead,
        last_made_at=max(made, default=None),
        cadence_days=cadence,
        actions=actions,
        contacts=contacts,
        away=away_of_column(away),
    )
    is_listed = facts.state in ON_LIST
    gone = Gone.DIED if is_dead else None if is_listed else Gone.LEFT
    today = day_bounds(local_day(at))[0]
    coming = [
        one
        for one in contacts
        if one.state is ContactState.PLANNED and one.to_at >= today and not lacks_result(one, at)
    ]
    return PersonInHand(
        facts,
        day_lead(Leads(named, deputy, override, frozenset(shut)), team.duty) if is_listed else None,
        work,
        InHand(actions, contacts, gone),
        min(coming, key=lambda one: (one.from_at, one.contact_id.int), default=None),
        frozenset(shut),
    )


def _contact(team: TeamDay, row: tuple[Any, ...]) -> ContactFacts:
    contact_id, way, state, from_at, to_at, member_id, by_other, reason = row
    who = by_other or _name(team, member_id)
    return ContactFacts(contact_id, Way(way), ContactState(state), from_at, to_at, "", who, reason)


def _name(team: TeamDay, member_id: UUID | None) -> str:
    member = team.colleagues.get(member_id) if member_id else None
    return member.name if member else ""


def _rows(text: str, team: TeamDay, person_ids: Collection[UUID], at: datetime) -> list[tuple[Any, ...]]:
    return planned(text, {"team": team.id, "people": list(person_ids), "day": local_day(at)})


_PEOPLE = f"""
select p.id, p.given, p.family, p.birth_date, p.is_dead, coalesce(e.state, 'ended'), e.came_at,
       coalesce(e.came_by, 'added'), coalesce(e.came_from, ''), e.named_lead_id, e.deputy_id, o.member_id, e.cadence_days,
       {AWAY_LATELY.format(person="p.id", day="%(day)s")}, {CLOSED_TO}
  from person_person p
  left join caseload_listentry e on e.team_id = %(team)s and e.person_id = p.id and e.state <> 'ended'
  left join caseload_override o on o.team_id = e.team_id and o.person_id = e.person_id and o.day = %(day)s
 where p.id = any(%(people)s::uuid[])
"""  # noqa: S608  (our own words)

_CONTACTS = """
with made as (
  select person_id, max(happened_at) as last_at from contact_contact
   where team_id = %(team)s and person_id = any(%(people)s::uuid[]) and state = 'made' group by person_id
)
select c.person_id, c.id, c.way, c.state, coalesce(c.window_from, c.happened_at), coalesce(c.window_to, c.happened_at),
       c.member_id, c.by_other, c.reason
  from contact_contact c left join made m on m.person_id = c.person_id
 where c.team_id = %(team)s and c.person_id = any(%(people)s::uuid[])
   and (c.state = 'planned' or c.state = 'missed' and c.happened_at > coalesce(m.last_at - interval '1 day', '-infinity'))
union all
select person_id, gen_random_uuid(), '', 'made', last_at, last_at, null, '', '' from made
"""
