"""What the tests of meetings share: a team that meets, the clock at a moment, whom to ask."""

from datetime import datetime, time
from uuid import UUID

from builders import AT, ATeam, Someone, an_act, with_key
from kith.access.home import as_kith
from kith.act import Act, operation
from kith.action.operations import NewAction, make
from kith.preparation import operations, queries
from kith.preparation.operations import Sets
from kith.preparation.queries import CaseRow, MeetingRow

THURSDAYS = Sets(3, time(14), 60, 2, ["nurse", "gp", "coordinator"])


@operation("test.put_to_meeting", sight=queries.sight_of_person_for)
def put_to_meeting(*, act: Act, meeting_id: UUID, person_id: UUID, owner_id: UUID) -> UUID:
    """Put somebody to the meeting, as a huddle does."""
    meeting: MeetingRow = act.thing.row["meeting"]
    [key] = make(
        act=act,
        rows=[NewAction(meeting.team_id, person_id, "Speak of Doris", owner_id, meeting.begins_at, "weekly-meeting")],
    )
    return key


def a_meeting(team: ATeam, sets: Sets = THURSDAYS) -> MeetingRow:
    """Let a team meet; return the meeting to come, with nobody on its list unless something brings them."""
    with an_act(team.lead) as act:
        operations.set_weekly(act=act, team_id=team.id, version=0, sets=sets)
    keep(team, AT)
    return coming(team)


def keep(team: ATeam, at: datetime) -> None:
    """Let the clock keep a team's meetings at a moment."""
    with as_kith(at=at) as act:
        operations.keep(act=act, team_id=team.id)


def coming(team: ATeam) -> MeetingRow:
    """Return the next meeting that is not over."""
    with an_act(team.nurse):
        found = queries.coming(team_id=team.id)
    assert found
    return found


def listed(meeting: MeetingRow, who: Someone, at: datetime = AT) -> list[CaseRow]:
    """Return the list of a meeting as somebody sees it."""
    with an_act(who, at):
        return queries.cases_of(meeting_id=meeting.id)


def bring(who: Someone, meeting: MeetingRow, person_id: UUID, because: str = "cannot cope", at: datetime = AT) -> UUID:
    """Ask for somebody; return their case."""
    with an_act(who, at) as act:
        return operations.bring(act=with_key(act), meeting_id=meeting.id, person_id=person_id, because=because)
