"""Where it is decided: the running huddle, who writes, who accepts what is given by being there, who may be offered it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal
from kith.action.operations import LONGEST
from kith.board.team_day import Colleague, TeamDay, teams_today
from kith.huddle.queries import HuddleRow
from kith.person.rules import tidy
from kith.place.rules import time_words
from kith.team.rules import ON_CALL


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is decided: the running huddle, the team today, who writes, and who accepts what is given here (P3)."""

    huddle: HuddleRow
    team: TeamDay
    writer: Colleague
    present: frozenset[UUID] = frozenset()

    @property
    def may_own(self) -> frozenset[UUID]:
        """The members who may be given work here: those present, and the duty lead."""
        duty = self.team.duty_lead
        return (self.present | ({duty.id} if duty else frozenset())) - self.team.closed

    @property
    def may_be_offered(self) -> frozenset[UUID]:
        """The members to whom work may be offered from here: those of the team who are not here and not away today."""
        return frozenset(one.id for one in absent_colleagues(self.team, self.may_own))

    def meanwhile(self, lead_id: UUID | None) -> UUID:
        """Return who answers for work until somebody absent accepts it: the day lead if here, the duty lead, the writer."""
        duty = self.team.duty_lead
        if lead_id in self.may_own and lead_id is not None:
            return lead_id
        return duty.id if duty else self.writer.id

    def about(self, closed: Collection[UUID]) -> "Room":
        """Return the room as it decides about somebody whose record these members have closed to themselves."""
        return replace(self, team=self.team.closed_to(closed))

    def name(self, member_id: UUID | None) -> str:
        """Return the name of a member; somebody who has left is not named."""
        found = self.team.colleagues.get(member_id) if member_id else None
        return found.name if found else _("somebody who has left the team")


def absent_colleagues(team: TeamDay, here: Collection[UUID]) -> list[Colleague]:
    """
    Return who may be offered work though they are not here, by name.

    Not who is away today, has closed the person's record to themselves, or is the on-call cover.
    """
    others = [one for one in team.colleagues.values() if one.id not in here and one.id not in team.closed]
    return [one for one in others if not one.away and one.role != ON_CALL]


def room_of(act: Act, huddle: HuddleRow, present: Collection[UUID] = ()) -> Room:
    """Return where the actor decides. Two statements. Raises Refusal in a closed huddle, NotAllowed for no member."""
    team = teams_today(team_ids=[huddle.team_id], at=act.at)[huddle.team_id]
    if huddle.closed_at:
        words = {"time": time_words(huddle.closed_at)}
        raise Refusal(_("This huddle was closed at %(time)s: nothing can be added to it or changed in it.") % words)
    return Room(huddle, team, own_colleague(act, team), frozenset(present))


def own_colleague(act: Act, team: TeamDay) -> Colleague:
    """Return the actor as a member of the team, in the role of the act if held. Raises NotAllowed."""
    own = [one for one in team.colleagues.values() if one.account_id == act.account_id]
    if not own:
        raise NotAllowed(_("Only a member of the team takes part in its huddle."), rule="P3")
    return next((one for one in own if one.role == act.role), own[0])


def checked_words(text: str, field: str, missing: str) -> str:
    """Return what was typed in one line. Raises Refusal when there is nothing, or far too much."""
    words = tidy(text)
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


def name_in(team: TeamDay, member_id: UUID | None) -> str:
    """Return the name of a member as a sentence begins; somebody who has left is not named."""
    found = team.colleagues.get(member_id) if member_id else None
    return found.name if found else _("Somebody who has left the team")
