"""Leads who go: for the upper operation that empties their hands. Until somebody accepts, the duty lead answers (P2)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from kith.act import Act


def lead_no_more(*, act: Act, team_id: UUID, entry_ids: Sequence[UUID], member_id: UUID) -> list[UUID]:
    """Leave entries without the member as named lead or deputy; a deputy stays one. Return whose they are. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update caseload_listentry e set named_lead_id = nullif(e.named_lead_id, %(member)s),"
            "   deputy_id = nullif(e.deputy_id, %(member)s), version = e.version + 1, act_id = %(act)s"
            " where e.id = any(%(entries)s::uuid[]) and e.team_id = %(team)s and e.state <> 'ended'"
            "   and %(member)s in (e.named_lead_id, e.deputy_id) returning e.person_id",
            {"member": member_id, "act": act.id, "entries": list(entry_ids), "team": team_id},
        )
        people = sorted(person for (person,) in cursor.fetchall())
    act.concerns(*people)
    return people


def pass_overrides(
    *,
    act: Act,
    team_id: UUID,
    member_id: UUID,
    first: date,
    last: date | None,
    to_id: UUID,
    reason: str,
    person_id: UUID | None = None,
) -> int:
    """
    Let another member lead on the days on which this one was to lead for a day; return how many. One statement.

    With a person, only theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update caseload_override set member_id = %s, reason = %s, act_id = %s"
            " where team_id = %s and member_id = %s and day >= %s and (%s::date is null or day <= %s)"
            " and (%s::uuid is null or person_id = %s)",
            [to_id, reason, act.id, team_id, member_id, first, last, last, person_id, person_id],
        )
        return int(cursor.rowcount)
