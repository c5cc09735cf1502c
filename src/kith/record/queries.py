"""Questions about dated facts. Row-level security shows those of people whom the viewer reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


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
