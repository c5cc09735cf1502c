"""Whom Kith has already, by the names they have elsewhere; asked by an import as Kith's own account."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kith.person.rules import Identity, PartialDate
from kith.sharing.incoming import Known, PersonKey
from kith.sharing.references import NHS_NUMBER


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody we have: what tells them from another, where their record came from, and what was corrected here."""

    id: UUID
    identity: Identity
    source: tuple[str, str]
    version: str
    digest: str
    corrected: frozenset[str]
    is_protected: bool
    row: Mapping[str, Any]


_COLUMNS = (
    "id, family, given, known_as, sex, birth_date, birth_precision, nhs_number, is_dead, died_at, is_protected,"
    " practice_code, small_area, source_system, source_id, source_version, source_digest, corrected_fields"
)
_NAMES = tuple(name.strip() for name in _COLUMNS.split(","))


def people_by_keys(keys: Collection[PersonKey]) -> dict[PersonKey, list[KnownPerson]]:
    """Return the people known under each key, by record id, other identifier or NHS number. One statement."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"with k (kind, system, value) as (select * from unnest(%s::text[], %s::text[], %s::text[])),"  # noqa: S608
            " found as ("
            "  select k.kind, k.system, k.value, i.person_id from k join person_identifier i"
            "   on i.kind = k.kind and i.system = k.system and i.value = k.value"
            "  union select k.kind, k.system, k.value, p.id from k join person_person p on p.nhs_number = k.value"
            "   where k.kind = 'identifier' and k.system = %s)"
            f" select f.kind, f.system, f.value, {', '.join(f'p.{name}' for name in _NAMES)}"
            " from found f join person_person p on p.id = f.person_id",
            [*map(list, zip(*wanted, strict=True)), NHS_NUMBER],
        )
        found: dict[PersonKey, list[KnownPerson]] = defaultdict(list)
        for kind, system, value, *columns in cursor.fetchall():
            found[PersonKey(kind, system, value)].append(_person(dict(zip(_NAMES, columns, strict=True))))
    return found


def known_by(keys: frozenset[PersonKey]) -> dict[PersonKey, Known]:
    """Return who is meant by keys that a package itself does not explain; a key that names two people names nobody."""
    found = people_by_keys(keys)
    return {key: Known(people[0].id, people[0].is_protected) for key, people in found.items() if len(people) == 1}


def never_on_the_list(*, team_id: UUID, person_ids: Collection[UUID]) -> list[UUID]:
    """Return the living among these people who were never on the team's list. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id from person_person p where p.id = any(%s::uuid[]) and not p.is_dead and not exists"
            " (select 1 from caseload_listentry e where e.person_id = p.id and e.team_id = %s) order by p.family, p.given, p.id",
            [list(person_ids), team_id],
        )
        return [row[0] for row in cursor.fetchall()]


def named_lead_of(*, team_id: UUID, person_id: UUID) -> UUID | None:
    """Return the member who leads a person over time on a team, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select named_lead_id from caseload_listentry where team_id = %s and person_id = %s and state <> 'ended'",
            [team_id, person_id],
        )
        row = cursor.fetchone()
        return row[0] if row else None


def _person(row: dict[str, Any]) -> KnownPerson:
    born = PartialDate(row["birth_date"], row["birth_precision"]) if row["birth_date"] else None
    return KnownPerson(
        row["id"],
        Identity(family=row["family"], nhs_number=row["nhs_number"], born=born),
        (row["source_system"], row["source_id"]),
        row["source_version"],
        row["source_digest"],
        frozenset(row["corrected_fields"]),
        row["is_protected"],
        row,
    )
