"""What the operations on summaries and requests are made on, as the actor may see it."""

from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.alignment.queries import request
from kith.database.planned import planned

_LINK_LOCKED = "select id from door_link where for_what = 'alignment' and for_id = %s order by id for no key update"


def sight_of_request(*, request_id: UUID) -> Thing:
    """
    Return a request, locked: two who answer wait for each other. Raises NotVisible. Three statements.

    Its link is locked first, as by whoever comes by it: in one order nobody waits for somebody who waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINK_LOCKED, [request_id])
    if not planned("select id from alignment_request where id = %s for update", [request_id]):
        raise NotVisible
    row = request(request_id=request_id)
    return Thing("partner request", request_id, row.team_id, row.person_id, {"request": row})


def sight_of_person(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return a person as their team knows them. Raises NotVisible. One statement."""
    found = planned(
        "select t.name, p.is_dead from team_team t join person_person p on p.id = %s where t.id = %s",
        [person_id, team_id],
    )
    if not found:
        raise NotVisible
    return Thing("person", person_id, team_id, person_id, {"team": found[0][0], "is_dead": found[0][1]})
