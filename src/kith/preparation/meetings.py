"""Meetings: when a team holds them, the next one, confirmed, begun, over, or called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action.passing import cancel_because, due_because
from kith.person.rules import tidy
from kith.place.rules import at_local, date_words, local_day
from kith.policy.queries import roles
from kith.preparation import queries
from kith.preparation.models import Case, Meeting, Weekly
from kith.preparation.queries import MeetingRow, WeeklyRow, sight_of_meeting
from kith.preparation.rules import CaseState, MeetingState, meeting_day, next_meeting
from kith.preparation.waiting import open_preparing, put_to_meetings
from kith.team.queries import MemberInfo, members, sight_of_team, team_by_id

FEWEST_MINUTES, MOST_MINUTES = 15, 180
LARGEST = 30
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Sets:
    """When a team meets: weekday (Monday is 0), London time, minutes, room for how many cases, roles that are expected."""

    weekday: int
    starts: time
    minutes: int
    size: int
    roles: Sequence[str]


@operation("preparation.set_weekly", sight=sight_of_team)
def set_weekly(*, act: Act, team_id: UUID, version: int, sets: Sets) -> UUID:
    """
    Say when a team holds its weekly meeting; `version` is 0 for the first time. The meeting to come moves with it.

    Raises:
        Refusal: for a weekday, length, size or role that is none, or nobody expected. Stale: when somebody set it first.
    """
    _check(sets)
    now = queries.weekly_of(team_id=team_id)
    if (now.version if now else 0) != version:
        raise Stale(_("Somebody set the weekly meeting meanwhile. Nothing of yours is saved yet."), extra=now)
    values = {
        "weekday": sets.weekday, "starts": sets.starts, "minutes": sets.minutes, "size": sets.size,
        "roles": list(sets.roles), "act_id": act.id,
    }  # fmt: skip
    if now is None:
        key = ids.new()
        Weekly(id=key, team_id=team_id, **values).save(force_insert=True)
    else:
        key = now.id
        if not Weekly.objects.filter(id=key, version=version).update(version=F("version") + 1, **values):
            raise Stale(_("Somebody set the weekly meeting meanwhile. Nothing of yours is saved yet."), extra=now)
    _move_coming(act, team_id, sets)
    return key


@operation("preparation.confirm", sight=sight_of_meeting)
def confirm(*, act: Act, meeting_id: UUID, version: int) -> UUID:
    """
    Confirm the list of a meeting as it stands: from now on it is changed by hand alone.

    Raises:
        Refusal: when it is confirmed already, or over. Stale: when the list is another one by now.
    """
    meeting = _meeting(act)
    _check_fresh(meeting, version)
    if meeting.state is not MeetingState.COMING:
        raise Refusal(_("This list is confirmed already."))
    own = own_member(act, meeting.team_id)
    _write(act, meeting, state=MeetingState.CONFIRMED, confirmed_at=act.at, confirmed_by_id=own.id)
    return meeting_id


@operation("preparation.call_off", sight=sight_of_meeting)
def call_off(*, act: Act, meeting_id: UUID, version: int, because: str) -> UUID:
    """
    Say that a meeting is not held, and why: its cases come to the next one.

    Raises:
        Refusal: without a reason, or when it is being held or over. Stale: when somebody changed it first.
    """
    meeting = _meeting(act)
    if meeting.is_running:
        raise Refusal(_("This meeting is being held: it is closed, not called off."))
    _check_fresh(meeting, version)
    if not (why := tidy(because)[:LONGEST]):
        raise Refusal(_("Say why the meeting is not held."), field="because")
    end(act=act, meeting_id=meeting_id, called_off=why)
    return meeting_id


def begin(*, act: Act, meeting_id: UUID) -> MeetingRow:
    """
    Let a meeting begin with its list as it stands, confirmed or not; return it. Inside an operation; at most three statements.

    From now on it is over only once it is closed: the clock leaves it alone, and nobody calls it off. A list that nobody has
    confirmed is taken as it was proposed: to begin is not to confirm.

    Raises:
        Refusal: when it is over.
    """
    meeting = queries.meeting_of(meeting_id=meeting_id)
    _check_ahead(meeting)
    if meeting.begun_at:
        return meeting
    confirmed_at = meeting.confirmed_at or act.at
    _write(act, meeting, state=MeetingState.CONFIRMED, confirmed_at=confirmed_at, begun_at=act.at)
    return queries.meeting_of(meeting_id=meeting_id)


def end(*, act: Act, meeting_id: UUID, called_off: str = "") -> UUID | None:
    """
    Say that a meeting was held to its end, or why it was called off; return the next one, None where the team sets none.

    What nobody spoke of comes to the next one: what a huddle put to this meeting is due then. Work on pages that nobody needs
    any more is cancelled. Inside an operation; nothing in the meeting changes afterwards.

    Raises:
        Refusal: when it is over already.
    """
    meeting = queries.meeting_of(meeting_id=meeting_id)
    _check_ahead(meeting)
    state = MeetingState.CALLED_OFF if called_off else MeetingState.HELD
    confirmed_at = meeting.confirmed_at or (None if called_off else act.at)
    _write(act, meeting, state=state, ended_at=act.at, off_because=called_off, confirmed_at=confirmed_at)
    after = ensure_next(act=act, team_id=meeting.team_id, after=max(meeting.begins_at, act.at))
    left = list(
        Case.objects.filter(meeting_id=meeting_id, state=CaseState.LISTED, person__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    if after and left and (waiting := put_to_meetings(team_id=meeting.team_id, person_ids=left)):
        why = _("The weekly meeting of %(day)s did not come to it") % {"day": date_words(meeting.day)}
        due_because(act=act, team_id=meeting.team_id, action_ids=waiting, due_at=after.begins_at, why=why)
    if unneeded := open_preparing(meeting_id=meeting_id):
        over = _("The weekly meeting of %(day)s is over") % {"day": date_words(meeting.day)}
        cancel_because(act=act, team_id=meeting.team_id, action_ids=unneeded, reason=over)
    return after.id if after else None


def held(*, act: Act, meeting_id: UUID) -> UUID | None:
    """Say that a meeting was held to its end; return the next one. As `end`."""
    return end(act=act, meeting_id=meeting_id)


def ensure_next(*, act: Act, team_id: UUID, after: datetime) -> MeetingRow | None:
    """
    Return the meeting to come after a moment, made now where it is not there; None for a team that sets no weekly meeting.

    Inside an operation; at most five statements.
    """
    found = next((one for one in queries.ahead(team_id=team_id) if one.begins_at > after), None)
    weekly = queries.weekly_of(team_id=team_id)
    if found or weekly is None:
        return found
    day, begins_at = _when(team_id, weekly, after)
    Meeting(
        id=ids.new(), team_id=team_id, day=day, begins_at=begins_at, minutes=weekly.minutes, size=weekly.size,
        act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    return queries.meeting_on(team_id=team_id, day=day)


def own_member(act: Act, team_id: UUID) -> MemberInfo:
    """Return the actor as a member of a team, in the role of the act where they hold several. Raises Refusal. One statement."""
    mine = [one for one in members(team_id=team_id, at=act.at) if one.account_id == act.account_id]
    if not mine:
        raise Refusal(_("Only a member of the team can do this."), rule="P1")
    return next((one for one in mine if one.role == act.role), mine[0])


def _when(team_id: UUID, weekly: WeeklyRow | Sets, after: datetime) -> tuple[date, datetime]:
    """Return day and moment of the next meeting after a moment: on the team's weekday, else the next service day."""
    calendar = team_by_id(team_id=team_id).calendar
    day = meeting_day(local_day(next_meeting(after, weekly.weekday, weekly.starts)), calendar)
    return day, at_local(day, weekly.starts)


