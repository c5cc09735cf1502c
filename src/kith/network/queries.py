"""
Questions about the network of a person. Row-level security shows only whom the viewer reaches, and only what is theirs.

Nobody whose whereabouts are protected is ever found by an address: theirs is not held, and they are left out besides. Nothing
of a restricted matter, and no restricted fact, is read here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.act import NotVisible, Thing
from kith.contact.observing_rules import CHECKS
from kith.contact.service_rules import service_of_role, service_of_words
from kith.contact.services import services
from kith.network.figures import figures
from kith.network.models import Carer
from kith.network.rules import HOUSEHOLD_MOST, REPEATED_DAYS, Case, Meeting, duplicates, holds_a_week
from kith.place.rules import day_bounds
from kith.policy.queries import thresholds
from kith.trail.queries import lived_until

NEVER_TWICE = ("safeguarding-adult", "safeguarding-child", "key-events")
"""Tables that are asked each time, whoever asked before."""
ALWAYS = timedelta(days=3_660)
"""How far back it is looked whether two have met."""


@cache
def tables_that_hold() -> list[str]:
    """Return the rule tables asked at a contact whose answers cannot have changed within a week."""
    return [
        name
        for name, table in thresholds().items()
        if name in CHECKS and holds_a_week(table.valid_for / timedelta(hours=1), name, NEVER_TWICE)
    ]


# Meetings


_MEETINGS = """
with people as materialized ({people}),
homes as (
  select p.person_id, min(replace(d.postcode, ' ', '') || ' ' || network_address(d.value)) as home
    from people p
    join person_person q on q.id = p.person_id and not q.is_protected
    join person_contactdetail d on d.person_id = p.person_id and d.kind = 'address' and d.postcode <> ''
     and network_address(d.value) <> ''
   where (select count(distinct o.person_id) from person_contactdetail o where o.kind = 'address'
            and o.postcode = any(network_spellings(d.postcode))
             and network_address(o.value) = network_address(d.value)) <= %(most)s
   group by p.person_id
), teams as (
  select distinct e.team_id, e.person_id from people p join caseload_listentry e on e.person_id = p.person_id
)
select c.id::text, c.person_id, c.service, m.role, coalesce(c.happened_at, c.window_from), c.state = 'made', c.way = 'visit',
       coalesce(h.home, ''), coalesce(m.account_id::text, c.member_id::text, lower(c.by_other)),
       coalesce(nullif(c.by_other, ''), a.name, n.name, ''), c.assessed, c.again_because, coalesce(s.said, '{{}}'), c.team_id
  from teams t
  join contact_contact c on c.team_id = t.team_id and c.person_id = t.person_id
  left join homes h on h.person_id = c.person_id
  left join team_member m on m.id = c.member_id
  left join access_account a on a.id = m.account_id
  left join lateral team_names(array[c.team_id]) n on a.id is null
  left join lateral (
    select jsonb_agg(jsonb_build_array(f.source_type, f.detail ->> 'input', f.detail ->> 'entered')) as said from record_fact f
     where f.source_system = 'kith' and f.source_type = any(%(tables)s::text[]) and f.source_id = c.id::text
       and f.confidentiality = 'normal' and not f.is_in_error) s on c.state = 'made'
 where c.state in ('made', 'planned') and coalesce(c.happened_at, c.window_from) >= %(since)s
   and coalesce(c.happened_at, c.window_from) < %(until)s
union all
select f.id::text, f.person_id, null, null, f.starts_at, true, f.category = 'HH', coalesce(h.home, ''), '', f.detail ->> 'place',
       '{{}}', '', '{{}}', null
  from people p
  join record_fact f on f.person_id = p.person_id and f.kind = 'encounter' and not f.is_in_error
   and f.confidentiality = 'normal' and f.status not in ('planned', 'cancelled') and f.source_part = 0
   and coalesce(f.detail ->> 'place', '') <> '' and f.starts_at >= %(since)s and f.starts_at < %(until)s
  left join homes h on h.person_id = f.person_id
 order by 5, 1
