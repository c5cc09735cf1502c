"""
What the trail is asked to write: one entry an act (as a piece of the wrapper's last statement), one row a look, one row a refusal.

Plain values come in, because the trail stands below everything that it describes.
"""

import json
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.trail.rules import LookKind

_ENTRY_COLUMNS = (
    "id, happened_at, account_id, role, purpose, channel, command, outcome, reason,"
    " team_id, person_ids, thing_kind, thing_id, key, detail"
)
_ENTRY_VALUES = "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s::jsonb"


def entry(
    *,
    entry_id: UUID,
    happened_at: datetime,
    account_id: UUID,
    role: str,
    purpose: str,
    channel: str,
    command: str,
    reason: str = "",
    team_id: UUID | None = None,
    person_ids: Collection[UUID] = (),
    thing_kind: str = "",
    thing_id: UUID | None = None,
    key: str = "",
    detail: dict[str, Any] | None = None,
) -> tuple[str, Sequence[Any]]:
    """Return the statement and its parameters that put one act on the trail; refused when there is a reason."""
    values = [
        entry_id,
        happened_at,
        account_id,
        role,
        purpose,
        channel,
        command,
        "refused" if reason else "done",
        reason,
        team_id,
        sorted(person_ids),
        thing_kind,
        thing_id,
        key,
        json.dumps(detail or {}, default=str),
    ]
    return f"insert into trail_entry ({_ENTRY_COLUMNS}) values ({_ENTRY_VALUES}) returning 1", values  # noqa: S608  (our own names)


def write_entry(**values: Any) -> None:
    """Put one act on the trail by itself: for refusals, whose own transaction has been rolled back. Takes what `entry` takes."""
    statement, parameters = entry(**values)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def write_look(
    *,
    happened_at: datetime,
    account_id: UUID,
    role: str,
    purpose: str,
    kind: LookKind,
    route: str,
    person_ids: Collection[UUID],
    team_id: UUID | None = None,
    restricted_ids: Collection[UUID] = (),
) -> None:
    """
    Record one answer that shows people, before it is sent. One row, however many people. Nobody shown: no row.

    `restricted_ids` are the restricted matters that it showed.
    """
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into trail_look (id, happened_at, account_id, role, purpose, kind, route, team_id, person_ids, restricted_ids)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::uuid[])",
            [
                uuid.uuid4(),
                happened_at,
                account_id,
                role,
                purpose,
                kind,
                route,
                team_id,
                sorted(person_ids),
                sorted(restricted_ids),
            ],
        )


def link_looks(*, at_most: int = 10_000) -> int:
    """Make the list of looks of each person from the looks not yet linked; return how many looks were linked. For a job."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_link_looks(%s)", [at_most])
        return int(cursor.fetchone()[0])


def make_months(*, first: datetime, number_of_months: int) -> int:
    """Make the partitions of the looks for the months from `first` on; return how many were missing. For a job."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_make_months(%s, %s)", [first.date(), number_of_months])
        return int(cursor.fetchone()[0])
