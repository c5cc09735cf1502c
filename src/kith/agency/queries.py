"""
Questions about agencies: who they are, who works with a person, and what may be told to each.

Row-level security shows the agencies of places where the viewer works, and of people only whom the viewer reaches.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.act import NotVisible
from kith.agency import rules
from kith.agency.rules import Agreement, Allowed, Barred, Involvement, Objection, Override, Standing
from kith.database.planned import planned
from kith.place.rules import local_day
from kith.policy.sharing_rules import Basis
from kith.trail.queries import lived_until

# Agencies of a place


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency of a place: how many people it works with now (of those whom the viewer reaches), what is agreed with it."""

    id: UUID
    place_id: UUID
    name: str
    service: str
    hours: str
    version: int
    number_of_people: int
    number_of_contacts: int
    purposes: list[str]


_AGENCIES = """
select a.id, a.place_id, a.name, a.service, a.hours, a.version,
       (select count(distinct i.person_id) from agency_involved i
         where i.agency_id = a.id and i.from_day <= %(day)s and (i.until_day is null or i.until_day >= %(day)s)),
       (select count(*) from agency_contact c
         where c.agency_id = a.id and c.from_day <= %(day)s and (c.until_day is null or c.until_day >= %(day)s)),
       array(select g.purpose from (
            select distinct on (g.purpose) g.purpose, g.until_day, g.ended_at from agency_agreement g
             where g.agency_id = a.id and g.from_day <= %(day)s order by g.purpose, g.number desc) g
              where g.until_day >= %(day)s and (g.ended_at is null or g.ended_at > %(at)s) order by g.purpose)
  from agency_agency a
 where a.place_id = (select t.place_id from team_team t where t.id = %(team)s)
   and (%(agency)s::uuid is null or a.id = %(agency)s::uuid)
 order by lower(a.name), a.id
"""


def agencies(*, team_id: UUID, at: datetime) -> list[AgencyRow]:
    """Return the agencies of the place of a team, by name. One statement."""
    return _agencies(team_id, None, at)


def agency(*, team_id: UUID, agency_id: UUID, at: datetime) -> AgencyRow:
    """Return one agency of the place of a team. Raises NotVisible. One statement."""
    found = _agencies(team_id, agency_id, at)
    if not found:
        raise NotVisible
    return found[0]


def _agencies(team_id: UUID, agency_id: UUID | None, at: datetime) -> list[AgencyRow]:
    values = {"team": team_id, "agency": agency_id, "day": local_day(at), "at": at}
    found = planned(_AGENCIES, values)
    return [AgencyRow(*row) for row in found]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody at an agency: what they do, e-mail and telephone ('' without one), first and last day (None: still there)."""

    id: UUID
    agency_id: UUID
    name: str
    does: str
    email: str
    telephone: str
    from_day: date
    until_day: date | None
    version: int


_CONTACTS = """
select c.id, c.agency_id, c.name, c.does, c.email, c.telephone, c.from_day, c.until_day, c.version from agency_contact c
 where c.agency_id = any(%(agencies)s::uuid[]) and (%(past)s or (c.from_day <= %(day)s
   and (c.until_day is null or c.until_day >= %(day)s)))
 order by c.until_day nulls first, lower(c.name), c.id
"""


def contacts_of(*, agency_ids: Collection[UUID], at: datetime, past: bool = False) -> list[ContactRow]:
    """Return whom one reaches at these agencies on the day of a moment, by name; with those of the `past`. One statement."""
    values = {"agencies": list(agency_ids), "day": local_day(at), "past": past}
    return [ContactRow(*row) for row in planned(_CONTACTS, values)]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One version of an agreement, with where its paper lies and who signed it for the place."""

    id: UUID
    agency_id: UUID
    purpose: str
    number: int
    fields: frozenset[str]
    from_day: date
    until_day: date
    paper: str
    signed_by: str
    ended_at: datetime | None
    ended_because: str

    @property
    def as_rule(self) -> Agreement:
        """It as the rules read it."""
        return Agreement(self.id, self.purpose, self.number, self.fields, self.from_day, self.until_day, self.ended_at)