"""
_THESE = "select unnest(%(people)s::uuid[]) as person_id"
_MET_BY_TEAM = (
    "select distinct person_id from contact_contact"
    " where team_id = %(team)s and state = 'made' and happened_at >= %(first)s and happened_at < %(until)s"
)


def meetings(*, person_ids: Collection[UUID], since: datetime, until: datetime, answers: bool = True) -> list[Meeting]:
    """
    Return the meetings with these people from a moment until before another, made or planned, in order. One statement.

    `answers`: whether what was entered at them comes with them.
    """
    return _meetings(
        _THESE, people=list(person_ids), since=since, until=until, tables=tables_that_hold() if answers else []
    )


def _meetings(of_whom: str, **values: Any) -> list[Meeting]:
    with connection.cursor() as cursor:
        cursor.execute(_MEETINGS.format(people=of_whom), values | {"most": figures()[HOUSEHOLD_MOST]})
        return [_meeting(row) for row in cursor.fetchall()]


def _meeting(row: tuple[Any, ...]) -> Meeting:
    key, person_id, service, role, at, is_made, is_visit, home, who, name, domains, because, said, team_id = row
    known = services()
    if service is None:
        service = service_of_words(known, name)
    elif not service and role:
        service = service_of_role(known, role)
    answers = orjson.loads(said) if isinstance(said, str) else said
    entered = {(table, of): text for table, of, text in answers or []}
    return Meeting(
        key, person_id, service, at, is_made, bool(is_visit), home, who, name, tuple(domains), because, entered, team_id
    )


def duplicates_of_month(*, team_id: UUID, first: date, last: date) -> list[Case]:
    """
    Return what was done twice with the people of a team from a day to a day, both included, in order. One statement.

    A case belongs to the team that made the later contact; one of a past contact elsewhere, which has no team, to none. Only
    what was made is counted. Its count is the length of the list without those that have a reason, which stand beside.
    """
    start_at, until = day_bounds(first)[0], day_bounds(last)[1]
    since = start_at - timedelta(days=figures()[REPEATED_DAYS] + 1)
    rows = _meetings(
        _MET_BY_TEAM, team=team_id, first=start_at, since=since, until=until, tables=tables_that_hold()
    )  # fmt: skip
    found = duplicates([one for one in rows if one.is_made], figures())
    return [one for one in found if one.later.team_id == team_id and first <= one.later.day <= last]


@dataclass(frozen=True, slots=True)
class Overridden:
    """A contact that was planned though something was said before: what, and why all the same ('' without a reason)."""

    contact_id: UUID
    person_id: UUID
    warned: Sequence[str]
    anyway_because: str
    again_because: str


def overridden_in_month(*, team_id: UUID, first: date, last: date) -> list[Overridden]:
    """
    Return the contacts of a team that were planned for a day to a day, both included, though something was said before.

    Whatever became of them; in order of their windows. One statement. Its count is the length of the list; those without a
    reason are among it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.person_id, c.warned, c.anyway_because, c.again_because from contact_contact c"
            " where c.team_id = %s and c.warned <> '{}' and c.window_from >= %s and c.window_from < %s"
            " order by c.window_from, c.id",
            [team_id, day_bounds(first)[0], day_bounds(last)[1]],
        )
        return [Overridden(*row) for row in cursor.fetchall()]


# The household


@dataclass(frozen=True, slots=True)
class Lives:
    """Somebody whose record says the same address."""

    id: UUID
    given: str
    family: str


MOST_IN_HOUSEHOLD = 12
_HOUSEHOLD = """
with own as (
  select d.postcode, network_address(d.value) as address
    from person_person p join person_contactdetail d on d.person_id = p.id and d.kind = 'address' and d.postcode <> ''
   where p.id = %(person)s and not p.is_protected and network_address(d.value) <> ''
)
select distinct p.id, p.given, p.family
  from own o
  join person_contactdetail d on d.kind = 'address' and network_address(d.value) = o.address
   and d.postcode = any(network_spellings(o.postcode))
  join person_person p on p.id = d.person_id and p.id <> %(person)s and not p.is_protected and not p.is_dead
 where exists (select 1 from caseload_listentry e where e.person_id = p.id and e.state <> 'ended')
 order by p.family, p.given, p.id limit %(most)s
"""


