"""Questions about messages: what somebody was told, and what the frame of every page says of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.message.rules import Told
from kith.person.rules import shown

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TeamName:
    """A team as the frame names it."""

    slug: str
    name: str


def around(*, team_ids: Collection[UUID]) -> tuple[list[TeamName], int]:
    """
    Return what stands around every page: the viewer's teams by name, and how many of their messages are unread.

    One statement for both, because every page asks it. Somebody without a team has no messages to see.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.slug, t.name, u.number from team_team t cross join ("
            "   select count(*) as number from message_message"
            "    where account_id = (select act_account()) and read_at is null) u"
            " where t.id = any(%s::uuid[]) order by t.name",
            [list(team_ids)],
        )
        rows = cursor.fetchall()
    return [TeamName(slug, name) for slug, name, _number in rows], rows[0][2] if rows else 0


def own(*, at: datetime) -> tuple[list[Told], int]:
    """
    Return what the viewer was told by a moment, unread first and newest first, at most 200, and how many there are in all.

    The name of whom a message is about is '' when the viewer may not open the record (any more). One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id, m.kind, m.thing_kind, m.thing_id, p.id, coalesce(p.given || ' ' || p.family, ''),"
            " m.recorded_at, m.read_at is not null, m.person_id is not null, count(*) over ()"
            " from message_message m left join person_person p on p.id = m.person_id"
            " where m.account_id = (select act_account()) and m.recorded_at <= %s"
            " order by m.read_at is not null, m.recorded_at desc, m.id limit %s",
            [at, MOST_SHOWN],
        )
        rows = cursor.fetchall()
    return [_told(row) for row in rows], rows[0][-1] if rows else 0


def _told(row: tuple[UUID, str, str, UUID, UUID | None, str, datetime, bool, bool, int]) -> Told:
    key, kind, thing_kind, thing_id, person_id, about, told_at, is_read, has_person, _number = row
    return Told(key, kind, thing_kind, thing_id, person_id, shown(about.strip()), told_at, is_read, bool(has_person))
