"""A team on a Thursday with a prepared list, and the weekly meeting that it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from builders import AT, ATeam, Someone, a_person, an_act, with_key
from kith.access.home import as_kith
from kith.mdt import operations as meetings
from kith.mdt import queries
from kith.mdt.queries import CaseRow, Whole
from kith.mdt.rules import How, Outcome
from kith.mdt.types import Attends, Decides, Settles, Tells
from kith.preparation import operations as prepared
from kith.preparation.operations import Sets
from kith.preparation.queries import coming

THURSDAY = datetime.fromisoformat("2026-06-11T13:02:00Z")
FRIDAY = THURSDAY + timedelta(days=1)
ROLES = ["nurse", "gp", "social-worker", "pharmacist"]


@dataclass(frozen=True)
class Thursday:
    """A team and the meeting that it holds."""

    team: ATeam
    meeting_id: UUID
    at: datetime = THURSDAY

    def whole(self, who: Someone | None = None, at: datetime | None = None) -> Whole:
        """Return everything in the meeting, as somebody sees it."""
        with an_act(who or self.team.lead, at or self.at):
            return queries.whole(meeting=queries.meeting(meeting_id=self.meeting_id))

    def case(self, name: str = "") -> CaseRow:
        """Return somebody's case as it stands; the restricted one for no name."""
        return next(one for one in self.whole().cases if one.name == name)

    def decide(self, name: str, decides: Decides, who: Someone | None = None) -> UUID:
        """Write a decision down."""
        with an_act(who or self.team.lead, self.at) as act:
            return meetings.decide(act=act, case_id=self.case(name).id, decides=decides)

    def settle(self, name: str, settles: Settles, who: Someone | None = None) -> UUID:
        """Settle somebody's case as it stands."""
        case = self.case(name)
        with an_act(who or self.team.lead, self.at) as act:
            return meetings.settle(act=act, case_id=case.id, version=case.version, settles=settles)

    def close(self, who: Someone | None = None, at: datetime | None = None, reason: str = "") -> UUID:
        """Close the meeting."""
        with an_act(who or self.team.lead, at or self.at + timedelta(minutes=50)) as act:
            return meetings.close(act=act, meeting_id=self.meeting_id, reason=reason)

    def work(self, what: str = "Ring the housing panel", owner: Someone | None = None, **changed: object) -> Decides:
        """Return a decision about plain work, which the nurse decides and does by Friday."""
        team = self.team
        values = {
            "what": what, "subject": "action.add", "decider_id": team.nurse.member_id,
            "owner_id": (owner or team.nurse).member_id, "due_at": self.at + timedelta(days=1),
        }  # fmt: skip
        return Decides(**values | changed)

    @property
    def by_phone(self) -> Tells:
        """How most people are told: the nurse rings them by tomorrow."""
        return Tells(self.team.nurse.member_id, "phone", self.at + timedelta(days=1))

    @property
    def unchanged(self) -> Settles:
        """Nothing changes, and the person is told so."""
        return Settles(Outcome.NO_CHANGE, "stable since May", self.by_phone)


def a_list(team: ATeam, people: Sequence[UUID], *, matter: tuple[Someone, UUID] | None = None) -> UUID:
    """Return the meeting of this week, with these people on its list, and a restricted matter brought by somebody."""
    with an_act(team.lead) as act:
        meeting = coming(team_id=team.id)
        if meeting is None:
            prepared.set_weekly(act=act, team_id=team.id, version=0, sets=Sets(3, time(14), 60, 8, ROLES))
    if meeting is None:
        with as_kith(at=AT) as act:
            prepared.keep(act=act, team_id=team.id)
        with an_act(team.lead):
            meeting = coming(team_id=team.id)
    assert meeting
    for person_id in people:
        with an_act(team.nurse) as act:
            prepared.bring(act=act, meeting_id=meeting.id, person_id=person_id, because="cannot cope")
    if matter:
        with an_act(matter[0]) as act:
            prepared.bring_restricted(act=act, meeting_id=meeting.id, matter_id=matter[1])
    return meeting.id


def started(team: ATeam, prepared_id: UUID, *, away: Sequence[Someone] = (), at: datetime = THURSDAY) -> Thursday:
    """Start a prepared meeting, led by the team lead."""
    there = [Attends(one.member_id, How.AWAY if one in away else How.ROOM) for one in team.members]
    with an_act(team.lead, at) as act:
        held = meetings.start(act=act, meeting_id=prepared_id, minutes=60, attendance=there)
    return Thursday(team, held, at)


def a_thursday(team: ATeam, *names: str, away: Sequence[Someone] = ()) -> Thursday:
    """A meeting on these people."""
    return started(team, a_list(team, [a_person(team, name) for name in names]), away=away)


__all__ = ["FRIDAY", "THURSDAY", "Thursday", "a_list", "a_thursday", "started", "with_key"]