def agreements_of(*, agency_id: UUID) -> list[AgreementRow]:
    """Return every version of what was agreed with an agency, by purpose, newest first. One statement."""
    rows = planned(
        "select g.id, g.agency_id, g.purpose, g.number, g.fields, g.from_day, g.until_day, g.paper, g.signed_by, g.ended_at,"
        " g.ended_because from agency_agreement g where g.agency_id = %s order by g.purpose, g.number desc",
        [agency_id],
    )
    return [
        AgreementRow(key, agency, purpose, number, frozenset(fields), *more)
        for key, agency, purpose, number, fields, *more in rows
    ]


# What may be told about a person


_STANDING = """
select a.id, a.name, p.is_protected, p.is_dead,
    coalesce((select jsonb_agg(jsonb_build_array(i.purpose, i.basis, i.from_day, i.until_day) order by i.from_day, i.id)
       from agency_involved i where i.person_id = p.id and i.agency_id = a.id), '[]')::text,
    coalesce((select jsonb_agg(jsonb_build_array(g.id, g.purpose, g.number, g.fields, g.from_day, g.until_day, g.ended_at)
       order by g.number) from agency_agreement g where g.agency_id = a.id), '[]')::text,
    coalesce((select jsonb_agg(jsonb_build_array(o.since, o.purpose, o.withdrawn_at) order by o.since, o.id)
       from agency_objection o where o.person_id = p.id and (o.agency_id is null or o.agency_id = a.id)), '[]')::text,
    coalesce((select jsonb_agg(jsonb_build_array(v.id, v.purpose, v.since, v.until_day, v.ended_at) order by v.since, v.id)
       from agency_override v where v.person_id = p.id and v.agency_id = a.id), '[]')::text
  from person_person p join agency_agency a on (%(agency)s::uuid is not null and a.id = %(agency)s::uuid)
       or (%(agency)s::uuid is null and a.id in (select i.agency_id from agency_involved i where i.person_id = p.id))
 where p.id = %(person)s
 order by lower(a.name), a.id
"""


def standings(*, person_id: UUID, agency_id: UUID | None = None) -> dict[UUID, Standing]:
    """Return all that decides what may be told about a person, by agency: one, or all that ever were involved. One statement."""
    rows = planned(_STANDING, {"person": person_id, "agency": agency_id})
    return {row[0]: _standing(*row[1:]) for row in rows}


def hold_sharing(*, person_id: UUID) -> None:
    """
    Let nobody object, or end what is shared all the same, until this act is over: what is asked after it sees all that was said
    before. Others may tell at the same time. What is told holds this by itself (migration 0003). One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"told {person_id}"])


def may_share(*, person_id: UUID, agency_id: UUID, purpose: str, at: datetime) -> Allowed | Barred:
    """
    Say what may be told to an agency about a person for a purpose at a moment, or why nothing. One statement.

    Raises:
        NotVisible: where the viewer does not see the person or the agency. KeyError: for a purpose that is not on the list.
    """
    found = standings(person_id=person_id, agency_id=agency_id)
    if agency_id not in found:
        raise NotVisible
    return rules.may_share(found[agency_id], purpose=purpose, at=at)


def _standing(
    name: str, is_protected: bool, is_dead: bool, involved: str, agreements: str, objections: str, overrides: str
) -> Standing:
    return Standing(
        name,
        [
            Involvement(purpose, Basis(basis), date.fromisoformat(first), _day(last))
            for purpose, basis, first, last in orjson.loads(involved)
        ],
        [
            Agreement(
                UUID(key),
                purpose,
                number,
                frozenset(fields),
                date.fromisoformat(first),
                date.fromisoformat(last),
                _at(end),
            )
            for key, purpose, number, fields, first, last, end in orjson.loads(agreements)
        ],
        [
            Objection(datetime.fromisoformat(since), purpose, _at(end))
            for since, purpose, end in orjson.loads(objections)
        ],
        [
            Override(UUID(key), purpose, datetime.fromisoformat(since), date.fromisoformat(last), _at(end))
            for key, purpose, since, last, end in orjson.loads(overrides)
        ],
        is_protected,
        is_dead,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# Who works with a person


@dataclass(frozen=True, slots=True)
class Involved:
    """
    That an agency works with a person: for which purpose, on which basis and why, whom we reach there, how the person was told.

    `until_day` is its last day, None while it is open.
    """

    id: UUID
    agency_id: UUID
    name: str
    service: str
    contact_id: UUID | None
    contact: str
    purpose: str
    basis: str
    why: str
    from_day: date
    until_day: date | None
    ended_because: str
    told_by: str
    told_how: str
    untold_because: str
    version: int


_INVOLVED = """
select i.id, i.agency_id, a.name, a.service, i.contact_id, coalesce(c.name, ''), i.purpose, i.basis, i.why, i.from_day,
       i.until_day, i.ended_because, i.told_by, i.told_how, i.untold_because, i.version
  from agency_involved i join agency_agency a on a.id = i.agency_id left join agency_contact c on c.id = i.contact_id
 where i.person_id = any(%(people)s::uuid[])
   and (%(past)s or (i.from_day <= %(day)s and (i.until_day is null or i.until_day >= %(day)s)))
 order by lower(a.name), a.id, i.purpose, i.from_day desc, i.id
