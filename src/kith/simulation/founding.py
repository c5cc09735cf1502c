"""Setting up the made-up borough through the real operations: place, teams, members, rotas, cover, people and their leads."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kith.access import operations as access
from kith.caseload import operations as caseload
from kith.caseload.queries import entry_of
from kith.contact import operations as contacts
from kith.message.mail_rules import DIGEST_TIMES, USUAL
from kith.message.operations import set_preferences
from kith.person.operations import Details
from kith.place import operations as place
from kith.place.rules import at_local
from kith.policy.publishing import Somebody, publish_tables
from kith.policy.queries import right_of
from kith.simulation import words
from kith.simulation.borough import TEAM_TO_COME, Borough, MadeUpMember, MadeUpPerson, MadeUpTeam
from kith.simulation.living import LivingMember, living_teams
from kith.simulation.partners import agree_with_agencies
from kith.simulation.reading import on_list
from kith.simulation.rotas import publish_until
from kith.simulation.scene import Acting, Scene, dice_of
from kith.team import operations as teams
from kith.team import setting_up
from kith.team.queries import all_teams
from kith.team.set_up_rules import FootprintSaid, GoalSaid, LineSaid

DAYS_BEFORE = timedelta(days=21)
"""The borough begins this long before its first lived day, so that the first list is not new."""
FRESH = 1
"""The version of a list entry just made; said, not read, so that the same key always comes with the same body."""


def found(*, borough: Borough, day: date, at: datetime, wishes: str, name: str) -> None:
    """Make the borough as it stands before its first lived day. `wishes` is the key of the place: what it is made from."""
    acting = Acting(name)
    access.begin_home(act=acting.as_kith(at))
    act = replace(acting.as_kith(at), key=wishes)
    place_id = place.create(act=act, name=borough.name, slug=borough.slug)
    _floor(acting, place_id, borough, at)
    for made_up in borough.teams:
        _team(acting, place_id, made_up, at)
    _safeguarding(acting, borough, at)
    manager, to_come = _to_come(acting, place_id, borough, at)
    account_id = _account(acting, borough.cover, at)
    teams.set_on_call(act=acting.as_kith(at), place_id=place_id, account_id=account_id, since=at, until=None)
    _say_how_to_reach(acting, account_id, borough.cover, at)
    for team in living_teams(borough.teams):
        part = f"{name} {team.made_up.slug}"
        scene = Scene(team, day, at, Acting(part), dice_of(f"{borough.seed} {part}"))
        publish_until(team=team, first=day, day=day + DAYS_BEFORE, act=scene.act())
        _open(scene)
        for person in team.made_up.people:
            add_person(scene=scene, made_up=person)
    agree_with_agencies(acting, borough, manager=manager.account_id, team_id=to_come, at=at)


def _floor(acting: Acting, place_id: UUID, borough: Borough, at: datetime) -> None:
    """Publish what ships as the floor of the place, as whoever runs Kith does: no team opens before two have approved it."""
    by, *approvers = (Somebody(_account(acting, one, at), one.name) for one in borough.officers)
    publish_tables(act=acting.as_kith(at), place_id=place_id, by=by, approvers=approvers)


def _safeguarding(acting: Acting, borough: Borough, at: datetime) -> None:
    """Make the place's safeguarding lead a member of every team that lives."""
    lead = borough.safeguarding
    account_id = _account(acting, lead, at)
    acting.as_kith(at)
    lives = {one.slug for one in borough.teams}
    for team in (one for one in all_teams() if one.slug in lives):
        teams.add_member(
            act=acting.as_kith(at),
            team_id=team.id,
            account_id=account_id,
            role=lead.role,
            tier=lead.tier,
            sessions=lead.sessions,
        )
    access.agree(act=acting.act(account_id, lead.role, at))


def _to_come(acting: Acting, place_id: UUID, borough: Borough, at: datetime) -> tuple[LivingMember, UUID]:
    """
    Begin a team that has not opened, with the place manager on it: it has no people, no rota, and a list of what is missing.

    Return the manager and the team.
    """
    name, slug = TEAM_TO_COME
    team_id = teams.create(act=acting.as_kith(at), place_id=place_id, name=name, slug=slug)
    return add_member(acting=acting, team_id=team_id, made_up=borough.manager, at=at), team_id


def _open(scene: Scene) -> None:
    """Keep what was agreed for a team before its first day, as local administration does, and open it."""
    until = scene.day + words.SET_UP_HOLDS
    said = [LineSaid(line, told, until) for line, told in words.SET_UP.items()]
    teams_act = scene.acting.as_kith(scene.at)
    setting_up.set_up(
        act=teams_act,
        team_id=scene.team.id,
        footprint=FootprintSaid(scene.team.made_up.name, words.SMALL_AREAS, words.PRACTICES),
        goals=[GoalSaid(*one) for one in words.GOALS],
        said=said,
    )
    setting_up.open_(act=scene.acting.as_kith(scene.at), team_id=scene.team.id)


