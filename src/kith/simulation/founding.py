"""Setting up the made-up borough through the real operations: place, teams, members, rotas, cover, people and their leads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from kith.access import operations as access
from kith.access.home import as_kith, with_key
from kith.access.operations import agree
from kith.act.context import standing
from kith.caseload import operations as caseload
from kith.caseload.queries import entry_of
from kith.person.operations import Details
from kith.place import operations as place
from kith.place.rules import at_local
from kith.simulation.borough import Borough, MadeUpMember, MadeUpPerson, MadeUpTeam
from kith.team import operations as teams
from kith.team.rules import Calendar, DayPlan, is_service_day

DAYS_BEFORE = 21
"""The borough begins this many days before its first lived day, so that the first list is not new."""

DAYS_AHEAD = 28
ON_SHIFT = 7
NEVER_SIGNED_IN = "housing"
"""The role whose members have not signed in yet, to show what a first sign-in looks like."""


@dataclass(slots=True)
class LivingMember:
    """A member with an account."""

    member_id: UUID
    account_id: UUID
    made_up: MadeUpMember
    password: str
    has_agreed: bool = True


@dataclass(slots=True)
class LivingTeam:
    """A team that lives: its members, who leads whom, and who is still to come."""

    id: UUID
    made_up: MadeUpTeam
    calendar: Calendar
    members: list[LivingMember] = field(default_factory=list)
    to_come: list[MadeUpPerson] = field(default_factory=list)
    dice: Random = field(default_factory=Random)

    def by_id(self, member_id: UUID) -> LivingMember:
        """Return one member."""
        return next(member for member in self.members if member.member_id == member_id)

    @property
    def leads(self) -> list[LivingMember]:
        """Those who lead people over time: everybody but the GP and housing."""
        return [member for member in self.members if member.made_up.role not in ("gp", "housing")]


def password_of(username: str, seed: int) -> str:
    """Return the password of a made-up member: the same for a seed, printed at the end, good for a demo alone."""
    return f"{username}-of-ashmere-{seed}"


def found(*, borough: Borough, first: date, last: date, seed: int) -> list[LivingTeam]:
    """Make the borough as it stands before its first lived day; return its teams."""
    start_at = at_local(first - timedelta(days=DAYS_BEFORE), time(8))
    with as_kith(at=start_at, channel="simulation") as act:
        place_id = place.create(act=with_key(act), name=borough.name, slug=borough.slug)
    living = [_team(place_id, made_up, start_at, seed) for made_up in borough.teams]
    _cover(place_id, seed, start_at)
    days = [first + timedelta(days=number) for number in range(-DAYS_BEFORE, (last - first).days + DAYS_AHEAD + 1)]
    for team in living:
        _rota(team, days, start_at)
        _people(team, start_at)
    return living


def _team(place_id: UUID, made_up: MadeUpTeam, at: datetime, seed: int) -> LivingTeam:
    weekdays = list(range(7 if made_up.works_every_day else 5))
    with as_kith(at=at, channel="simulation") as act:
        team_id = teams.create(
            act=with_key(act),
            place_id=place_id,
            name=made_up.name,
            slug=made_up.slug,
            working_weekdays=weekdays,
            works_bank_holidays=made_up.works_every_day,
        )
    calendar = Calendar(frozenset(weekdays), frozenset(), made_up.works_every_day)
    team = LivingTeam(team_id, made_up, calendar, to_come=list(made_up.to_come))
    team.dice = Random(f"{seed} {made_up.slug}")  # noqa: S311  (made-up days, not secrets)
    for member in made_up.members:
        team.members.append(_member(team_id, member, at, seed))
    return team


def _member(team_id: UUID, made_up: MadeUpMember, at: datetime, seed: int) -> LivingMember:
    password = password_of(made_up.username, seed)
    with as_kith(at=at, channel="simulation") as act:
        account_id = access.create_account(
            act=with_key(act), username=made_up.username, name=made_up.name, password=password
        )
        member_id = teams.add_member(
            act=with_key(act),
            team_id=team_id,
            account_id=account_id,
            role=made_up.role,
            tier=made_up.tier,
            sessions=made_up.sessions,
        )
    is_new_here = made_up.role == NEVER_SIGNED_IN
    if not is_new_here:
        with standing(account_id=account_id, role=made_up.role, at=at, channel="simulation") as own:
            agree(act=with_key(own))
    return LivingMember(member_id, account_id, made_up, password, has_agreed=not is_new_here)


def _cover(place_id: UUID, seed: int, at: datetime) -> None:
    """Let one account, on no team otherwise, answer for the place outside service days."""
    with as_kith(at=at, channel="simulation") as act:
        account_id = access.create_account(
            act=with_key(act), username="oncall", name="Ashmere on-call cover", password=password_of("oncall", seed)
        )
        teams.set_on_call(act=with_key(act), place_id=place_id, account_id=account_id, since=at, until=None)


def _rota(team: LivingTeam, days: Iterable[date], at: datetime) -> None:
    """Publish the rota of the service days: duty and second go round, seven of ten are on shift."""
    duties = [
        member.member_id for member in team.members if member.made_up.role in ("team-lead", "nurse", "social-worker")
    ]
    everybody = [member.member_id for member in team.members]
    served = [day for day in days if is_service_day(day, team.calendar)]
    plans = []
    for number, day in enumerate(served):
        duty, second = duties[number % len(duties)], duties[(number + 1) % len(duties)]
        there = {duty, second, *team.dice.sample(everybody, ON_SHIFT - 2)}
        plans.append(DayPlan(day, duty, second, tuple(sorted(there))))
    with as_kith(at=at, channel="simulation") as act:
        teams.set_rota(act=with_key(act), team_id=team.id, days=plans, publish=True)


def _people(team: LivingTeam, at: datetime) -> None:
    lead = team.members[0]
    for made_up in team.made_up.people:
        add_person(team=team, by=lead, made_up=made_up, at=at)


def add_person(*, team: LivingTeam, by: LivingMember, made_up: MadeUpPerson, at: datetime) -> UUID:
    """Put somebody on the team's list, with named lead, deputy, risk tier and cadence."""
    details = Details(
        given=made_up.given,
        family=made_up.family,
        birth_date=made_up.birth_date,
        nhs_number=made_up.nhs_number,
        sex=made_up.sex,
        needs=made_up.needs,
        what_matters=made_up.what_matters,
    )
    named, deputy = team.dice.sample(team.leads, 2)
    with standing(account_id=by.account_id, role=by.made_up.role, at=at, channel="simulation") as act:
        person_id = caseload.add_person(act=with_key(act), team_id=team.id, details=details)
        entry = entry_of(team_id=team.id, person_id=person_id)
        assert entry is not None
        caseload.set_leads(
            act=with_key(act),
            entry_id=entry.id,
            version=entry.version,
            named_lead_id=named.member_id,
            deputy_id=deputy.member_id,
        )
        caseload.set_entry(
            act=with_key(act),
            entry_id=entry.id,
            version=entry.version + 1,
            risk_tier=made_up.risk_tier,
            cadence_days=made_up.cadence_days,
        )
    return person_id
