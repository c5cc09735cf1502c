"""Whom weekly meetings put to the huddle: on the agenda of the next one, whenever it begins."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.database.planned import planned
from kith.huddle.rules import Added
from kith.place.rules import date_words


def put_here(team_id: UUID, at: datetime) -> list[Added]:
    """
    Return whom weekly meetings put to the next huddle of a team, the earliest first, each once: for the seam of the huddle.

    Whoever stands in a huddle that was written in since has been spoken of. Of a record that was merged, the one that is kept.
    One statement.
    """
    found: dict[UUID, date] = {}
    for person_id, day in planned(_PUT, {"team": team_id}):
        found.setdefault(person_id, day)
    return [Added(key, words=_from(day)) for key, day in found.items()]


def _from(day: date) -> str:
    return _("from the weekly meeting of %(day)s") % {"day": date_words(day)}


_PUT = """
select coalesce(g.kept_id, c.person_id), m.day
  from mdt_case c join mdt_meeting m on m.id = c.meeting_id
  left join handover_merge g on g.other_id = c.person_id and g.undone_at is null
 where c.team_id = %(team)s and c.person_id is not null and c.outcome = 'to huddle'
   and not exists (select 1 from huddle_item i where i.team_id = c.team_id and i.person_id = coalesce(g.kept_id, c.person_id)
                    and i.recorded_at >= c.settled_at)
 order by c.settled_at, c.position, c.id
"""
