"""
Holding a member still, taking them off the rota, and taking back the absence of a leave that is given up: for the upper
operation that answers for their hands.
"""

from datetime import date
from uuid import UUID

from django.db import connection

from kith.act import Act
from kith.team.models import Absence


def hold_still(*, act: Act, member_id: UUID) -> None:
    """
    Let nobody give this member work, and nobody else leave their team, until the transaction ends. One statement.

    What was given before is seen by every question asked after this; what is given later is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "with alone as materialized (select pg_advisory_xact_lock(hashtextextended(team_id::text, 0)) from team_member"
            " where id = %s) select m.id from team_member m, alone where m.id = %s for no key update of m",
            [member_id, member_id],
        )


def take_back_absence(*, act: Act, member_id: UUID, recorded_by: UUID) -> int:
    """Take back the absence that one act recorded of a member; return how many, 0 when it was taken back already."""
    return Absence.objects.filter(member_id=member_id, act_id=recorded_by, withdrawn_at=None).update(
        withdrawn_at=act.at, act_id=act.id
    )


def take_off_the_rota(*, act: Act, team_id: UUID, member_id: UUID, since: date) -> list[date]:
    """
    Take a member off every day of the rota from `since` on; return the days on which they had the duty or were second.

    The second takes the duty, and another member of that day's shift, by name, becomes second; where there is none the day is
    not published any more and the on-call cover answers until somebody is found. Inside an operation; two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from team_shift where team_id = %s and member_id = %s and day >= %s", [team_id, member_id, since]
        )
        cursor.execute(
            "update team_rotaday r set duty_lead_id = n.duty, second_id = n.second, act_id = %(act)s,"
            "   published_at = case when n.duty is null or n.second is null then null else r.published_at end"
            " from (select d.id, case when d.duty_lead_id = %(member)s then d.second_id else d.duty_lead_id end as duty,"
            "         (select s.member_id from team_shift s join team_member m on m.id = s.member_id"
            "            join access_account a on a.id = m.account_id"
            "           where s.team_id = d.team_id and s.day = d.day"
            "             and s.member_id not in (%(member)s, coalesce(case when d.duty_lead_id = %(member)s then d.second_id"
            "               else d.duty_lead_id end, %(member)s)) and team_not_there(s.member_id, d.day) is null"
            "           order by a.name, s.member_id limit 1) as second"
            "       from team_rotaday d where d.team_id = %(team)s and d.day >= %(since)s"
            "        and %(member)s in (d.duty_lead_id, d.second_id)) n where n.id = r.id returning r.day",
            {"act": act.id, "member": member_id, "team": team_id, "since": since},
        )
        return sorted(day for (day,) in cursor.fetchall())
