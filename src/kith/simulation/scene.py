"""A scene: one team at one moment of its day, with the dice of this moment, and acts whose keys say where they belong."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from uuid import UUID

from kith.access.home import ROLE
from kith.access.rules import KITH_ACCOUNT
from kith.act import Act
from kith.act.context import set_context, stand
from kith.simulation.living import LivingMember, LivingTeam
from kith.team.queries import DayOnTeam, day_on_team

CHANNEL = "simulation"


def dice_of(name: str) -> Random:
    """Return the dice that a name always gives."""
    return Random(name)  # noqa: S311  (made-up days, not secrets)


@dataclass(slots=True)
class Acting:
    """
    Acts inside one transaction, one after another by whoever it is, each with the next key of this name.

    The same name gives the same keys: what was done under it is done once, however often it is asked for (P13).
    """

    name: str
    number: int = 0
    known: dict[tuple[UUID, str], Act] = field(default_factory=dict)
    standing: tuple[UUID, str, datetime] | None = None

    def act(self, account_id: UUID, role: str, at: datetime) -> Act:
        """Go on as somebody at a moment. Seats are read once for each; those opened later need `Acting` anew."""
        self.number += 1
        key, who = f"{self.name} {self.number}", (account_id, role)
        if who not in self.known:
            self.known[who] = stand(account_id=account_id, role=role, at=at, channel=CHANNEL, key=key)
        elif self.standing != (*who, at):
            set_context(account_id=account_id, role=role, at=at)
        self.standing = (*who, at)
        return replace(self.known[who], at=at, key=key)

    def as_kith(self, at: datetime) -> Act:
        """Go on as Kith itself, whose seats are read each time: it opens them."""
        self.known.pop((UUID(KITH_ACCOUNT), ROLE), None)
        return replace(self.act(UUID(KITH_ACCOUNT), ROLE, at), name="Kith")


@dataclass(slots=True)
class Scene:
    """One team at one moment of a day that it works."""

    team: LivingTeam
    day: date
    at: datetime
    acting: Acting
    dice: Random

    def act(self, member: LivingMember | None = None, at: datetime | None = None) -> Act:
        """Go on as a member (else the team lead), at a moment (else that of the scene), with a key of its own."""
        member = member or self.team.lead
        return self.acting.act(member.account_id, member.role, at or self.at)

    def today(self) -> DayOnTeam:
        """Return who works today, who takes the duty, who is away. One statement."""
        return day_on_team(team=self.team.info, day=self.day, at=self.at)

    def there(self, today: DayOnTeam) -> list[LivingMember]:
        """Return the members on shift, in their order; the team lead alone when nobody is."""
        return [member for member in self.team.members if member.member_id in today.on_shift] or [self.team.lead]

    def answering(self, today: DayOnTeam) -> LivingMember:
        """Return who takes the duty, the team lead where that is the on-call cover."""
        return self.team.member(today.answering)
