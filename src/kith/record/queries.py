"""Questions about dated facts. Row-level security shows those of people whom the viewer reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact we hold from elsewhere, as far as an import must know it."""

    id: UUID
    person_id: UUID
    version: str
    digest: str
    is_corrected: bool
    recorded_at: datetime


Place = tuple[str, str, str]
"""Source system, resource type, id there."""


def known_facts(*, places: Sequence[Place]) -> dict[tuple[str, str, str, int], KnownFact]:
    """Return the facts that came from these places, by place and part. One statement; none for no places."""
    if not places:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select f.source_system, f.source_type, f.source_id, f.source_part,"
            " f.id, f.person_id, f.source_version, f.source_digest, f.is_corrected, f.recorded_at"
            " from record_fact f join unnest(%s::text[], %s::text[], %s::text[]) p (system, type, id)"
            " on f.source_system = p.system and f.source_type = p.type and f.source_id = p.id",
            list(map(list, zip(*places, strict=True))),
        )
        return {(row[0], row[1], row[2], row[3]): KnownFact(*row[4:]) for row in cursor.fetchall()}


def allergies(*, person_id: UUID) -> list[str]:
    """Return the allergies that still hold, by name; restricted ones and those marked as errors are left out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct label from record_fact where person_id = %s and kind = 'allergy' and not is_in_error"
            " and confidentiality = 'normal' and status not in ('refuted', 'resolved', 'inactive') and source_part = 0"
            " order by label",
            [person_id],
        )
        return [label for (label,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Usual:
    """
    A NEWS2 score that somebody said is usual for a person: from when, until which moment (None: until another), and why.

    `by` and `role` are who decided it, `proposed_by` whose proposal it was; '' where the viewer does not see them, or for none.
    `holds`: it is the latest, and not over.
    """

    id: UUID
    score: int
    from_at: datetime
    until: datetime | None
    why: str
    by: str
    role: str
    proposed_by: str
    holds: bool


_USUAL = """
select f.id, f.number::int, f.starts_at, f.ends_at, coalesce(f.detail ->> 'why', ''), coalesce(a.name, ''), coalesce(e.role, ''),
       coalesce(p.name, ''),
       row_number() over (order by f.starts_at desc, f.id desc) = 1 and (f.ends_at is null or f.ends_at > act_moment())
  from record_fact f
  left join trail_entry e on e.id = f.act_id
  left join access_account a on a.id = e.account_id
  left join access_account p on p.id = (e.detail ->> 'proposed_by')::uuid
 where f.person_id = %s and f.kind = 'observation' and f.source_type = 'usual' and f.source_system = 'kith'
   and not f.is_in_error
 order by f.starts_at desc, f.id desc limit %s
"""
USUALS_SHOWN = 50


def usuals(*, person_id: UUID, at_most: int = USUALS_SHOWN) -> list[Usual]:
    """Return what was said to be usual for somebody, latest first: only the latest can hold. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_USUAL, [person_id, at_most])
        return [Usual(*row) for row in cursor.fetchall()]


def usual_now(*, person_id: UUID) -> Usual | None:
    """Return the score that is usual for somebody now; None where nobody has said, or it is over. One statement."""
    found = usuals(person_id=person_id, at_most=1)
    return found[0] if found and found[0].holds else None


def usual_score(*, person_id: UUID) -> str:
    """Return the NEWS2 score that is usual for somebody now, as text; '' where nobody has said, or it is over. One statement."""
    found = usual_now(person_id=person_id)
    return str(found.score) if found else ""


@dataclass(frozen=True, slots=True)
class OwnFact:
    """One thing observed here: the source's id, the table and input, what was entered, the usual score then, both moments."""

    source_id: UUID
    person_id: UUID
    table: str
    name: str
    entered: str
    usual: str
    true_at: datetime
    noted_at: datetime
    is_restricted: bool


_OWN = (
    "select source_id::uuid, person_id, category, detail ->> 'input', detail ->> 'entered', coalesce(detail ->> 'usual', ''),"
    " starts_at, noted_at, confidentiality <> 'normal' from record_fact where source_system = 'kith' and source_type <> 'usual'"
    " and not is_in_error"
)


def own_facts(*, source_id: UUID | None = None, noted_since: datetime | None = None) -> list[OwnFact]:
    """
    Return what was observed here, of one source or of all, noted since a moment or ever, by source, table and input.

    One statement.
    """
    condition = ""
    values: list[str | datetime] = []
    if source_id:
        condition, values = " and source_id = %s", [str(source_id)]
    if noted_since:
        condition, values = f"{condition} and noted_at >= %s", [*values, noted_since]
    with connection.cursor() as cursor:
        cursor.execute(_OWN + condition + " order by source_id, category, source_part", values)
        return [OwnFact(*row) for row in cursor.fetchall()]


def sight_of_person(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return a person whom the actor may see, as their team knows them. Raises NotVisible. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from access_personkey p join access_teamkey t on t.id = %s where p.id = %s", [team_id, person_id]
        )
        if cursor.fetchone() is None:
            raise NotVisible
    return Thing("person", person_id, team_id, person_id)
