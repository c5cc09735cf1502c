"""The clock of weekly meetings: the next one stands ahead with its list, and is prepared the day before."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, operation
from kith.database.planned import planned
from kith.place.rules import at_local, local_day
from kith.preparation import queries
from kith.preparation.asking import tell_theirs
from kith.preparation.figures import figures
from kith.preparation.meetings import end, ensure_next
from kith.preparation.preparing import prepare
from kith.preparation.proposing import GONE, drop_gone, propose
from kith.preparation.queries import MeetingRow
from kith.preparation.rules import AHEAD, MeetingState, prepare_from
from kith.team.queries import TeamInfo, sight_of_team, team_by_id
from kith.team.rules import add_service_days

PREPARED_AT = time(7)
"""London time on the day before from which pages are made: what the night brought is in them."""
ANEW = timedelta(hours=6)
"""How old a proposed list may be."""
NOBODY_CAME = timedelta(days=2)
"""How long after it should have begun a meeting that nobody held is called off."""


@operation("preparation.keep", sight=sight_of_team)
def keep(*, act: Act, team_id: UUID) -> None:
    """
    Keep the meetings of a team: the next one is made, its list proposed, its pages made the day before, and questions told.

    Whoever has died or left the list is taken off; a meeting that nobody held is called off. One that is being held is left to
    those who hold it. By Kith, once a minute; done again it changes nothing.
    """
    team: TeamInfo = team_by_id(team_id=team_id)
    for one in queries.ahead(team_id=team_id):
        is_confirmed = one.state is MeetingState.CONFIRMED and not one.is_running
        if is_confirmed and one.begins_at < act.at - NOBODY_CAME:
            end(act=act, meeting_id=one.id, called_off=_("Nobody held it"))
    ensure_next(act=act, team_id=team_id, after=act.at)
    ahead = queries.ahead(team_id=team_id)
    for one in (one for one in ahead if not one.is_running):
        _keep_one(act, team, one, is_first=one is ahead[0])


def _keep_one(act: Act, team: TeamInfo, meeting: MeetingRow, *, is_first: bool) -> None:
    """Keep one meeting; the list of the one after is proposed once the one before is over, with what is left of it."""
    is_near = act.at >= prepared_from(meeting.day, team)
    is_stale = meeting.proposed_at is None or meeting.proposed_at < act.at - ANEW
    meeting = queries.hold_meeting(meeting_id=meeting.id)
    if meeting.is_running or not meeting.is_ahead:
        return
    drop_gone(act, meeting)
    if is_first and meeting.state is MeetingState.COMING and (is_stale or is_near):
        propose(act, meeting)
    if is_first and is_near:
        prepare(act, team, queries.meeting_of(meeting_id=meeting.id))
        tell_theirs(act, meeting)


def prepared_from(day: date, team: TeamInfo) -> datetime:
    """Return the moment from which a meeting of a day is prepared."""
    return at_local(prepare_from(day, figures()[AHEAD], team.calendar), PREPARED_AT)


def is_anything_due(*, team: TeamInfo, at: datetime) -> bool:
    """Say whether there is anything to keep for a team. One statement."""
    near = add_service_days(local_day(at), figures()[AHEAD], team.calendar)
    if at < at_local(local_day(at), PREPARED_AT):
        near = local_day(at)
    values = {"team": team.id, "at": at, "over": at - NOBODY_CAME, "stale": at - ANEW, "near": near}
    return bool(planned(_DUE, values))


_DUE = f"""
select 1 from preparation_weekly w where w.team_id = %(team)s and not exists (
       select 1 from preparation_meeting m where m.team_id = w.team_id and m.ended_at is null and m.begins_at > %(at)s)
union all
select 1 from preparation_meeting m where m.team_id = %(team)s and m.ended_at is null and m.begun_at is null and (
       m.state = 'confirmed' and m.begins_at < %(over)s
    or not exists (select 1 from preparation_meeting o where o.team_id = m.team_id and o.ended_at is null
                    and o.begins_at < m.begins_at)
   and (m.state = 'coming' and coalesce(m.proposed_at, '-infinity') < %(stale)s
    or m.day <= %(near)s and (m.state = 'coming' or m.prepared_at is null
       or exists (select 1 from preparation_case c where c.meeting_id = m.id and c.is_above and c.person_id is not null
                   and c.state = 'listed' and c.ready_at is null and c.recorded_at > m.prepared_at and not exists (
                         select 1 from action_action k where k.id = c.action_id and k.state in ('open', 'held')))
       or exists (select 1 from preparation_question q join preparation_case c on c.id = q.case_id and c.meeting_id = m.id
                   where q.withdrawn_at is null and q.told_at is null and q.put_at > m.prepared_at))))
union all
({GONE.format(what="1")} and c.team_id = %(team)s
   and exists (select 1 from preparation_meeting m where m.id = c.meeting_id and m.ended_at is null and m.begun_at is null))
 limit 1
"""  # noqa: S608  (our own words)
