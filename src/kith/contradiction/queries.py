"""Questions about what is done for somebody and by whom, what of it contradicts, who settled it, and what doctor counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import orjson

from kith.act import NotVisible, Thing
from kith.contradiction.finding_rules import Comes, Event, Kept, Known, Side
from kith.contradiction.rules import Finds, ItemFacts, State
from kith.database.planned import planned
from kith.place.rules import local_day
from kith.plan.rules import Section, Sign
from kith.policy.queries import roles
from kith.trail.queries import lived_until

ORIGIN = "contradiction"
LOOKS_AHEAD = timedelta(days=28)
LOOKS_BACK = timedelta(days=366)

_ITEM = """
select i.id, i.kind, i.subject, i.instruction, i.from_day, i.confirmed_day, i.team_id, i.agency_id, i.role, coalesce(g.name, ''),
       i.words, i.leads, i.days, i.from_time, i.until_time, i.until_day, i.stopped_day, i.for_all, i.source, i.told_by,
       i.told_day, i.stopped_because, i.version, i.person_id
  from contradiction_item i left join agency_agency g on g.id = i.agency_id
"""
_IN_ORDER = " order by i.kind, i.subject, i.from_day, i.told_day, i.recorded_at, i.id"
_ITEMS = f"{_ITEM} where i.person_id = any(%(people)s::uuid[]) {_IN_ORDER}"
_ONE_ITEM = f"{_ITEM} where i.id = %(item)s"


def items_of(*, person_id: UUID, agency_id: UUID | None = None, at: datetime, stopped: bool = False) -> list[ItemFacts]:
    """
    Return what is done for somebody, now or from a day to come, by kind and subject; of one agency where it is named. One
    statement. `stopped`: with what stopped or ended within a year as well.
    """
    today = local_day(at)
    return [
        one
        for one in _items([person_id]).get(person_id, [])
        if (agency_id is None or one.agency_id == agency_id)
        and (one.is_done(today) or (stopped and _ended(one) >= today - LOOKS_BACK))
    ]


def _ended(one: ItemFacts) -> date:
    return min(filter(None, (one.stopped_day, one.until_day)), default=date.max)


def item(*, item_id: UUID, person_id: UUID | None = None) -> ItemFacts:
    """Return one item, of this person where one is named. Raises NotVisible. One statement."""
    rows = planned(_ONE_ITEM, {"item": item_id})
    if not rows or person_id not in (None, rows[0][-1]):
        raise NotVisible
    return _facts(rows[0])


def _items(person_ids: Collection[UUID]) -> dict[UUID, list[ItemFacts]]:
    found: dict[UUID, list[ItemFacts]] = {}
    for row in planned(_ITEMS, {"people": list(person_ids)}):
        found.setdefault(row[-1], []).append(_facts(row))
    return found


def _facts(row: Sequence[Any]) -> ItemFacts:
    (
        key, kind, subject, instruction, from_day, confirmed_day, team_id, agency_id, role, agency, words, leads, days,
        from_time, until_time, until_day, stopped_day, for_all, source, told_by, told_day, because, version, _person,
    ) = row  # fmt: skip
    who = agency or (roles()[role].label if role in roles() else "")
    return ItemFacts(
        key, kind, subject, instruction, from_day, confirmed_day, team_id, agency_id, role, who, words, leads,
        frozenset(map(int, days)), from_time, until_time, until_day, stopped_day, for_all, source, told_by, told_day, because,
        version,
    )  # fmt: skip


def is_agency_here(agency_id: UUID, team_id: UUID) -> bool:
    """Say whether an agency is one of the place of a team. One statement."""
    rows = planned(
        "select 1 from agency_agency g join team_team t on t.place_id = g.place_id where g.id = %(agency)s and t.id = %(team)s",
        {"agency": agency_id, "team": team_id},
    )
    return bool(rows)


def taken_over(*, person_id: UUID) -> set[UUID]:
    """Return the sources from which something was taken over for a person. One statement."""
    rows = planned(
        "select i.source_id from contradiction_item i where i.person_id = %(person)s and i.source_id is not null",
        {"person": person_id},
    )
    return {row[0] for row in rows}


# What is held against each other

_PLAN = """
select distinct on (v.person_id, v.section) v.person_id, v.section, v.text, v.signs from plan_version v
 where v.person_id = any(%(people)s::uuid[]) and v.section in ('matters', 'people', 'help', 'signs', 'contingency')
 order by v.person_id, v.section, v.number desc