def household(*, person_id: UUID) -> list[Lives]:
    """
    Return who else lives at somebody's address, of the living on a list whom the viewer may open, by name. One statement.

    Nobody for somebody whose whereabouts are protected, and never such a person; at most 12, as in a care home.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLD, {"person": person_id, "most": MOST_IN_HOUSEHOLD})
        return [Lives(*row) for row in cursor.fetchall()]


# Carers


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """What became of a carer's own assessment: offered, accepted, declined or done, on which day, and what was said."""

    state: str
    on_date: date
    note: str


@dataclass(frozen=True, slots=True)
class CarerRow:
    """
    Somebody who cares for a person. `name` is '' where it is that of a record that the viewer may not open: nothing then says
    that there is one. `own_id` is their own record, `has_plan` whether they have a plan.
    """

    id: UUID
    name: str
    relation: str
    does: str
    needs: str
    version: int
    ended_at: datetime | None
    ended_because: str
    own_id: UUID | None
    has_plan: bool
    assessments: Sequence[AssessmentRow] = ()

    @property
    def latest(self) -> AssessmentRow | None:
        """What became of the assessment last; None while none was offered."""
        return self.assessments[0] if self.assessments else None


_CARERS = """
select c.id, coalesce(nullif(c.name, ''), trim(p.given || ' ' || p.family), ''), c.relation, c.does, c.needs, c.version,
       c.ended_at, c.ended_because, p.id, exists (select 1 from plan_plan n where n.person_id = p.id),
       coalesce((select jsonb_agg(jsonb_build_array(s.state, s.on_date, s.note) order by s.on_date desc, s.recorded_at desc, s.id)
          from network_carerassessment s where s.carer_id = c.id), '[]')
  from network_carer c left join person_person p on p.id = c.known_as_id and not p.is_protected
 where {condition}
 order by c.ended_at is not null, c.recorded_at, c.id
"""


def carers(*, person_id: UUID) -> list[CarerRow]:
    """Return who cares for somebody, those who still do first. One statement."""
    return _carers("c.person_id = %s", person_id)


def carer(*, carer_id: UUID, person_id: UUID | None = None) -> CarerRow:
    """Return one carer, of this person where one is named. Raises NotVisible. One statement."""
    found = _carers("c.id = %s and c.person_id = coalesce(%s, c.person_id)", carer_id, person_id)
    if not found:
        raise NotVisible
    return found[0]


def _carers(condition: str, *values: UUID | None) -> list[CarerRow]:
    with connection.cursor() as cursor:
        cursor.execute(_CARERS.format(condition=condition), values)
        return [CarerRow(*[*row[:-1], _assessments(row[-1])]) for row in cursor.fetchall()]


def _assessments(said: str) -> list[AssessmentRow]:
    return [AssessmentRow(state, date.fromisoformat(day), note) for state, day, note in orjson.loads(said)]


@dataclass(frozen=True, slots=True)
class CaresFor:
    """Somebody for whom a person cares: whose record it is, and what they do."""

    id: UUID
    name: str
    does: str


def cares_for(*, person_id: UUID) -> list[CaresFor]:
    """Return for whom somebody with a record cares now, of those whom the viewer may open. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, trim(p.given || ' ' || p.family), c.does from network_carer c join person_person p on p.id = c.person_id"
            " where c.known_as_id = %s and c.ended_at is null order by p.family, p.given, p.id",
            [person_id],
        )
        return [CaresFor(*row) for row in cursor.fetchall()]


def sight_of_person(*, team_id: UUID, person_id: UUID, known_as: UUID | None = None) -> Thing:
    """
    Return the person cared for, as their team knows them; their carer's own record, where named, must be seen as well.

    Raises NotVisible. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from access_teamkey t join person_person p on p.id = %s"
            " left join person_person k on k.id = %s and not k.is_protected"
            " where t.id = %s and (%s::uuid is null or k.id is not null)",
            [person_id, known_as, team_id, known_as],
        )
        if cursor.fetchone() is None:
            raise NotVisible
    return Thing("person", person_id, team_id, person_id)