def _move_coming(act: Act, team_id: UUID, sets: Sets) -> None:
    """Move the meeting to come whose list nobody has confirmed to where the team meets from now on."""
    coming = next((one for one in queries.ahead(team_id=team_id) if one.state is MeetingState.COMING), None)
    if coming is None:
        return
    running = [one for one in queries.ahead(team_id=team_id) if one.state is MeetingState.CONFIRMED]
    day, begins_at = _when(team_id, sets, max([act.at, *(one.begins_at for one in running)]))
    if day == coming.day or not Meeting.objects.filter(team_id=team_id, day=day).exists():
        _write(act, coming, day=day, begins_at=begins_at, minutes=sets.minutes, size=sets.size, proposed_at=None)


def _check(sets: Sets) -> None:
    if sets.weekday not in range(7):
        raise Refusal(_("Choose a weekday."), field="weekday")
    if not FEWEST_MINUTES <= sets.minutes <= MOST_MINUTES:
        words = {"fewest": FEWEST_MINUTES, "most": MOST_MINUTES}
        raise Refusal(_("Choose from %(fewest)d to %(most)d minutes.") % words, field="minutes")
    if not 1 <= sets.size <= LARGEST:
        raise Refusal(_("Choose room for 1 to %(most)d people.") % {"most": LARGEST}, field="size")
    if not sets.roles or not set(sets.roles) <= set(roles()):
        raise Refusal(_("Choose which roles are expected."), field="roles")


def _meeting(act: Act) -> MeetingRow:
    meeting: MeetingRow = act.thing.row["meeting"]
    return meeting


def _check_ahead(meeting: MeetingRow) -> None:
    if not meeting.is_ahead:
        raise Refusal(_("This meeting is over: nothing in it can be changed."))


def _check_fresh(meeting: MeetingRow, version: int) -> None:
    _check_ahead(meeting)
    if meeting.version != version:
        raise Stale(_("The list was changed meanwhile. Read it again, then confirm it."), extra=meeting)


def _write(act: Act, meeting: MeetingRow, **values: object) -> None:
    changed = Meeting.objects.filter(id=meeting.id, version=meeting.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(_("Somebody changed this meeting meanwhile. Nothing of yours is saved yet."), extra=meeting)