"""
_EVENTS = """
select e.person_id, e.id, e.kind, (e.true_at at time zone 'Europe/London')::date from plan_event e
 where e.person_id = any(%(people)s::uuid[]) and e.kind in ('discharge', 'crisis', 'home')
   and exists (select 1 from contradiction_item i where i.person_id = e.person_id)
 order by e.person_id, e.true_at, e.kind, e.id
"""
_COMES = """
select c.person_id, coalesce(c.series_id, c.id), c.window_from at time zone 'Europe/London',
       c.window_to at time zone 'Europe/London', coalesce(nullif(c.by_other, ''), a.name, '')
  from contact_contact c left join team_member m on m.id = c.member_id left join access_account a on a.id = m.account_id
 where c.person_id = any(%(people)s::uuid[]) and c.state = 'planned' and c.way = 'visit'
   and c.window_from >= %(at)s and c.window_from < %(until)s
   and exists (select 1 from contradiction_item i where i.person_id = c.person_id and i.kind = 'visits')
 order by c.window_from, c.window_to, 5, 2
"""


def known_of(*, person_ids: Collection[UUID], at: datetime) -> dict[UUID, Known]:
    """Return of each person all that is held against each other. Four statements, whatever the number of people."""
    values = {"people": list(person_ids)}
    items = _items(person_ids)
    texts: dict[UUID, dict[Section, str]] = {}
    signs: dict[UUID, list[Sign]] = {}
    for person_id, section, text, said in planned(_PLAN, values):
        texts.setdefault(person_id, {})[Section(section)] = text
        if section == Section.SIGNS:
            signs[person_id] = msgspec.convert(orjson.loads(said) if isinstance(said, str) else said, list[Sign])
    events: dict[UUID, list[Event]] = {}
    for person_id, key, kind, day in planned(_EVENTS, values):
        events.setdefault(person_id, []).append(Event(key, kind, day))
    comes: dict[UUID, list[Comes]] = {}
    for person_id, key, begins, ends, who in planned(_COMES, values | {"at": at, "until": at + LOOKS_AHEAD}):
        comes.setdefault(person_id, []).append(Comes(key, begins.date(), begins.time(), ends.time(), who))
    return {
        one: Known(items.get(one, ()), signs.get(one, ()), texts.get(one, {}), events.get(one, ()), comes.get(one, ()))
        for one in person_ids
    }


def kept_of(*, person_ids: Collection[UUID]) -> dict[UUID, list[Kept]]:
    """Return what is kept of contradictions that were found, by person, the latest last. One statement."""
    found: dict[UUID, list[Kept]] = {}
    for person_id, *row in planned(
        "select c.person_id, c.id, c.pair, c.digest, c.state, c.is_gone, c.team_id from contradiction_contradiction c"
        " where c.person_id = any(%(people)s::uuid[]) order by c.found_at, c.recorded_at, c.id",
        {"people": list(person_ids)},
    ):
        key, pair, digest, state, is_gone, team_id = row
        found.setdefault(person_id, []).append(Kept(key, pair, digest, State(state), is_gone, team_id))
    return found


# Contradictions as they stand


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """Who agreed, of which side, and how they said so."""

    side: str
    who: str
    how: str


@dataclass(frozen=True, slots=True)
class ContradictionRow:
    """
    One contradiction with its sides as they stood, who found or raised it (`by`: '' for Kith), and who is asked to settle it.

    `agreed` are those of the settlement that holds.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    finds: Finds
    left: Side | None
    right: Side | None
    about: str
    agency_id: UUID | None
    origin: str
    by: str
    found_at: datetime
    state: State
    is_gone: bool
    settled_at: datetime | None
    settled_by: str
    holds: str
    changes: str
    how_told: str
    only_one: str
    because: str
    settlements: int
    version: int
    pair: str
    digest: str
    action_id: UUID | None
    owner: str
    owner_account_id: UUID | None
    due_at: datetime | None
    agreed: Sequence[AgreedRow] = field(default=())

    @property
    def sections(self) -> frozenset[str]:
        """The sections of the plan of which a side is: what a child keeps from their parents is kept here too."""
        return frozenset(one.section for one in (self.left, self.right) if one and one.section)

    @property
    def agencies(self) -> frozenset[UUID]:
        """The agencies whose doing it is about."""
        sides = {UUID(one.agency_id) for one in (self.left, self.right) if one and one.agency_id}
        return frozenset(sides | ({self.agency_id} if self.agency_id else set()))

    @property
    def item_ids(self) -> frozenset[UUID]:
        """The items that are its sides."""
        return frozenset(UUID(one.id) for one in (self.left, self.right) if one and one.of == "item")


