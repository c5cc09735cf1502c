"""What sheets ask about the people of a team by the names that stand in cells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Membership:
    """A membership as sheets compare it; `until` None: open."""

    id: UUID
    tier: str
    sessions: float
    until: datetime | None


def members_by_username(*, team_id: UUID, at: datetime) -> dict[str, UUID]:
    """Return the members of a team at a moment by username in small letters; the on-call cover is none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select lower(a.username), m.id from team_member m join access_account a on a.id = m.account_id"
            " where m.team_id = %s and m.during @> %s and m.role <> 'on-call' and (a.ended_at is null or a.ended_at > %s)"
            " order by a.username, lower(m.during)",
            [team_id, at, at],
        )
        return dict(cursor.fetchall())


def membership_in_role(*, team_id: UUID, account_id: UUID, role: str, since: datetime) -> Membership | None:
    """Return the first membership of an account in a role that lasts beyond a moment, None without one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, tier, sessions, upper(during) from team_member where team_id = %s and account_id = %s and role = %s"
            " and (upper_inf(during) or upper(during) > %s) order by lower(during) limit 1",
            [team_id, account_id, role, since],
        )
        row = cursor.fetchone()
    return Membership(row[0], row[1], float(row[2]), row[3]) if row else None


def has_namesake(*, name: str) -> bool:
    """Say whether an open account of somebody has this name, letter case ignored. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from access_account where kind = 'person' and ended_at is null and lower(name) = lower(%s))",
            [name],
        )
        return bool(cursor.fetchone()[0])
