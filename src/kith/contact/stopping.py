"""Planned contacts and series called off together, that can go on again: for the upper operation that knows why."""

from uuid import UUID

from django.db import connection

from kith.act import Act
from kith.message.parts import Tell


def call_off(*, act: Act, team_id: UUID, person_id: UUID, reason: str) -> list[UUID]:
    """
    Cancel what a team has planned with a person, paused too, and end the series, for a reason; who was to make it is told.

    Return the contacts. Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_contact c set state = 'cancelled', happened_at = %s, reason = %s, away_id = null,"
            " why_missed = 'called off', version = c.version + 1, act_id = %s where c.team_id = %s and c.person_id = %s"
            " and c.state in ('planned', 'paused')"
            " returning c.id, (select m.account_id from team_member m where m.id = c.member_id)",
            [act.at, reason, act.id, team_id, person_id],
        )
        rows = sorted(cursor.fetchall())
        cursor.execute(
            "update contact_series s set state = 'ended', ended_at = %s, ended_because = %s, version = s.version + 1, act_id = %s"
            " where s.team_id = %s and s.person_id = %s and s.state = 'running'",
            [act.at, reason, act.id, team_id, person_id],
        )
    for contact_id, account_id in rows:
        if account_id:
            act.add("message", Tell(team_id, account_id, "contact called off", "contact", contact_id, person_id))
    return [contact_id for contact_id, _account in rows]


def plan_again(*, act: Act, team_id: UUID, called_off_by: UUID, duty_id: UUID | None = None) -> list[UUID]:
    """
    Plan again what one act called off, and let its series run, as they were; return which contacts were, without those
    changed since. Two statements.

    What was paused is planned, and paused again within a minute where they are still away. What somebody was to make who is not
    on the team any more is with `duty_id`, whoever takes the duty.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_contact c set state = 'planned', happened_at = null, reason = h.image ->> 'reason', why_missed = '',"
            " member_id = case when c.member_id is null or exists (select 1 from team_member m where m.id = c.member_id"
            "   and m.during @> act_moment()) then c.member_id else coalesce(%s, c.member_id) end,"
            " version = c.version + 1, act_id = %s from act_history h where h.table_name = 'contact_contact'"
            " and h.row_id = c.id and h.ended_by_act_id = %s and c.act_id = %s and c.team_id = %s"
            " and c.state = 'cancelled' and h.image ->> 'state' in ('planned', 'paused') returning c.id",
            [duty_id, act.id, called_off_by, called_off_by, team_id],
        )
        again = sorted(key for (key,) in cursor.fetchall())
        cursor.execute(
            "update contact_series s set state = 'running', ended_at = null, ended_because = '',"
            " member_id = case when s.member_id is null or exists (select 1 from team_member m where m.id = s.member_id"
            "   and m.during @> act_moment()) then s.member_id else coalesce(%s, s.member_id) end,"
            " version = s.version + 1, act_id = %s from act_history h where h.table_name = 'contact_series'"
            " and h.row_id = s.id and h.ended_by_act_id = %s and s.act_id = %s and s.team_id = %s and s.state = 'ended'"
            " and h.image ->> 'state' = 'running'",
            [duty_id, act.id, called_off_by, called_off_by, team_id],
        )
    return again
