"""The clock of requests: reminders, no answer in time, what may not be shared any more, and whom the plan asks again."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, operation
from kith.agency.queries import may_share
from kith.alignment import queries
from kith.alignment.asking import is_shared, may_still
from kith.alignment.composing import known_of
from kith.alignment.composing_rules import Known
from kith.alignment.drafting import drafted
from kith.alignment.models import Request
from kith.alignment.operations import ask_owner, close, tell_owner
from kith.alignment.queries import RequestRow
from kith.alignment.rules import State, reminders_come
from kith.alignment.sending import end
from kith.alignment.times import times
from kith.database.planned import planned
from kith.message.outward import Outward
from kith.message.outward import send as send_mail
from kith.team.queries import sight_of_team, team_by_id


@operation("alignment.follow_up", sight=sight_of_team)
def follow_up(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Remind partners who have not answered, and report back those whose time is over; return the requests.

    Once a minute, by Kith; each thing once.
    """
    rows = waiting(team_id=team_id, at=act.at)
    for row in rows:
        if act.at >= row.answer_by:
            _unanswered(act, row)
        else:
            _remind(act, row)
    return [one.id for one in rows]


def waiting(*, team_id: UUID, at: datetime) -> list[RequestRow]:
    """Return the requests of a team whose time is over, or whose next reminder has come. One statement."""
    sent = [one for one in queries.owed_to(team_id=team_id) if one.kept is State.SENT]
    return [one for one in sent if at >= one.answer_by or _come(one, at) > one.reminded]


def _come(row: RequestRow, at: datetime) -> int:
    return reminders_come(row.sent_at, row.answer_by, at, times())


def _unanswered(act: Act, row: RequestRow) -> None:
    """Report back that nobody answered, or that it could not be answered: what may not be shared any more is nobody's silence."""
    if not is_shared(row, act.at):
        return _take_back(act, row)
    close(act, row, State.NO_ANSWER)
    words = _("No answer from %(who)s, %(agency)s: say how you go on") % {"who": row.contact, "agency": row.agency}
    ask_owner(act, row, words)
    tell_owner(act, row, "partner no answer")
    return None


def _take_back(act: Act, row: RequestRow) -> None:
    end(act, row, _("This may not be shared with them any more"), as_state=State.WITHDRAWN)
    tell_owner(act, row, "partner not shared")


def _remind(act: Act, row: RequestRow) -> None:
    """Send a reminder while what was sent may still be shared, and take it back where it may not. Its moment comes once."""
    if not is_shared(row, act.at):
        return _take_back(act, row)
    _note(act, row, reminded=_come(row, act.at))
    if row.link_id and "@" in row.email:
        team = team_by_id(team_id=row.team_id)
        send_mail(act, Outward(row.link_id, "remind", row.contact_id, row.email, team.name, row.answer_by))
    return None


def _note(act: Act, row: RequestRow, **values: object) -> None:
    """Write what the clock alone keeps of a request, unless it ended meanwhile: whoever has its page open is not disturbed."""
    Request.objects.filter(id=row.id, state=row.kept).update(act_id=act.id, **values)
    act.concerns(row.person_id, team_id=row.team_id, request_id=str(row.id))


# Whom the plan asks again


@operation("alignment.look_again", sight=sight_of_team)
def look_again(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Find which partners of a team are to be asked again, because what they would be told now differs; return the requests.

    By Kith, once an hour, of people of whom anything changed since it last looked, and once a day of whoever is waited for or to
    be asked again: much ends by its day and nobody writes it. It sends nothing: whoever asked is told once. A request that waits
    and may not be shared any more is taken back. Six statements for each person, four for each request.
    """
    found, known = [], {}
    for row in changed(team_id=team_id):
        if row.person_id not in known:
            known[row.person_id] = known_of(person_id=row.person_id, team_id=team_id, at=act.at)
        if _look(act, row, known[row.person_id]):
            found.append(row.id)
    return found


def _look(act: Act, row: RequestRow, known: Known) -> bool:
    """Say whether a request is to be asked again, and keep that; tell whoever asked where that is new."""
    allowed = may_share(person_id=row.person_id, agency_id=row.agency_id, purpose=row.purpose, at=act.at)
    of = queries.summary(summary_id=row.summary_id)
    again = drafted(known, row.agency_id, allowed, of, row.kept).again
    if row.kept is State.SENT and not may_still(row, of, act.at):
        _take_back(act, row)
        return False
    keys = sorted(again.keys) if again.is_asked else []
    _note(act, row, looked_at=act.at, again_at=(row.again_at or act.at) if keys else None, again_keys=keys)
    if keys and keys != list(row.again_keys):
        tell_owner(act, row, "partner again")
    return bool(keys)


def changed(*, team_id: UUID) -> list[RequestRow]:
    """
    Return the newest requests of a team of whose person or agency anything was written since it last looked, or of whom
    something ended by its day since; and those that are waited for or to be asked again and were not looked at today.

    Withdrawn ones, and of the dead, are not among them. Two statements at most.
    """
    found = planned(_CHANGED, {"team": team_id})
    if not found:
        return []
    keys = {key for key, _person in found}
    rows = queries.requests_of(person_ids={person for _key, person in found})
    return sorted((one for one in rows if one.id in keys and one.is_newest), key=lambda one: (one.sent_at, one.id))


_CHANGED = """
select r.id, r.person_id from alignment_request r join person_person p on p.id = r.person_id and not p.is_dead,
       lateral (select (r.looked_at at time zone 'Europe/London')::date as seen,
                       (act_moment() at time zone 'Europe/London')::date as today) d
 where r.team_id = %(team)s and r.state not in ('withdrawn', 'not for them') and (
       ((r.state = 'sent' or r.again_at is not null) and d.seen < d.today)
    or exists (select 1 from contradiction_item x where x.person_id = r.person_id and (
         (x.until_day >= d.seen and x.until_day < d.today) or (x.stopped_day > d.seen and x.stopped_day <= d.today)))
    or p.recorded_at > r.looked_at
    or exists (select 1 from plan_version x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from plan_keeping x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from action_action x where x.person_id = r.person_id and x.kind = 'plain' and x.recorded_at > r.looked_at)
    or exists (select 1 from person_contactdetail x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from contradiction_item x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from contradiction_contradiction x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from agency_involved x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from agency_objection x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from agency_override x where x.person_id = r.person_id and x.recorded_at > r.looked_at)
    or exists (select 1 from agency_agreement x where x.agency_id = r.agency_id and x.recorded_at > r.looked_at)
    or exists (select 1 from agency_contact x where x.agency_id = r.agency_id and x.recorded_at > r.looked_at))
"""
