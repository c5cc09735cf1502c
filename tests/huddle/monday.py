"""A team on a Monday morning with people on its list, and a huddle with them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from builders import AT, ATeam, Someone, a_contact, a_person, a_team, an_act, with_key
from kith.act import Act
from kith.huddle import operations as huddles
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import ItemRow, Whole, huddle, whole
from kith.huddle.rules import Presence
from kith.huddle.types import Attends, Decision, Told

AT_5PM = AT.replace(hour=16, minute=0)
TOLD = Told("Dr Marsh", "phone", AT, "visits at 11am")


@dataclass(frozen=True)
class Monday:
    """A team and the huddle that it holds."""

    team: ATeam
    huddle_id: UUID

    def act(self, who: Someone | None = None, at: datetime = AT) -> AbstractContextManager[Act]:
        """Return a transaction of a member (the team lead, who has the duty, unless said otherwise)."""
        return an_act(who or self.team.lead, at)

    def whole(self, who: Someone | None = None, at: datetime = AT) -> Whole:
        """Return everything in the huddle, as somebody sees it."""
        with self.act(who, at):
            return whole(huddle=huddle(huddle_id=self.huddle_id))

    def item(self, name: str) -> ItemRow:
        """Return somebody's item as it stands."""
        return next(one for one in self.whole().items if one.name == name)

    def settle(self, name: str, decision: Decision, who: Someone | None = None, at: datetime = AT) -> UUID:
        """Settle somebody's item as it stands."""
        item = self.item(name)
        with self.act(who, at) as act:
            return huddles.settle(act=act, item_id=item.id, version=item.version, decision=decision)

    def escalate(self, name: str, told: Told | None = None, at: datetime = AT) -> UUID:
        """Raise an escalation for somebody to the duty lead."""
        with self.act(at=at) as act:
            return huddles.raise_escalation(
                act=act,
                item_id=self.item(name).id,
                what="Breathless at rest: clinical review",
                to_id=self.team.lead.member_id,
                told=told,
            )

    def close(self, who: Someone | None = None, at: datetime = AT, reason: str = "") -> UUID:
        """Close the huddle."""
        with self.act(who, at) as act:
            return huddles.close(act=act, huddle_id=self.huddle_id, reason=reason)


def a_missed_visit(team: ATeam, person_id: UUID, happened_at: datetime, reason: str = "nobody in") -> UUID:
    """Record that a visit failed."""
    return a_contact(team, person_id, "missed", happened_at, reason=reason)


def started(team: ATeam, *, people: Sequence[UUID] = (), at: datetime = AT, away: Sequence[Someone] = ()) -> Monday:
    """Start a huddle led by the team lead; put these people on its agenda."""
    there = [Attends(one.member_id, Presence.AWAY if one in away else Presence.ROOM) for one in team.members]
    with an_act(team.lead, at) as act:
        found = Monday(team, huddles.start(act=act, team_id=team.id, attendance=there))
        for person_id in people:
            huddles.add_person(act=with_key(act), huddle_id=found.huddle_id, person_id=person_id)
    return found


def a_monday(*names: str, at: datetime = AT) -> Monday:
    """A team, these people on its list, and a huddle with them on its agenda."""
    team = a_team()
    return started(team, people=[a_person(team, name) for name in names], at=at)


def ring(owner: Someone | None, due_at: datetime | None = AT_5PM, what: str = "Ring the pharmacy") -> Decision:
    """Give an action."""
    return Decision(Outcome.ACTION, what=what, owner_id=owner.member_id if owner else None, due_at=due_at)


SEEN = Decision(Outcome.NO_CHANGE, reason="seen yesterday and well")
