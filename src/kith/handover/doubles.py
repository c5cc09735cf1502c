"""Who on a team's list may be recorded twice: worked out when it is asked, from the people whom the viewer's teams reach."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from kith.person.doubles import described
from kith.person.likeness_rules import Pair, pairs

MOST_PAIRS = 100


def doubles_of_team(
    *, team_id: UUID, team_ids: Collection[UUID], among: Collection[UUID] | None = None
) -> list[Pair[UUID]]:
    """
    Return the pairs of people who may be one, most alike first: one of them on this team's list, the other in reach.

    Nobody protected, and no record that was merged away. `among` asks for pairs with one of these people. Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.person_id, bool_or(e.id is not null) from access_reach r"
            " left join caseload_listentry e on e.person_id = r.person_id and e.team_id = %s and e.state <> 'ended'"
            " where r.team_id = any(%s::uuid[]) and r.during @> act_moment() and not exists (select 1"
            "  from handover_merge m where m.other_id = r.person_id and m.undone_at is null) group by r.person_id",
            [team_id, list(team_ids)],
        )
        listed = dict(cursor.fetchall())
    known = described(person_ids=listed)
    wanted = {key for key in known if listed[key]}
    return pairs(known, among=wanted if among is None else wanted & set(among))
