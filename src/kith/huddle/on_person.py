"""What the huddle adds to a person's page: the note of each open escalation, and the way onto today's agenda."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kith.board.seams import Addition, Raised, Way
from kith.person.rules import shown
from kith.place.rules import local_day
from kith.web.words import moment


def on_person(person_id: UUID, team_ids: Collection[UUID], at: datetime) -> Addition:
    """
    Return what is to be told of a person. One statement.

    Only the huddle that runs today takes people; one left open on an earlier day is closed first.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERSON, {"person": person_id, "teams": list(team_ids), "day": local_day(at)})
        rows = cursor.fetchall()
    raised = {row[1]: _raised(*row[2:8], at=at) for row in rows if row[0] == "raised"}
    huddles = [row for row in rows if row[0] == "huddle"]
    return Addition(raised, [_way(person_id, row[1], *row[8:], of_many=len(huddles) > 1) for row in huddles])


def _raised(by: str, who: str, how: str, told_at: datetime | None, said: str, comment: str, *, at: datetime) -> Raised:
    told = ""
    if told_at:
        words = {"who": shown(who), "how": how, "moment": moment(told_at, at), "said": shown(said)}
        told = _("Told: %(who)s, %(how)s, %(moment)s: “%(said)s”.") % words
    return Raised(by, told, shown(comment))


def _way(person_id: UUID, item_id: UUID | None, slug: str, team: str, *, of_many: bool) -> Way:
    words = _("On the agenda of today’s huddle") if item_id else _("Put on today’s huddle")
    if item_id:
        address = reverse("huddle-item", kwargs={"team": slug, "item_id": item_id})
    else:
        asked = urlencode({"person": str(person_id), "back": "person"})
        address = f"{reverse('huddle-add', kwargs={'team': slug})}?{asked}"
    return Way(f"{words}: {team}" if of_many else words, address)


_OF_PERSON = """
select 'raised', r.action_id, coalesce(a.name, ''), r.told_who, r.told_how, r.told_at, r.said, coalesce(c.text, ''), '', ''
  from huddle_raised r
  join action_action w on w.id = r.action_id and w.state in ('open', 'held')
  left join team_member m on m.id = r.raised_by_id
  left join access_account a on a.id = m.account_id
  left join lateral (select text from action_step where action_id = w.id and kind = 'comment'
                      order by event_at desc, id limit 1) c on true
 where r.person_id = %(person)s
union all
select 'huddle', i.id, '', '', '', null, '', '', t.slug, t.name
  from huddle_huddle h
  join team_team t on t.id = h.team_id
  join caseload_listentry e on e.team_id = h.team_id and e.person_id = %(person)s and e.state <> 'ended'
  left join huddle_item i on i.huddle_id = h.id and i.person_id = %(person)s
 where h.team_id = any(%(teams)s::uuid[]) and h.day = %(day)s and h.closed_at is null
 order by 10
"""
