"""Planned contacts that are called off together and can be planned again: for the upper operation that knows why."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from kith.act import Act
from kith.message.parts import Tell


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A contact that was planned, and the version it has since it was called off."""

    id: UUID
    version: int


def call_off(*, act: Act, team_id: UUID, person_id: UUID, reason: str) -> list[CalledOff]:
    """Cancel what a team has planned with a person, for a reason; who was to make it is told. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_contact c set state = 'cancelled', happened_at = %s, reason = %s, version = c.version + 1,"
            " act_id = %s where c.team_id = %s and c.person_id = %s and c.state = 'planned'"
            " returning c.id, c.version, (select m.account_id from team_member m where m.id = c.member_id)",
            [act.at, reason, act.id, team_id, person_id],
        )
        rows = sorted(cursor.fetchall())
    for contact_id, _version, account_id in rows:
        if account_id:
            act.add("message", Tell(team_id, account_id, "contact called off", "contact", contact_id, person_id))
    return [CalledOff(*row[:2]) for row in rows]


def plan_again(*, act: Act, team_id: UUID, called_off: Sequence[CalledOff]) -> list[UUID]:
    """Plan again what was called off, as it was; return which were, without those changed meanwhile. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_contact c set state = 'planned', happened_at = null, reason = '', version = c.version + 1,"
            " act_id = %s from unnest(%s::uuid[], %s::int[]) o (id, version)"
            " where c.id = o.id and c.version = o.version and c.team_id = %s and c.state = 'cancelled' returning c.id",
            [act.id, [one.id for one in called_off], [one.version for one in called_off], team_id],
        )
        return sorted(key for (key,) in cursor.fetchall())