def _team(acting: Acting, place_id: UUID, made_up: MadeUpTeam, at: datetime) -> None:
    team_id = teams.create(
        act=acting.as_kith(at),
        place_id=place_id,
        name=made_up.name,
        slug=made_up.slug,
        working_weekdays=list(range(7 if made_up.works_every_day else 5)),
        works_bank_holidays=made_up.works_every_day,
    )
    for member in made_up.members:
        add_member(acting=acting, team_id=team_id, made_up=member, at=at)
    if made_up.newcomer:
        add_member(acting=acting, team_id=team_id, made_up=made_up.newcomer, at=at, has_signed_in=False)


def add_member(
    *, acting: Acting, team_id: UUID, made_up: MadeUpMember, at: datetime, has_signed_in: bool = True
) -> LivingMember:
    """Make an account and put it on the team, as local administration does; then they sign in for the first time."""
    account_id = _account(acting, made_up, at)
    member_id = teams.add_member(
        act=acting.as_kith(at),
        team_id=team_id,
        account_id=account_id,
        role=made_up.role,
        tier=made_up.tier,
        sessions=made_up.sessions,
    )
    if has_signed_in:
        access.agree(act=acting.act(account_id, made_up.role, at))
        _say_how_to_reach(acting, account_id, made_up, at)
    return LivingMember(member_id, account_id, made_up)


def _say_how_to_reach(acting: Acting, account_id: UUID, made_up: MadeUpMember, at: datetime) -> None:
    """Let a member say how they are reached: an address and a number that belong to nobody, and when the rest is told."""
    dice = dice_of(made_up.username)
    hours = dice.choice((None, None, 2, 4))
    set_preferences(
        act=acting.act(account_id, made_up.role, at),
        email=f"{made_up.username}@ashmere.example",
        phone=f"07700 900{dice.randrange(1000):03}",
        at_once=sorted(USUAL.at_once),
        digest="hours" if hours else "daily",
        digest_at=None if hours else dice.choice(DIGEST_TIMES[:8]),
        every_hours=hours,
    )


def _account(acting: Acting, made_up: MadeUpMember, at: datetime) -> UUID:
    act = acting.as_kith(at)
    return access.create_account(act=act, username=made_up.username, name=made_up.name, password=made_up.password)


def add_person(*, scene: Scene, made_up: MadeUpPerson) -> UUID:
    """
    Let the team lead put somebody on the list, with risk tier and cadence; a member whose role decides it takes them as named
    lead, with another as deputy.
    """
    details = Details(
        given=made_up.given,
        family=made_up.family,
        birth_date=made_up.birth_date,
        nhs_number=made_up.nhs_number,
        sex=made_up.sex,
        needs=made_up.needs,
        speaking=made_up.needs if made_up.needs != words.AT_THE_DOOR else "",
        getting_in=made_up.needs if made_up.needs == words.AT_THE_DOOR else "",
        what_matters=made_up.what_matters,
    )
    able = [one for one in scene.team.leads if right_of("caseload.set_leads", one.role).decides]
    named = scene.dice.choice(able)
    deputy = scene.dice.choice([one for one in scene.team.leads if one != named])
    person_id = caseload.add_person(act=scene.act(), team_id=scene.team.id, details=details)
    entry = entry_of(team_id=scene.team.id, person_id=person_id)
    assert entry is not None
    caseload.set_leads(
        act=scene.act(named),
        entry_id=entry.id,
        version=FRESH,
        named_lead_id=named.member_id,
        deputy_id=deputy.member_id,
    )
    caseload.set_entry(
        act=scene.act(),
        entry_id=entry.id,
        version=FRESH + 1,
        risk_tier=made_up.risk_tier,
        cadence_days=made_up.cadence_days,
    )
    return person_id


def give_a_past(*, scene: Scene) -> None:
    """Record a contact with everybody in the weeks before, so that the first morning is an ordinary one."""
    dice = scene.dice
    scene.act()
    for one in on_list(team_id=scene.team.id):
        ago = timedelta(days=dice.randint(1, max(2, one.cadence_days)))
        clock = time(dice.randint(9, 16), dice.choice((0, 15, 30, 45)))
        contacts.record(
            act=scene.act(),
            team_id=scene.team.id,
            person_id=one.person_id,
            member_id=one.named_lead_id or scene.team.lead.member_id,
            way=dice.choice(("visit", "visit", "phone")),
            state="made",
            happened_at=at_local(scene.day + timedelta(days=1) - ago, clock),
            note=dice.choice(words.CONTACT_NOTES),
        )
