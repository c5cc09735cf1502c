"""At 12:40pm it is written where people live, who cares for them, and which other services came; and a new face is planned."""

from datetime import date, time, timedelta
from uuid import UUID

from kith.contact import operations as contacts
from kith.contact.seams import Wish, seams
from kith.contact.service_rules import AGAIN, ANYWAY, service_of_role
from kith.contact.services import domains, services
from kith.contact.serving import Heard, Served
from kith.network import operations as network
from kith.network.operations import Cares
from kith.network.queries import carers, household
from kith.person.queries import identity
from kith.person.whereabouts import Detail, correct_contact_details
from kith.place.rules import at_local
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import on_list, without_address
from kith.simulation.scene import Scene
from kith.team.queries import members
from kith.team.rules import add_service_days

TIMES = (time(12, 40),)
ADDRESSES_A_DAY = 5
TOGETHER = 0.35
"""Share of those who live with the one written before them."""
CARER, ASSESSED, CARES_NO_LONGER = 0.3, 0.4, 0.03
OTHERS, REASON = 0.9, 0.5
NEW_FACE = 0.35


def happen(scene: Scene) -> None:
    """Let the one who has time write what they know of somebody's home, carers and the services that come."""
    scene.act()
    people, today = [one.person_id for one in on_list(team_id=scene.team.id)], scene.today()
    if not people:
        return
    _addresses(scene)
    person_id = scene.dice.choice(people)
    able = scene.who_can_open(person_id, scene.there(today))
    if not able:
        return
    writer = scene.dice.choice(able)
    if scene.dice.random() < CARER:
        _carer(scene, writer, person_id)
    if scene.dice.random() < OTHERS:
        _other_service(scene, writer, person_id)
    if scene.dice.random() < NEW_FACE:
        _new_face(scene, writer, person_id)


def _addresses(scene: Scene) -> None:
    """Write where some of those live of whom nobody knows it; some live with the one before."""
    scene.act()
    street = scene.dice.choice(words.STREETS)
    number = scene.dice.randint(1, 400)
    for person_id in without_address(team_id=scene.team.id, at_most=ADDRESSES_A_DAY):
        number = number if scene.dice.random() < TOGETHER else scene.dice.randint(1, 400)
        correct_contact_details(
            act=scene.act(),
            person_id=person_id,
            recorded_at=identity(person_id=person_id).recorded_at,
            details=[Detail("address", f"{number} {street}", f"AS{len(street) % 9 + 1} {number % 9 + 1}XZ")],
        )


def _carer(scene: Scene, writer: LivingMember, person_id: UUID) -> None:
    dice = scene.dice
    scene.act(writer)
    there = [one for one in carers(person_id=person_id) if one.ended_at is None]
    if not there:
        relation, name, does = dice.choice(words.CARERS)
        living = household(person_id=person_id)
        known_as = living[0].id if living else None
        cares = Cares("partner", does) if known_as else Cares(relation, does, name)
        network.add_carer(
            act=scene.act(writer), team_id=scene.team.id, person_id=person_id, carer=cares, known_as=known_as
        )
        return
    one = there[0]
    if dice.random() < CARES_NO_LONGER:
        network.end_carer(
            act=scene.act(writer),
            team_id=scene.team.id,
            carer_id=one.id,
            version=one.version,
            because=dice.choice(words.CARES_NO_LONGER),
        )
    elif dice.random() < ASSESSED:
        network.assess_carer(
            act=scene.act(writer),
            team_id=scene.team.id,
            carer_id=one.id,
            state=dice.choice(("offered", "accepted", "declined", "done")),
            on_date=scene.day,
        )


def _other_service(scene: Scene, writer: LivingMember, person_id: UUID) -> None:
    """Write down that another service came, and what it assessed; sometimes why again."""
    dice = scene.dice
    assessed = dice.sample([*domains()], dice.choice((1, 1, 2)))
    because = dice.choice(AGAIN) if dice.random() < REASON else ""
    contacts.record(
        act=scene.act(writer),
        team_id=scene.team.id,
        person_id=person_id,
        member_id=None,
        by_other=dice.choice(words.OTHER_SERVICES),
        way="visit",
        state="made",
        happened_at=scene.at - timedelta(hours=dice.choice((1, 2, 26))),
        served=Served("", assessed, str(because)),
    )


def _new_face(scene: Scene, writer: LivingMember, person_id: UUID) -> None:
    """Plan a visit of whoever it is; what is said before is kept, with a reason or without one."""
    dice = scene.dice
    day: date = add_service_days(scene.day, dice.choice((1, 2)), scene.team.calendar)
    window_from = at_local(day, time(dice.choice((10, 14)), 15))
    scene.act(writer)
    there = members(team_id=scene.team.id, at=scene.at)
    service = service_of_role(services(), writer.role)
    wish = Wish(person_id, scene.team.id, writer.member_id, "", service, "visit", window_from, there)
    said = seams.cautions(wish, scene.at)
    why = str(dice.choice(ANYWAY)) if said.warned and dice.random() < REASON else ""
    contacts.plan(
        act=scene.act(writer),
        team_id=scene.team.id,
        person_id=person_id,
        member_id=writer.member_id,
        way="visit",
        window_from=window_from,
        window_to=window_from + timedelta(minutes=45),
        heard=Heard(said.warned, why),
    )
