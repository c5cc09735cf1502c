"""
The only writers of weekly meetings: start, who is there, the order of cases; deciding, settling, telling and closing come from
their own modules.

A meeting closes only when nothing is loose (P5); the database says so too (migration 0003), and keeps it closed.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, ids, operation
from kith.board.team_day import TeamDay, teams_today
from kith.database.planned import planned
from kith.mdt import queries, sights
from kith.mdt.acting import case_of, check_fresh, own_colleague, room_of
from kith.mdt.closing import close
from kith.mdt.deciding import decide, take_back
from kith.mdt.models import Attendance, Meeting
from kith.mdt.rules import LONGEST_MINUTES, MORE_MINUTES, How, Open, must_come_forward
from kith.mdt.settling import raise_escalation, settle
from kith.mdt.telling import leave_untold, tell
from kith.mdt.types import Attends
from kith.place.rules import local_day, time_words
from kith.preparation import cases as prepared
from kith.preparation.queries import sight_of_meeting as sight_of_prepared
from kith.preparation.queries import weekly_of
from kith.team.rules import ON_CALL

__all__ = [
    "add_minutes",
    "bring_forward",
    "close",
    "decide",
    "leave_untold",
    "put_off",
    "raise_escalation",
    "set_attendance",
    "settle",
    "show",
    "start",
    "take_back",
    "tell",
]


@operation("mdt.start", sight=sight_of_prepared)
def start(*, act: Act, meeting_id: UUID, minutes: int, attendance: Sequence[Attends] = ()) -> UUID:
    """
    Start a prepared meeting with its list; return the meeting held. The same number of statements, however many cases.

    Members not named take part as the rota says. Who starts it leads it, and is there.

    Raises:
        Refusal: for another length, a stranger in the attendance, before its day, while another is open, or when it is over.
    """
    if not 10 <= minutes <= LONGEST_MINUTES:
        raise Refusal(_("Choose from 10 to %(most)d minutes.") % {"most": LONGEST_MINUTES}, field="minutes")
    coming = act.thing.row["meeting"]
    team = teams_today(team_ids=[coming.team_id], at=act.at)[coming.team_id]
    own = own_colleague(act, team)
    _check_none_runs(team)
    if local_day(act.at) < coming.day:
        raise Refusal(_("This meeting is not today: its day comes first."))
    prepared.begin(act=act, meeting_id=meeting_id)
    there = attendance_by_rota(team) | _checked_attendance(act, team, attendance)
    if there.get(own.id, Attends(own.id, How.AWAY)).how not in (How.ROOM, How.LINK):
        there[own.id] = Attends(own.id, How.ROOM)
    weekly = weekly_of(team_id=team.id)
    held = Meeting(
        id=ids.new(),
        team_id=team.id,
        prepared_id=meeting_id,
        day=local_day(act.at),
        started_at=act.at,
        minutes=minutes,
        chair_id=own.id,
        expected=list(weekly.roles) if weekly else [],
        act_id=act.id,
    )
    try:
        with transaction.atomic():
            held.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("Somebody else has started the meeting meanwhile. Open it.")) from None
    _write_attendance(act, held.id, team.id, there)
    with connection.cursor() as cursor:
        cursor.execute("select mdt_take_cases(%s)", [held.id])
    spoken = planned("select person_id from mdt_case where meeting_id = %s and person_id is not null", [held.id])
    act.concerns(*(key for (key,) in spoken), held_id=held.id)
    return held.id


@operation("mdt.set_attendance", sight=sights.sight_of_meeting)
def set_attendance(*, act: Act, meeting_id: UUID, attendance: Sequence[Attends]) -> UUID:
    """
    Say who is in the room, by link, sent a note or away, and until when they can stay. Members not named stay as they are.

    Raises Refusal for somebody who is not on the team, a time that is past, or in a closed meeting.
    """
    room = room_of(act)
    there = _checked_attendance(act, room.team, attendance)
    before = {
        key: (how, until)
        for key, how, until in planned(
            "select member_id, how, until_at from mdt_attendance where meeting_id = %s", [meeting_id]
        )
    }
    changed = {key: one for key, one in there.items() if before.get(key) != (one.how, one.until_at)}
    _write_attendance(act, meeting_id, room.meeting.team_id, changed)
    return meeting_id


@operation("mdt.show", sight=sights.sight_of_case)
def show(*, act: Act, case_id: UUID) -> UUID:
    """
    Show those who follow on a screen which case the meeting is at. Nothing is decided by it.

    Raises NotAllowed for anybody but whoever leads the meeting, Refusal in a closed one.
    """
    room = room_of(act)
    if room.writer.id != room.meeting.chair_id:
        raise NotAllowed(_("Only whoever leads the meeting shows what it is at."), rule="P5")
    Meeting.objects.filter(id=room.meeting.id, closed_at=None).update(shown_id=case_id, act_id=act.id)
    return case_id


@operation("mdt.put_off", sight=sights.sight_to_write)
def put_off(*, act: Act, case_id: UUID, version: int) -> UUID:
    """Come back to a case: last on the list. Raises Refusal once there is an outcome, Stale when somebody saved it first."""
    case, room = case_of(act), room_of(act)
    check_fresh(room, case, version)
    if case.outcome:
        raise Refusal(_("This is settled: there is nothing to come back to."))
    with connection.cursor() as cursor:
        cursor.execute(
            "update mdt_case set position = (select max(position) + 1 from mdt_case where meeting_id = %s),"
            " version = version + 1, act_id = %s where id = %s",
            [room.meeting.id, act.id, case_id],
        )
    return case_id


@operation("mdt.bring_forward", sight=sights.sight_of_meeting)
def bring_forward(*, act: Act, meeting_id: UUID, role: str) -> UUID:
    """
    Let the open cases that need a role come first, in their own order, because whoever holds it must leave.

    Raises Refusal where they stand first already, none needs the role, or in a closed meeting.
    """
    room_of(act)
    rows = planned(
        "select id, position, needs from mdt_case where meeting_id = %s and outcome is null order by position, id",
        [meeting_id],
    )
    first = must_come_forward([Open(key, place, frozenset(needs)) for key, place, needs in rows], role)
    if not first:
        raise Refusal(_("Nobody else has to come forward for them."))
    lowest = min(place for _key, place, _needs in rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "update mdt_case c set position = %s + n.place, version = c.version + 1, act_id = %s"
            " from unnest(%s::uuid[]) with ordinality n (id, place) where c.id = n.id",
            [lowest - len(first) - 1, act.id, first],
        )
    return meeting_id


@operation("mdt.add_minutes", sight=sights.sight_of_meeting)
def add_minutes(*, act: Act, meeting_id: UUID) -> UUID:
    """Let the meeting last ten minutes longer, up to two hours. Raises Refusal beyond that, or in a closed meeting."""
    room_of(act)
    changed = Meeting.objects.filter(id=meeting_id, closed_at=None, minutes__lte=LONGEST_MINUTES - MORE_MINUTES).update(
        minutes=F("minutes") + MORE_MINUTES, act_id=act.id
    )
    if not changed:
        raise Refusal(_("A meeting lasts two hours at most: close it, and go on next week."))
    return meeting_id


def attendance_by_rota(team: TeamDay) -> dict[UUID, Attends]:
    """Return how each member would take part by the rota: on shift in the room, the others away; not the on-call cover."""
    return {
        one.id: Attends(one.id, How.ROOM if one.is_on_shift else How.AWAY)
        for one in team.colleagues.values()
        if one.role != ON_CALL
    }


def _check_none_runs(team: TeamDay) -> None:
    found = queries.meeting_now(team_id=team.id)
    if found and found.closed_at is None:
        chair = team.colleagues.get(found.chair_id)
        words = {"name": chair.name if chair else _("Somebody"), "time": time_words(found.started_at)}
        raise Refusal(_("%(name)s started a weekly meeting at %(time)s, and it is still open. Open it.") % words)


def _checked_attendance(act: Act, team: TeamDay, attendance: Sequence[Attends]) -> dict[UUID, Attends]:
    there = {one.member_id: one for one in attendance}
    if not there.keys() <= team.colleagues.keys():
        raise Refusal(_("Only members of the team take part. Open the page again: somebody has left meanwhile."))
    if any(one.until_at and local_day(one.until_at) != local_day(act.at) for one in attendance):
        raise Refusal(_("Enter until when they can stay: a time of today."), field="until")
    return there


def _write_attendance(act: Act, meeting_id: UUID, team_id: UUID, there: Mapping[UUID, Attends]) -> None:
    """Store how members take part. One statement."""
    Attendance.objects.bulk_create(
        [
            Attendance(
                id=ids.new(), team_id=team_id, meeting_id=meeting_id, member_id=key, how=there[key].how,
                until_at=there[key].until_at, act_id=act.id,
            )
            for key in sorted(there)
        ],
        update_conflicts=True,
        update_fields=["how", "until_at", "act"],
        unique_fields=["meeting", "member"],
    )  # fmt: skip