_CONTRADICTION = """
select c.id, c.team_id, c.person_id, c.kind, c."left", c."right", c.about, c.agency_id, c.origin,
       case when c.origin = 'found' then '' else coalesce(b.name, '') end, c.found_at, c.state, c.is_gone, c.settled_at,
       coalesce(s.name, ''), c.holds, c.changes, c.how_told, c.only_one, c.because,
       c.settlements,
       c.version, c.pair, c.digest, c.action_id,
       coalesce(o.name, ''), o.id, w.due_at,
       (select jsonb_agg(jsonb_build_array(g.side, g.who, g.how) order by g.side = 'other', g.side, g.who, g.id)
          from contradiction_agreed g where g.contradiction_id = c.id and g.turn = c.settlements)
  from contradiction_contradiction c
  left join access_account b on b.id = c.author_id
  left join access_account s on s.id = c.settled_by_id
  left join action_action w on w.id = c.action_id and w.state in ('open', 'held')
  left join team_member m on m.id = w.owner_id
  left join access_account o on o.id = m.account_id
"""
_OPEN = f"""
{_CONTRADICTION} where c.person_id = any(%(people)s::uuid[]) and c.state = 'open' and c.found_at <= %(at)s
 order by c.found_at, c.recorded_at, c.pair, c.id
"""
_OF_PERSON = (
    f"{_CONTRADICTION} where c.person_id = %(person)s order by c.state = 'open' desc, c.found_at desc, c.pair, c.id"
)
_ONE = f"{_CONTRADICTION} where c.id = %(key)s"


def open_of(*, person_ids: Collection[UUID], at: datetime) -> list[ContradictionRow]:
    """Return the contradictions of these people that are open, the oldest first. One statement."""
    return [_row(row) for row in planned(_OPEN, {"people": list(person_ids), "at": at})]


def of_person(*, person_id: UUID) -> list[ContradictionRow]:
    """Return every contradiction of somebody, open ones first, then the latest. One statement."""
    return [_row(row) for row in planned(_OF_PERSON, {"person": person_id})]


def contradiction(*, contradiction_id: UUID, person_id: UUID | None = None) -> ContradictionRow:
    """Return one contradiction, of this person where one is named. Raises NotVisible. One statement."""
    rows = planned(_ONE, {"key": contradiction_id})
    if not rows or person_id not in (None, rows[0][2]):
        raise NotVisible
    return _row(rows[0])


def _row(row: Sequence[Any]) -> ContradictionRow:
    (
        key, team_id, person_id, kind, left, right, about, agency_id, origin, by, found_at, state, is_gone, *rest, agreed,
    ) = row  # fmt: skip
    said = orjson.loads(agreed) if isinstance(agreed, str) else agreed
    values = (
        key, team_id, person_id, Finds(kind), _side(left), _side(right), about, agency_id, origin, by, found_at, State(state),
        is_gone, *rest, [AgreedRow(*one) for one in said or ()],
    )  # fmt: skip
    return ContradictionRow(*values)


def _side(stored: str | Mapping[str, Any]) -> Side | None:
    values = orjson.loads(stored) if isinstance(stored, str) else stored
    return Side(**values) if values else None