def sight_of_carer(*, team_id: UUID, carer_id: UUID) -> Thing:
    """Return a carer as the actor may see them. Raises NotVisible. One statement."""
    found = Carer.objects.filter(id=carer_id).values("id", "person_id", "version", "ended_at").first()
    if found is None:
        raise NotVisible
    return Thing("person", found["person_id"], team_id, found["person_id"], found)


# Who else is around


@dataclass(frozen=True, slots=True)
class AroundRow:
    """One part of the network: 'lead', 'deputy', 'partner', 'care team' or 'strain'; who, of which team or what, since when."""

    kind: str
    name: str
    what: str
    at: datetime | None


_AROUND = """
select 'lead', coalesce(a.name, ''), coalesce(n.name, ''), null::timestamptz, 1
  from caseload_listentry e left join lateral team_names(array[e.team_id]) n on true
  left join team_member m on m.id = e.named_lead_id left join access_account a on a.id = m.account_id
 where e.person_id = %(person)s and e.state <> 'ended'
union all
select 'deputy', a.name, coalesce(n.name, ''), null, 2
  from caseload_listentry e left join lateral team_names(array[e.team_id]) n on true
  join team_member m on m.id = e.deputy_id join access_account a on a.id = m.account_id
 where e.person_id = %(person)s and e.state <> 'ended'
union all
select 'partner', w.doer, min(w.what), null, 3
  from action_action w
 where w.person_id = %(person)s and w.state in ('open', 'held') and w.doer_kind = 'partner'
 group by w.doer
union all
select 'care team', f.label, coalesce(f.detail ->> 'place', ''), f.starts_at, 4
  from record_fact f
 where f.person_id = %(person)s and f.kind = 'care team' and not f.is_in_error and f.confidentiality = 'normal'
   and f.source_part = 0 and f.status not in ('inactive', 'entered-in-error') and (f.ends_at is null or f.ends_at > %(at)s)
union all
(select 'strain', f.detail ->> 'entered', '', f.starts_at, 5
   from record_fact f
  where f.person_id = %(person)s and f.kind = 'observation' and f.source_system = 'kith' and f.source_type = 'social-crisis'
    and f.detail ->> 'input' = 'carer' and not f.is_in_error and f.confidentiality = 'normal'
  order by f.starts_at desc limit 1)
 order by 5, 3, 2
"""


def around(*, person_id: UUID, at: datetime) -> list[AroundRow]:
    """Return leads, partners with work in hand, care teams elsewhere, and how the carer was last said to be. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"person": person_id, "at": at})
        return [AroundRow(*row[:4]) for row in cursor.fetchall()]


# What doctor counts


SLOW = timedelta(hours=1)
"""How long after a death doctor looks whether the caring has ended: the job of every minute had an hour for it."""
_VIOLATIONS = {
    "carer {0} of person {1} has died and still stands as caring": (
        "select c.id, c.person_id from network_carer c join person_person p on p.id = c.known_as_id and p.is_dead"
        " where c.ended_at is null and greatest(p.recorded_at, c.recorded_at) < %(before)s"
    ),
}


def violations(*, at: datetime) -> dict[str, list[str]]:
    """Return carers who have died and still stand as caring (P4). Read with the role that sees everything."""
    before, found = lived_until(at=at) - SLOW, []
    with connection.cursor() as cursor:
        for sentence, text in _VIOLATIONS.items():
            cursor.execute(text, {"before": before})
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return {"P4": found}
