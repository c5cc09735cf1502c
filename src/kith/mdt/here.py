"""What the pages of the weekly meeting are made from: the team today, its open meeting, and everything in it."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import NotVisible
from kith.board.team_day import TeamDay, teams_today
from kith.caseload.queries import closed_to
from kith.mdt.closing_rules import Loose
from kith.mdt.queries import CaseRow, MeetingRow, Whole, meeting, meeting_now, whole
from kith.mdt.rules import Attends, RoleHere, minutes_left, roles_here
from kith.policy.queries import role_label
from kith.team.queries import TeamInfo, team_by_slug
from kith.team.rules import ON_CALL
from kith.web.routes import Request
from kith.web.words import first_up

READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Here:
    """The team of a page today, and its open meeting, else the last one that was held, else None."""

    info: TeamInfo
    team: TeamDay
    row: MeetingRow | None

    @property
    def open(self) -> MeetingRow:
        """The open meeting. Raises NotVisible when none is open."""
        if self.row is None or self.row.closed_at:
            raise NotVisible(_("No weekly meeting is open. Open it again from the menu."))
        return self.row


@dataclass(frozen=True)
class Running:
    """A meeting as it stands at a moment: what its pages are told from."""

    team: TeamDay
    whole: Whole
    request: Request

    @property
    def left(self) -> int:
        """Minutes until it should end; negative when it is over its time."""
        held = self.whole.meeting
        return minutes_left(held.started_at, held.minutes, self.request.at)

    @property
    def open_cases(self) -> list[CaseRow]:
        """The cases without an outcome, by place."""
        return [one for one in self.whole.cases if one.outcome is None]

    @property
    def may_own(self) -> frozenset[UUID]:
        """Who may be given work here: those present, and the duty lead."""
        duty = self.team.duty_lead
        return (self.whole.present | ({duty.id} if duty else frozenset())) - self.team.closed

    @property
    def loose(self) -> list[Loose]:
        """Everything that keeps it from closing."""
        return self.whole.loose

    @property
    def attending(self) -> list[Attends]:
        """
        How everybody of the team takes part, by name; the on-call cover only where it does.

        Of a closed meeting how everybody took part who was on the team then, whoever has left it since.
        """
        there = self.whole.attendance
        if self.whole.meeting.closed_at:
            names, roles = self.whole.names, self.whole.roles
            were = [
                Attends(key, names[key], roles[key], one.how, one.until_at)
                for key, one in there.items()
                if key in names
            ]
            return sorted(were, key=lambda one: (one.name, one.member_id))
        found = [
            Attends(one.id, one.name, one.role, there[one.id].how, there[one.id].until_at)
            for one in self.team.colleagues.values()
            if one.id in there
        ]
        return sorted(found, key=lambda one: (one.name, one.member_id))

    @property
    def roles(self) -> list[RoleHere]:
        """The roles, who is there for each, and how many open cases need it."""
        needs = [frozenset(one.needs) for one in self.open_cases]
        labelled = [replace(one, role=role_label(one.role)) for one in self.attending if one.role != ON_CALL]
        expected = [role_label(code) for code in self.whole.meeting.expected]
        found = roles_here(labelled, expected, [frozenset(map(role_label, one)) for one in needs])
        return [replace(one, role=first_up(one.role)) for one in found]

    def about(self, case: CaseRow) -> "Running":
        """Return the meeting as it speaks of one person: who has closed the record is given no work for them. One statement."""
        if case.person_id is None:
            return self
        return replace(self, team=self.team.closed_to(closed_to(team_id=self.team.id, person_id=case.person_id)))

    def name(self, member_id: UUID | None) -> str:
        """Return a member's name, also of one who has left since; empty for nobody."""
        return self.whole.names.get(member_id, "") if member_id else ""

    @property
    def in_view(self) -> CaseRow | None:
        """
        The case that the meeting is at: the one that whoever leads it shows while it is open, else the next one that is open.

        Where none is open the last one; None without cases.
        """
        shown = next((one for one in self.whole.cases if one.id == self.whole.meeting.shown_id), None)
        if shown and shown.outcome is None:
            return shown
        return self.next_after(shown) or next(iter(self.whole.cases[::-1]), None)

    @property
    def is_led_by_you(self) -> bool:
        """Whether the viewer leads it."""
        return self.whole.meeting.chair_id in {
            one.id for one in self.team.colleagues.values() if one.account_id == self.request.viewer.account_id
        }

    def next_after(self, case: CaseRow | None) -> CaseRow | None:
        """Return the next open case after one, from the top again behind the last; None when no other is open."""
        others = [one for one in self.open_cases if case is None or one.id != case.id]
        later = [one for one in others if case is None or (one.position, one.id) > (case.position, case.id)]
        return next(iter(later or others), None)


def here_of(request: Request, slug: str) -> Here:
    """Return the team with this address today, and its meeting. Raises NotVisible for a team that is not the viewer's."""
    info = team_by_slug(slug=slug, viewer=request.viewer)
    team = teams_today(team_ids=[info.id], at=request.at)[info.id]
    return Here(info, team, meeting_now(team_id=info.id))


def running_of(request: Request, here: Here) -> Running:
    """Return the open meeting with everything in it. Raises NotVisible when none is open."""
    return Running(here.team, whole(meeting=here.open), request)


def held_of(request: Request, meeting_id: UUID) -> Running:
    """Return a meeting that was held, or is, with everything in it. Raises NotVisible for one of a team that is not theirs."""
    row = meeting(meeting_id=meeting_id)
    team = teams_today(team_ids=[row.team_id], at=request.at).get(row.team_id)
    if team is None:
        raise NotVisible
    return Running(team, whole(meeting=row), request)