"""


def agencies_of(*, person_id: UUID, at: datetime, past: bool = False, merged: Collection[UUID] = ()) -> list[Involved]:
    """
    Return the agencies that work with a person on the day of a moment, by name and purpose; all that ever did with `past`, also
    under the records that were `merged` into this one.

    One row for each agency and purpose. One statement.
    """
    values = {"people": [person_id, *merged], "past": past, "day": local_day(at)}
    return [Involved(*row) for row in planned(_INVOLVED, values)]


# What doctor counts


# Of what was said and shared in one and the same moment nobody knows which was first: only what was said before counts, and
# of what a merge brought only from then on.
_VIOLATIONS = {
    "disclosure {0} about person {1} is beyond its agreement": (
        "select d.id, d.person_id from agency_disclosure d join agency_agreement g on g.id = d.agreement_id"
        " where not (d.fields <@ g.fields) or d.purpose <> g.purpose or d.agency_id <> g.agency_id"
        " or not (d.shared_at at time zone 'Europe/London')::date between g.from_day and g.until_day"
        " or g.ended_at < d.shared_at"
    ),
    "disclosure {0} about person {1} was made against what they said": (
        "select distinct d.id, d.person_id from agency_disclosure d join agency_objection o on o.person_id = d.person_id"
        "   and (o.agency_id is null or o.agency_id = d.agency_id) and o.purpose in ('', d.purpose)"
        "   and o.since < d.shared_at and (o.withdrawn_at is null or o.withdrawn_at > d.shared_at)"
        " where d.override_id is null and not exists (select 1 from act_history h where h.table_name = 'agency_objection'"
        "   and h.row_id = o.id and h.person_id <> d.person_id and h.recorded_to > d.shared_at)"
    ),
    "disclosure {0} about person {1} rests on an override that was over": (
        "select d.id, d.person_id from agency_disclosure d join agency_override v on v.id = d.override_id"
        " where v.until_day < (d.shared_at at time zone 'Europe/London')::date or v.since > d.shared_at"
        " or v.ended_at < d.shared_at or v.purpose <> d.purpose or v.agency_id <> d.agency_id"
    ),
    "agency involvement {0} of person {1} stands open though they have died": (
        "select i.id, i.person_id from agency_involved i join person_person p on p.id = i.person_id and p.is_dead"
        " where i.until_day is null and greatest(p.recorded_at, i.recorded_at) < %(before)s"
    ),
}
SLOW = timedelta(hours=1)
"""How long after a death doctor looks whether agencies are still at work: the job of every minute had an hour for it."""
_PROMISE = {"stands open though they have died": "P4"}


def violations(*, at: datetime) -> dict[str, list[str]]:
    """
    Return what was shared beyond an agreement, against an objection or under an override that was over (P10), and who has died
    and still has agencies at work (P4). Read with the role that sees everything.
    """
    found: dict[str, list[str]] = {"P10": [], "P4": []}
    values: dict[str, Any] = {"before": lived_until(at=at) - SLOW}
    for sentence, text in _VIOLATIONS.items():
        promise = next((promise for words, promise in _PROMISE.items() if sentence.endswith(words)), "P10")
        found[promise] += [sentence.format(*row) for row in _counted(text, values)]
    return found


def _counted(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
