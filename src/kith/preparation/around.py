"""What a meeting to come adds to a person's page and to a member's own day."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.board.seams import Addition, Way
from kith.board.team_day import TeamDay
from kith.database.planned import planned
from kith.place.rules import date_words, local_day
from kith.preparation.queries import begins_next


def on_person(person_id: UUID, team_ids: Collection[UUID], at: datetime) -> Addition:
    """Return the way from somebody's page to the next weekly meeting of their team. No statement: the address finds the team."""
    return Addition({}, [Way(_("Weekly meeting"), reverse("weekly-person", kwargs={"person_id": person_id}))])


def meets_next(team: TeamDay, at: datetime) -> datetime | None:
    """Return when a team's next weekly meeting begins, None where it has set none: for the seam of the huddle. One statement."""
    return begins_next(team_id=team.id, calendar=team.calendar, at=at)


def asked_today(account_id: UUID, team_id: UUID, at: datetime) -> list[Way]:
    """Return how many questions of a meeting are an account's own and not answered; nothing for none. One statement."""
    [(number, day, slug)] = planned(_ASKED, {"account": account_id, "team": team_id, "today": local_day(at)})
    if not number:
        return []
    said = ngettext(
        "%(n)d question of the weekly meeting of %(day)s is yours",
        "%(n)d questions of the weekly meeting of %(day)s are yours",
        number,
    )
    return [Way(said % {"n": number, "day": date_words(day)}, reverse("weekly-mine", kwargs={"team": slug}))]


_ASKED = """
select count(q.id), min(m.day), min(t.slug) from preparation_question q
  join preparation_case c on c.id = q.case_id and c.state = 'listed'
  join preparation_meeting m on m.id = c.meeting_id and m.ended_at is null and m.day >= %(today)s
  join team_team t on t.id = m.team_id
 where q.team_id = %(team)s and q.told_at is not null and q.verdict = '' and q.withdrawn_at is null
   and exists (select 1 from team_member w where w.team_id = q.team_id and w.account_id = %(account)s and w.during @> act_moment()
                and (w.id = q.to_member_id or q.to_member_id is null and w.role = q.to_role))
"""
