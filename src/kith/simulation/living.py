"""A made-up team as it stands in the database: its members with their accounts, and who of them leads people."""

from dataclasses import dataclass
from uuid import UUID

from kith.simulation.borough import MadeUpMember, MadeUpTeam
from kith.simulation.reading import members_by_username
from kith.team.queries import TeamInfo, all_teams
from kith.team.rules import Calendar

DUTY_ROLES = ("team-lead", "nurse", "social-worker")
"""Who takes the duty, in turn."""
LEAST_MEMBERS, LEAST_FOR_DUTY = 8, 4
FORTY, LEAST_PACE = 40, 0.35
LEADS_NOBODY = ("gp", "housing")
"""Roles that lead nobody over time."""


@dataclass(frozen=True, slots=True)
class LivingMember:
    """A member with an account."""

    member_id: UUID
    account_id: UUID
    made_up: MadeUpMember

    @property
    def role(self) -> str:
        """The role they act in."""
        return self.made_up.role


@dataclass(frozen=True, slots=True)
class LivingTeam:
    """A team that lives: those who are members now, in the order in which they were made up or joined."""

    info: TeamInfo
    made_up: MadeUpTeam
    members: tuple[LivingMember, ...]

    @property
    def id(self) -> UUID:
        """The team's id."""
        return self.info.id

    @property
    def calendar(self) -> Calendar:
        """The days it works."""
        return self.info.calendar

    @property
    def pace(self) -> float:
        """How much happens beside what its people bring: 1 with a list of forty at the start, less with a shorter one."""
        return min(1.0, max(LEAST_PACE, len(self.made_up.people) / FORTY))

    @property
    def lead(self) -> LivingMember:
        """The team lead."""
        return self.members[0]

    @property
    def leads(self) -> list[LivingMember]:
        """Those who lead people over time."""
        return [member for member in self.members if member.role not in LEADS_NOBODY]

    def member(self, member_id: UUID | None) -> LivingMember:
        """Return one member; the team lead for somebody who is none (any more), or for nobody."""
        return next((member for member in self.members if member.member_id == member_id), self.lead)


def may_leave(team: LivingTeam, member: LivingMember) -> bool:
    """Say whether a team can go on without a member: it keeps its lead, eight members, and four of those who take the duty."""
    rest = [one for one in team.members if one != member]
    number_for_duty = sum(one.role in DUTY_ROLES for one in rest)
    return member != team.lead and len(rest) >= LEAST_MEMBERS and number_for_duty >= LEAST_FOR_DUTY


def living_teams(made_up: tuple[MadeUpTeam, ...]) -> list[LivingTeam]:
    """Return the teams that exist, as they stand at the moment of the context: read as Kith. A statement, and one a team."""
    infos = {info.slug: info for info in all_teams()}
    teams = [_team(infos[team.slug], team) for team in made_up if team.slug in infos]
    return [team for team in teams if team.members]


def _team(info: TeamInfo, made_up: MadeUpTeam) -> LivingTeam:
    found = members_by_username(team_id=info.id)
    members = [
        LivingMember(*found[member.username], member)
        for member in (*made_up.members, *made_up.to_join)
        if member.username in found
    ]
    return LivingTeam(info, made_up, tuple(members))
