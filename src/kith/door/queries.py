"""Questions about links: who holds one, how those of some things stand, and what doctor counts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.door.rules import Held, State

_COLUMNS = (
    "id, team_id, person_id, account_id, contact_id, contact_name, asked_by_id, for_what, for_id, valid_until, needs_code,"
    " first_opened_at, answered_at, ended_at"
)


def held(*, link_id: UUID) -> Held | None:
    """Return a link to whoever brought its token, before there is any context; None when there is none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {_COLUMNS} from door_held(%s)", [link_id])  # noqa: S608  (our own columns)
        row = cursor.fetchone()
    return Held(*row) if row else None


def sight_of_link(link_id: UUID) -> Thing:
    """
    Load a link for an operation, locked: two tries of one link wait for each other. Raises NotVisible. One statement.

    A lock that lets others still refer to the link. Whoever locks it with what it was made for locks the link first.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select {_COLUMNS} from door_link where id = %s for no key update", [link_id])  # noqa: S608  (our own columns)
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    found = Held(*row)
    return Thing("link", found.id, found.team_id, found.person_id, {"held": found})


def state_of(*, for_what: str, for_ids: Collection[UUID]) -> dict[UUID, State]:
    """Return how the newest link of each of these things stands; things without one are left out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (for_id) for_id, id, valid_until, needs_code, first_opened_at, answered_at, ended_at, ended_because"
            " from door_link where for_what = %s and for_id = any(%s::uuid[])"
            " order by for_id, ended_at is not null, issued_at desc, id",
            [for_what, list(for_ids)],
        )
        return {row[0]: State(*row[1:]) for row in cursor.fetchall()}


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promise P10: a link that opened or was answered after its time or end, or that lasts over 14 days.

    Run by doctor with the role that sees everything.
    """
    found = []
    for sentence, sql in _VIOLATIONS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} order by id")
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return {"P10": found}


_VIOLATIONS: Mapping[str, str] = {
    "link {0} was opened after its time": (
        "select id from door_link where first_opened_at >= valid_until or first_opened_at > ended_at"
    ),
    "link {0} was answered after its end": (
        "select id from door_link where answered_at >= valid_until or answered_at > ended_at"
    ),
    "link {0} opens for more than 14 days": (
        "select id from door_link where valid_until > issued_at + interval '14 days'"
    ),
    "link {0} was answered by somebody who never opened it": (
        "select id from door_link where answered_at is not null and first_opened_at is null"
    ),
}
