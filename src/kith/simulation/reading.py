"""What the simulation reads before it acts; a made-up team sees its own world like everybody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """A contact that waits for its result."""

    id: UUID
    member_id: UUID | None
    window_to: datetime
    version: int


def planned_until(*, team_id: UUID, until: datetime) -> list[PlannedContact]:
    """Return a team's planned contacts whose window begins before a moment, earliest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, member_id, window_to, version from contact_contact"
            " where team_id = %s and state = 'planned' and window_from < %s order by window_to, id",
            [team_id, until],
        )
        return [PlannedContact(*row) for row in cursor.fetchall()]


def next_contacts(*, team_id: UUID, at: datetime) -> dict[UUID, datetime | None]:
    """Return everybody on a team's list who has no contact planned, with when they were last seen. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.person_id, max(c.happened_at) filter (where c.state = 'made') from caseload_listentry e"
            " left join contact_contact c on c.person_id = e.person_id and c.team_id = e.team_id"
            " where e.team_id = %s and e.state = 'active' group by e.person_id"
            " having count(*) filter (where c.state = 'planned') = 0",
            [team_id],
        )
        return dict(cursor.fetchall())
