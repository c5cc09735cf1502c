"""Work that waits for a weekly meeting: what huddles put to it, and pages that are to be made ready."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kith.database.planned import planned


def put_to_meetings(*, team_id: UUID, person_ids: Collection[UUID]) -> list[UUID]:
    """Return the open work by which huddles put these people to the weekly meeting of a team. One statement."""
    rows = planned(
        "select id from action_action where team_id = %s and person_id = any(%s::uuid[]) and kind = 'weekly-meeting'"
        " and state in ('open', 'held') order by id",
        [team_id, list(person_ids)],
    )
    return [key for (key,) in rows]


def due_elsewhere(*, team_id: UUID, begins_at: datetime) -> list[UUID]:
    """Return the open work put to the weekly meeting of a team that is due at another moment than it begins. One statement."""
    rows = planned(
        "select id from action_action where team_id = %s and kind = 'weekly-meeting' and state = 'open' and due_at <> %s"
        " order by id",
        [team_id, begins_at],
    )
    return [key for (key,) in rows]


def open_preparing(*, meeting_id: UUID, case_id: UUID | None = None) -> list[UUID]:
    """Return the open work of making pages ready for a meeting, or for one of its cases. One statement."""
    rows = planned(
        "select a.id from preparation_case c join action_action a on a.id = c.action_id and a.state in ('open', 'held')"
        " where c.meeting_id = %s and (%s::uuid is null or c.id = %s::uuid) order by a.id",
        [meeting_id, case_id, case_id],
    )
    return [key for (key,) in rows]
