"""
What the clock does for planned contacts: it makes those of running series for the weeks ahead, and pauses who is away.

Done again it changes nothing: a contact of a series is named by the day in it, which is there once by constraint.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, ids, operation
from kith.action.passing import complete_because
from kith.contact import series_rules as rules
from kith.contact.models import Contact
from kith.contact.rules import ContactState
from kith.contact.series_queries import COVERED, IS_OVER, SeriesRow, to_make
from kith.contact.series_rules import AHEAD, Absent, Falls, OnClosed
from kith.contact.service_rules import service_of_role
from kith.contact.services import services
from kith.message.parts import Tell
from kith.place.rules import at_local, local_day
from kith.team.queries import TeamInfo, absences, duty_lead_now, members, rota, sight_of_team, team_by_id
from kith.team.rules import add_service_days


@operation("contact.keep", sight=sight_of_team)
def keep(*, act: Act, team_id: UUID) -> int:
    """
    Pause what is planned with people who are away, let it go on where they are not any more, make the contacts of running
    series for the 28 days ahead, and end the series that have had all of theirs. Return how many contacts and series changed.

    For Kith, every minute. A fixed number of statements, however many; four when there is nothing to make.
    """
    team = team_by_id(team_id=team_id)
    changed = len(pause(act=act, team_id=team_id)) + len(go_on(act=act, team=team))
    made = make_contacts(act=act, team=team, rows=to_make(team_id=team_id, at=act.at))
    if made:
        pause(act=act, team_id=team_id)
    return changed + made + _end_what_is_over(act, team_id)


def make_contacts(*, act: Act, team: TeamInfo, rows: Sequence[SeriesRow]) -> int:
    """
    Make the contacts of series from the next day of each to the horizon; return how many. Five statements, none for no series.

    A day that was missed while the clock stood still is made too, and followed up as any contact of which nobody says what
    became. Who is absent on a day is stood in for by the named lead, the deputy or the duty lead of the day.
    """
    if not rows:
        return 0
    until = local_day(act.at) + AHEAD
    first = min([one.next_day for one in rows if one.next_day], default=until) - timedelta(days=14)
    gone = [
        Absent(one.member_id, one.first_day, one.last_day)
        for one in absences(team_id=team.id, first=first, last=until + timedelta(days=14))
    ]
    duty = {
        one.plan.day: one.plan.duty_lead_id
        for one in rota(team_id=team.id, first=first, last=until + timedelta(days=14))
    }
    roles = {one.id: one.role for one in members(team_id=team.id, at=act.at)}
    made = [
        _contact(act, one, falls, _goes(one, falls.on, gone, duty.get(falls.on)), roles)
        for one in rows
        for falls in _falls(act, one, team, until)
    ]
    Contact.objects.bulk_create(made)
    nexts = [_next(one, until) for one in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_series s set next_day = n.day, act_id = %s from unnest(%s::uuid[], %s::date[]) n (id, day)"
            " where s.id = n.id",
            [act.id, [one.id for one in rows], nexts],
        )
    act.concerns(*(one.person_id for one in rows))
    return len(made)


def pause(*, act: Act, team_id: UUID, person_id: UUID | None = None) -> list[UUID]:
    """
    Pause a team's planned contacts that lie in an absence of their person; return them. One statement when there are none.

    Whoever was to make one is told; a question what became of it is answered by that.
    """
    rows = _rows(_PAUSE, act, team_id, person_id)
    if asked := [action for (_contact, _person, _account, action) in rows if action]:
        complete_because(act=act, team_id=team_id, action_ids=asked, outcome=_("Paused: the person was away"))
    _tell(act, team_id, rows, "contact paused")
    return [row[0] for row in rows]


def go_on(*, act: Act, team: TeamInfo, person_id: UUID | None = None) -> list[UUID]:
    """
    Plan again what was paused and lies in no absence any more; return what is. One statement when there is none.

    Not for somebody who has died or left the list. What somebody was to make who has left the team goes to the duty lead.
    """
    rows = _rows(_GO_ON, act, team.id, person_id, duty=duty_lead_now(team=team, at=act.at, person_id=person_id))
    _tell(act, team.id, rows, "contact planned")
    return [row[0] for row in rows]


def _rows(text: str, act: Act, team_id: UUID, person_id: UUID | None, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, {"act": act.id, "team": team_id, "person": person_id, **more})
        rows = sorted(cursor.fetchall(), key=str)
    act.concerns(*(row[1] for row in rows))
    return rows


def _tell(act: Act, team_id: UUID, rows: Collection[tuple[Any, ...]], kind: str) -> None:
    """Tell each who is to make contacts of one person, once, by the first of them."""
    first: dict[tuple[UUID, UUID], UUID] = {}
    for contact, person, account, *_action in rows:
        if account and account != act.account_id:
            first.setdefault((account, person), contact)
    for (account, person), contact in first.items():
        act.add("message", Tell(team_id, account, kind, "contact", contact, person))


def _falls(act: Act, row: SeriesRow, team: TeamInfo, until: date) -> list[Falls]:
    assert row.next_day is not None
    found = rules.falls(
        row.days, start=row.next_day, until=until, last=row.last_day, closed=row.on_closed, calendar=team.calendar
    )
    return [_not_before_today(act, row, one, team) for one in found]


def _not_before_today(act: Act, row: SeriesRow, falls: Falls, team: TeamInfo) -> Falls:
    """A closed day that would send a contact of today or later to a day that is over sends it on instead."""
    if row.on_closed is OnClosed.PREVIOUS and falls.on < local_day(act.at) <= falls.day:
        return Falls(falls.day, add_service_days(falls.day, 1, team.calendar))
    return falls


def _next(row: SeriesRow, until: date) -> date | None:
    assert row.next_day is not None
    return rules.next_day(row.days, start=row.next_day, until=min(until, row.last_day), last=row.last_day)


def _goes(row: SeriesRow, on: date, gone: Collection[Absent], duty_lead: UUID | None) -> UUID | None:
    line = [one for one in (row.named_lead_id, row.deputy_id, duty_lead) if one and one not in row.closed_to]
    return rules.who_goes(row.member_id, on=on, absences=gone, stand_ins=line)


def _contact(act: Act, row: SeriesRow, falls: Falls, member_id: UUID | None, roles: Mapping[UUID, str]) -> Contact:
    return Contact(
        id=ids.new(),
        team_id=row.team_id,
        person_id=row.person_id,
        member_id=member_id,
        by_other=row.by_other,
        service=row.service or (service_of_role(services(), roles.get(member_id, "")) if member_id else ""),
        way=row.way,
        state=ContactState.PLANNED,
        window_from=at_local(falls.on, row.from_clock),
        window_to=at_local(falls.on, row.to_clock),
        note=row.note,
        series_id=row.id,
        series_day=falls.day,
        act_id=act.id,
    )


def _end_what_is_over(act: Act, team_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_series s set state = 'ended', ended_at = %(at)s, ended_because = %(why)s,"  # noqa: S608  (our own words)
            f" version = s.version + 1, act_id = %(act)s where s.team_id = %(team)s and {IS_OVER.format(today='%(today)s')}"
            " returning s.person_id",
            {"at": act.at, "why": _("It came to its end"), "act": act.id, "team": team_id, "today": local_day(act.at)},
        )
        people = [row[0] for row in cursor.fetchall()]
    act.concerns(*people)
    return len(people)


_PAUSE = """
update contact_contact c set state = 'paused', away_id = a.id, version = c.version + 1, act_id = %(act)s
  from contact_away a
 where c.team_id = %(team)s and c.state = 'planned' and (%(person)s::uuid is null or c.person_id = %(person)s)
   and a.person_id = c.person_id
   and (c.window_from at time zone 'Europe/London')::date >= a.from_day
   and (c.window_from at time zone 'Europe/London')::date < a.back_day
returning c.id, c.person_id, (select m.account_id from team_member m where m.id = c.member_id), c.follow_up_id
"""
_GO_ON = f"""
update contact_contact c set state = 'planned', away_id = null, version = c.version + 1, act_id = %(act)s,
       member_id = case when c.member_id is null or exists (select 1 from team_member m where m.id = c.member_id
         and m.during @> act_moment()) then c.member_id else coalesce(%(duty)s, c.member_id) end
 where c.team_id = %(team)s and c.state = 'paused' and (%(person)s::uuid is null or c.person_id = %(person)s)
   and not {COVERED}
   and exists (select 1 from caseload_listentry e join person_person p on p.id = e.person_id and not p.is_dead
                where e.team_id = c.team_id and e.person_id = c.person_id and e.state <> 'ended')
returning c.id, c.person_id, (select m.account_id from team_member m where m.id = c.member_id)
"""  # noqa: S608  (our own words)
