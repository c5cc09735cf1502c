"""What an operation of the weekly meeting is made on: the meeting, the case, the room in which it is decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, Stale
from kith.action import offering
from kith.action.offer_people import To
from kith.action.operations import LONGEST
from kith.board.team_day import Colleague, TeamDay, teams_today
from kith.caseload.queries import closed_to
from kith.database.planned import planned
from kith.mdt.queries import CaseRow, MeetingRow
from kith.mdt.rules import HERE, outcome_label
from kith.mdt.sights import sight_of_case
from kith.person.rules import tidy
from kith.place.rules import time_words
from kith.team.rules import ON_CALL

ORIGIN = "mdt case"
"""Where work that a weekly meeting gave comes from."""
WITHIN = "mdt within"
"""Where work comes from that a weekly meeting gave for the team alone: deciding what was proposed. No partner is told of it."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is decided: the running meeting, the team today, who writes, who accepts what is given by being there (P3)."""

    meeting: MeetingRow
    team: TeamDay
    writer: Colleague
    present: frozenset[UUID]

    @property
    def may_own(self) -> frozenset[UUID]:
        """The members who may be given work here: those present, and the duty lead."""
        duty = self.team.duty_lead
        return (self.present | ({duty.id} if duty else frozenset())) - self.team.closed

    @property
    def may_be_offered(self) -> frozenset[UUID]:
        """The members to whom work may be offered from here: of the team, not here, not away today, not the on-call cover."""
        own = self.may_own
        others = (one for one in self.team.colleagues.values() if one.id not in own and one.id not in self.team.closed)
        return frozenset(one.id for one in others if not one.away and one.role != ON_CALL)

    @property
    def meanwhile(self) -> UUID:
        """Who answers for work until somebody absent accepts it: the duty lead, else the writer."""
        duty = self.team.duty_lead
        return duty.id if duty else self.writer.id

    def about(self, closed: Collection[UUID]) -> "Room":
        """Return the room as it decides about somebody whose record these members have closed to themselves."""
        return replace(self, team=self.team.closed_to(closed))

    def name(self, member_id: UUID | None) -> str:
        """Return the name of a member; somebody who has left is not named."""
        found = self.team.colleagues.get(member_id) if member_id else None
        return found.name if found else _("somebody who has left the team")


def meeting_of(act: Act) -> MeetingRow:
    """Return the meeting that the act is made in."""
    row: MeetingRow = act.thing.row["meeting"]
    return row


def case_of(act: Act) -> CaseRow:
    """Return the case that the act is made on."""
    row: CaseRow = act.thing.row["case"]
    return row


def room_of(act: Act) -> Room:
    """Return where the actor decides. Two statements. Raises Refusal in a closed meeting, NotAllowed for no member."""
    meeting = meeting_of(act)
    team = teams_today(team_ids=[meeting.team_id], at=act.at)[meeting.team_id]
    if meeting.closed_at:
        words = {"time": time_words(meeting.closed_at)}
        raise Refusal(
            _("This meeting was closed at %(time)s: nothing can be added to it or changed in it.") % words, rule="P5"
        )
    here = planned(
        "select member_id from mdt_attendance where meeting_id = %s and how = any(%s::text[])",
        [meeting.id, sorted(HERE)],
    )
    return Room(meeting, team, own_colleague(act, team), frozenset(key for (key,) in here))


def room_about(act: Act) -> Room:
    """Return the room as it decides about the person of the act's case. Three statements."""
    case = case_of(act)
    room = room_of(act)
    return room.about(closed_to(team_id=room.meeting.team_id, person_id=case.person_id)) if case.person_id else room


def own_colleague(act: Act, team: TeamDay) -> Colleague:
    """Return the actor as a member of the team, in the role of the act if held. Raises NotAllowed."""
    own = [one for one in team.colleagues.values() if one.account_id == act.account_id]
    if not own:
        raise NotAllowed(_("Only a member of the team takes part in its weekly meeting."), rule="P3")
    return next((one for one in own if one.role == act.role), own[0])


def check_is_told_here(case: CaseRow) -> UUID:
    """Return whose case it is. Raises Refusal for a restricted one: what is decided stands on its own page."""
    if case.person_id is None:
        raise Refusal(_("This case is restricted: what is decided is written on its own page."), rule="P10")
    return case.person_id


def check_fresh(room: Room, case: CaseRow, version: int) -> None:
    """Raise Stale when somebody saved a case first; `extra` is the case as it is now. One statement then."""
    if case.version != version:
        raise stale(room, case)


def stale(room: Room, case: CaseRow) -> Stale:
    """Return the answer to whoever came second: what the first said. One statement."""
    now: CaseRow = sight_of_case(case_id=case.id).row["case"]
    if now.outcome is None:
        return Stale(_("Somebody moved this case or wrote on it meanwhile. Yours is not saved."), extra=now)
    words = {"name": room.name(now.settled_by_id), "outcome": outcome_label(now.outcome)}
    return Stale(_("%(name)s saved this first: “%(outcome)s”.") % words, extra=now)


def checked_words(text: str, field: str, missing: str) -> str:
    """Return what was typed in one line. Raises Refusal when there is nothing, or far too much."""
    words = tidy(text)
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


def offer_from_here(act: Act, action_id: UUID, to: To, field: str) -> None:
    """Offer work from the meeting. Raises Refusal beside the list of those it can go to."""
    try:
        offering.offer(
            act=act,
            action_id=action_id,
            to_member_id=to.member_id,
            to_role=to.role,
            to_team=to.team,
            note=_("Agreed in the weekly meeting"),
        )
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=field, rule="P3") from None