def sight_of_person(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return the person for whom something is done, as their team knows them. Raises NotVisible. One statement."""
    rows = planned(
        "select 1 from access_teamkey t join person_person p on p.id = %(person)s where t.id = %(team)s",
        {"person": person_id, "team": team_id},
    )
    if not rows:
        raise NotVisible
    return Thing("person", person_id, team_id, person_id)


def sight_of_item(*, item_id: UUID) -> Thing:
    """Return an item as the actor may see it. Raises NotVisible. One statement."""
    rows = planned(_ONE_ITEM, {"item": item_id})
    if not rows:
        raise NotVisible
    found = _facts(rows[0])
    return Thing("person", rows[0][-1], found.team_id, rows[0][-1], {"item": found})


def sight_of_contradiction(*, contradiction_id: UUID) -> Thing:
    """Return a contradiction as the actor may see it. Raises NotVisible. One statement."""
    row = contradiction(contradiction_id=contradiction_id)
    return Thing("contradiction", row.id, row.team_id, row.person_id, {"contradiction": row})


# What the clock takes up

_ON_THE_LIST = """
select distinct e.person_id from caseload_listentry e join person_person p on p.id = e.person_id and not p.is_dead
 where e.team_id = %(team)s and e.state <> 'ended' and not exists (
   select 1 from caseload_listentry f where f.person_id = e.person_id and f.state <> 'ended'
      and (f.came_at, f.id) < (e.came_at, e.id))
   and (exists (select 1 from contradiction_item i where i.person_id = e.person_id)
        or exists (select 1 from contradiction_contradiction c where c.person_id = e.person_id)
        or exists (select 1 from plan_version v where v.person_id = e.person_id and v.section in ('signs', 'contingency')))
 order by 1
"""


def people_to_look_at(*, team_id: UUID) -> list[UUID]:
    """
    Return the living on a team's list, longest there, for whom anything stands that can contradict. One statement.
    """
    return [row[0] for row in planned(_ON_THE_LIST, {"team": team_id})]


def without_work(*, person_ids: Collection[UUID]) -> dict[UUID, list[ContradictionRow]]:
    """Return the open contradictions of these people of which nobody is asked, by person. One statement."""
    found: dict[UUID, list[ContradictionRow]] = {}
    values = {"people": list(person_ids)}
    for row in planned(f"{_CONTRADICTION} where c.person_id = any(%(people)s::uuid[]) and c.state = 'open' and w.id is null"
                       " order by c.found_at, c.recorded_at, c.pair, c.id", values):  # fmt: skip
        found.setdefault(row[2], []).append(_row(row))
    return found


# What doctor counts

SLOW = timedelta(hours=26)
"""How long doctor lets a contradiction be without work, and an item be of somebody who has died: the clock looks once a day."""
_VIOLATIONS: Mapping[str, str] = {
    "contradiction {0} is open and nobody is asked to settle it": (
        "select c.id from contradiction_contradiction c join person_person p on p.id = c.person_id and not p.is_dead"
        " left join action_action a on a.id = c.action_id and a.state in ('open', 'held')"
        " where c.state = 'open' and a.id is null and c.recorded_at < %(before)s"
        " and exists (select 1 from caseload_listentry e where e.person_id = c.person_id and e.state <> 'ended') order by c.id"
    ),
    "contradiction {0} is settled and nobody agreed": (
        "select c.id from contradiction_contradiction c where c.state = 'settled' and not exists ("
        " select 1 from contradiction_agreed g where g.contradiction_id = c.id and g.turn = c.settlements) order by c.id"
    ),
    "contradiction {0} is settled by one side, and nothing says why": (
        "select c.id from contradiction_contradiction c join contradiction_agreed g on g.contradiction_id = c.id"
        " and g.turn = c.settlements where c.state = 'settled' and c.only_one = '' group by c.id"
        " having count(distinct g.side) filter (where g.side in ('left', 'right')) < 2 order by c.id"
    ),
    "work {0} asks to settle a contradiction that is not open": (
        "select a.id from action_action a where a.kind = 'contradiction' and a.state in ('open', 'held') and not exists ("
        " select 1 from contradiction_contradiction c where c.id = a.origin_id and c.state = 'open') order by a.id"
    ),
    "item {0} of somebody who has died is still done": (
        "select i.id from contradiction_item i join person_person p on p.id = i.person_id and p.is_dead"
        " where i.stopped_day is null and greatest(p.recorded_at, i.recorded_at) < %(before)s order by i.id"
    ),
}


def violations(*, at: datetime) -> dict[str, list[str]]:
    """
    Return open contradictions of which nobody is asked, settled ones without who agreed, work of what is not open, and what is
    done for the dead (P4). Read with the role that sees everything.
    """
    before, found = lived_until(at=at) - SLOW, []
    for sentence, text in _VIOLATIONS.items():
        values = {"before": before} if "%(before)s" in text else {}
        found += [sentence.format(*row) for row in planned(text, values)]
    return {"P4": found}
