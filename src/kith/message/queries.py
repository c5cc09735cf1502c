"""Questions about messages: what somebody was told. How many are unread stands around every page (`board.around`)."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.message import mail_queries
from kith.message.rules import Told
from kith.person.rules import shown

MOST_SHOWN = 200


def own(*, at: datetime) -> tuple[list[Told], int]:
    """
    Return what the viewer was told by a moment, unread first and newest first, at most 200, and how many there are in all.

    The name of whom a message is about is '' when the viewer may not open the record (any more). One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id, m.kind, m.thing_kind, m.thing_id, p.id, coalesce(p.given || ' ' || p.family, ''),"
            " coalesce(m.told_at, m.recorded_at), m.read_at is not null, m.person_id is not null, count(*) over ()"
            " from message_message m left join person_person p on p.id = m.person_id"
            " where m.account_id = (select act_account()) and m.recorded_at <= %s"
            " order by m.read_at is not null, coalesce(m.told_at, m.recorded_at) desc, m.id limit %s",
            [at, MOST_SHOWN],
        )
        rows = cursor.fetchall()
    return [_told(row) for row in rows], rows[0][-1] if rows else 0


def _told(row: tuple[UUID, str, str, UUID, UUID | None, str, datetime, bool, bool, int]) -> Told:
    key, kind, thing_kind, thing_id, person_id, about, told_at, is_read, has_person, _number = row
    return Told(key, kind, thing_kind, thing_id, person_id, shown(about.strip()), told_at, is_read, bool(has_person))


_VIOLATIONS = mail_queries.VIOLATIONS
violations = mail_queries.violations
