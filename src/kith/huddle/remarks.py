"""Questions about remarks: what members put beside the items of a huddle for whoever leads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.huddle.queries import huddle


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark. `by_id` is a member; `shown_at` is None while it is for whoever leads alone."""

    id: UUID
    huddle_id: UUID
    item_id: UUID
    person_id: UUID
    text: str
    by_id: UUID
    said_at: datetime
    shown_at: datetime | None


_REMARK = "id, huddle_id, item_id, person_id, text, by_id, said_at, shown_at"


def remarks_in(*, huddle_id: UUID) -> list[RemarkRow]:
    """Return the remarks of a huddle that the viewer sees, in the order in which they were made. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_REMARK} from huddle_remark where huddle_id = %s order by said_at, id",  # noqa: S608  (our own names)
            [huddle_id],
        )
        return [RemarkRow(*row) for row in cursor.fetchall()]


def sight_of_remark(*, remark_id: UUID) -> Thing:
    """Return a remark with its huddle as the actor may see them. Raises NotVisible. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {_REMARK} from huddle_remark where id = %s", [remark_id])  # noqa: S608  (our own names)
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    remark = RemarkRow(*row)
    found = huddle(huddle_id=remark.huddle_id)
    return Thing("remark", remark.id, found.team_id, remark.person_id, {"huddle": found, "remark": remark})
