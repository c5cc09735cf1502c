"""A scene: one team at one moment of its day, with the dice of this moment, and acts whose keys say where they belong."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from uuid import UUID

from kith.access.home import ROLE
from kith.access.rules import KITH_ACCOUNT
from kith.act import Act
from kith.act.context import set_context, stand
from kith.simulation.living import LivingMember, LivingTeam
from kith.simulation.reading import records_closed
from kith.team.queries import DayOnTeam, day_on_team

CHANNEL = "simulation"


def dice_of(name: str) -> Random:
    """Return the dice that a name always gives."""
    return Random(name)  # noqa: S311  (made-up days, not secrets)


@dataclass(slots=True)
class Hour:
    """
    What is read once for an hour, which is one transaction: the teams with their members, and the seats of whoever acts.

    Whatever opens or ends a seat lets it be forgotten, so that the next act and the next event find it as it is.
    """

    teams: list[LivingTeam] = field(default_factory=list)
    seated: dict[tuple[UUID, str], Act] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget who is on which team and what seats they have."""
        self.teams.clear()
        self.seated.clear()


@dataclass(slots=True)
class Acting:
    """
    Acts inside one transaction, one after another by whoever it is, each with the next key of this name.

    The same name gives the same keys: what was done under it is done once, however often it is asked for (P13).
    """

    name: str
    hour: Hour = field(default_factory=Hour)
    number: int = 0
    standing: tuple[UUID, str, datetime] | None = None

    def act(self, account_id: UUID, role: str, at: datetime) -> Act:
        """Go on as somebody at a moment, with the seats that the hour knows of."""
        self.number += 1
        key, who = f"{self.name} {self.number}", (account_id, role)
        if who not in self.hour.seated:
            self.hour.seated[who] = stand(account_id=account_id, role=role, at=at, channel=CHANNEL, key=key)
        elif self.standing != (*who, at):
            set_context(account_id=account_id, role=role, at=at)
        self.standing = (*who, at)
        return replace(self.hour.seated[who], at=at, key=key)

    def as_kith(self, at: datetime) -> Act:
        """Go on as Kith itself."""
        return replace(self.act(UUID(KITH_ACCOUNT), ROLE, at), name="Kith")


@dataclass(slots=True)
class Scene:
    """One team at one moment of a day that it works."""

    team: LivingTeam
    day: date
    at: datetime
    acting: Acting
    dice: Random
    closed: set[tuple[UUID, UUID]] | None = None

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

    def who_can_open(self, person_id: UUID | None, members: Iterable[LivingMember]) -> list[LivingMember]:
        """
        Return those to whom a record is not closed because they know the person.

        Read once for a scene, as the team lead, to whom none is closed: whoever acted before begins a new act after it.
        """
        if self.closed is None:
            self.act()
            self.closed = records_closed(accounts=[member.account_id for member in self.team.members])
        closed = self.closed
        return [member for member in members if (member.account_id, person_id) not in closed]

    def answering(self, today: DayOnTeam) -> LivingMember:
        """Return who takes the duty, the team lead where that is the on-call cover."""
        return self.team.member(today.answering)
