"""
Questions about people who may be recorded twice. Row-level security shows only whom the viewer reaches; nobody protected.

A hidden record is never told of here: `person.queries.is_known` says of a number that there is one, and nothing else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from kith.person.likeness_rules import Described, Likeness, days_like, likeness, numbers_like
from kith.person.queries import PersonName
from kith.person.rules import PartialDate

MOST_READ = 400
"""Records compared with somebody to be added: those of like number, birth date or name, by name; far more than any day has."""
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class MayBe:
    """Somebody reached who may be the one asked about, how alike they are, and how exactly their birth date is known."""

    person: PersonName
    birth_precision: str
    likeness: Likeness


def may_be(*, who: Described) -> list[MayBe]:
    """Return up to five reached people who may be this one, most alike first. One statement, by index."""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, _asked(who))
        rows = cursor.fetchall()
    found = [MayBe(_name(row), row[6], likeness(who, _described(row))) for row in rows]
    found = [one for one in found if one.likeness.level]
    return sorted(found, key=lambda one: (-one.likeness.points, one.person.full, one.person.id))[:MOST_TOLD]


def described(*, person_ids: Collection[UUID]) -> dict[UUID, Described]:
    """
    Return what is known of people, for comparing, with their postcodes; by name and id.

    Whom the viewer does not reach and who is protected is left out. One statement, whatever their number.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIBED, [list(person_ids)])
        return {row[0]: _described(row, row[9]) for row in cursor.fetchall()}


def _asked(who: Described) -> dict[str, Any]:
    born = who.born
    near: list[date] = []
    if born:
        first = born.first
        near = [*days_like(first), first.replace(day=1), first.replace(month=1, day=1)]
    return {
        "numbers": numbers_like(who.nhs_number) if who.nhs_number else [],
        "days": near,
        "first": born.first if born and born.precision != "day" else None,
        "last": born.last if born and born.precision != "day" else None,
        "names": sorted({name.casefold() for name in (who.given, who.family, who.known_as) if name}),
        "name": f"{who.given} {who.family}".casefold(),
        "most": MOST_READ,
    }


def _name(row: tuple[Any, ...]) -> PersonName:
    key, family, given, known_as, number, born, _precision, is_dead, is_protected = row[:9]
    return PersonName(key, family, given, known_as, born, number, is_dead, is_protected)


def _described(row: tuple[Any, ...], postcodes: Collection[str] = ()) -> Described:
    _key, family, given, known_as, number, born, precision = row[:7]
    partial = PartialDate(born, precision) if born else None
    return Described(given, family, known_as, number, partial, frozenset(postcodes))


_COLUMNS = (
    "p.id, p.family, p.given, p.known_as, p.nhs_number, p.birth_date, p.birth_precision, p.is_dead, p.is_protected"
)
_CANDIDATES = f"""
select {_COLUMNS} from person_person p
 where not p.is_protected and p.id = any(array(select person_candidates(
       %(numbers)s::text[], %(days)s::date[], %(first)s::date, %(last)s::date, %(names)s::text[])))
 order by p.nhs_number = any(%(numbers)s) desc nulls last, similarity(lower(p.given || ' ' || p.family), %(name)s) desc, p.id
 limit %(most)s
"""  # noqa: S608  (our own columns)
_DESCRIBED = f"""
select {_COLUMNS}, coalesce((select array_agg(distinct d.postcode) from person_contactdetail d
        where d.person_id = p.id and d.postcode <> ''), '{{}}')
  from person_person p where p.id = any(%s::uuid[]) and not p.is_protected
 order by lower(p.family), lower(p.given), p.id
"""  # noqa: S608  (our own columns)
