"""At 12:50pm it is written which agencies work with somebody and why, what somebody does not want shared, and what was told."""

from datetime import time, timedelta
from uuid import UUID

from kith.agency import queries, rules
from kith.agency.disclosing import Said, tell
from kith.agency.involving import Telling, Works, involve
from kith.agency.objecting import Overrides, object_to, override, withdraw_objection
from kith.agency.queries import Involved
from kith.agency.rules import PURPOSES, Allowed
from kith.agency.told_queries import ObjectionRow, objections_of
from kith.place.rules import local_day
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import on_list, with_agencies
from kith.simulation.scene import Scene

TIMES = (time(12, 50),)
SHARE = 3
"""Of so many people one has agencies."""
MOST_A_DAY = 3
TELLS, OBJECTS, TAKES_BACK, OVERRIDDEN = 0.5, 0.12, 0.1, 0.2


def happen(scene: Scene) -> None:
    """Let whoever is there write what they know of the agencies around somebody."""
    scene.act()
    people = [one.person_id for one in on_list(team_id=scene.team.id)]
    if not people:
        return
    having = with_agencies(team_id=scene.team.id)
    there = scene.there(scene.today())
    missing = len(people) // SHARE - len(having)
    for person_id in [one for one in people if one not in having][: max(0, min(missing, MOST_A_DAY))]:
        able = scene.who_can_open(person_id, there)
        if able:
            _involve(scene, scene.dice.choice(able), person_id)
    if having:
        person_id = scene.dice.choice(having)
        able = scene.who_can_open(person_id, there)
        if able:
            _talk(scene, scene.dice.choice(able), person_id)


def _involve(scene: Scene, writer: LivingMember, person_id: UUID) -> None:
    """Write down one or two agencies that work with somebody, each for what is agreed with it."""
    scene.act(writer)
    agreed = [one for one in queries.agencies(team_id=scene.team.id, at=scene.at) if one.purposes]
    for agency in scene.dice.sample(agreed, min(len(agreed), scene.dice.choice((1, 1, 2)))):
        reached = queries.contacts_of(agency_ids=[agency.id], at=scene.at)
        purpose = scene.dice.choice(sorted(agency.purposes))
        basis = PURPOSES[purpose].bases[0]
        contact = scene.dice.choice(reached) if reached else None
        telling = Telling("in person", writer.made_up.name)
        works = Works(agency.id, purpose, basis, telling, contact.id if contact else None)
        involve(act=scene.act(writer), team_id=scene.team.id, person_id=person_id, works=works)
        scene.act(writer)


def _talk(scene: Scene, writer: LivingMember, person_id: UUID) -> None:
    """Tell an agency something, or hear that somebody does not want it."""
    scene.act(writer)
    works = queries.agencies_of(person_id=person_id, at=scene.at)
    standing = [one for one in objections_of(person_ids=[person_id]) if one.withdrawn_at is None]
    if not works:
        return
    one = scene.dice.choice(works)
    is_told, objects = scene.dice.random() < TELLS, not standing and scene.dice.random() < OBJECTS
    if is_told and not objects:  # what is told in the moment in which somebody objects is told against what they said
        _tell(scene, writer, person_id, one)
    if standing:
        _settle(scene, writer, person_id, standing[0], one)
    elif objects:
        _object(scene, writer, person_id, one)


def _tell(scene: Scene, writer: LivingMember, person_id: UUID, one: Involved) -> None:
    scene.act(writer)
    found = queries.may_share(person_id=person_id, agency_id=one.agency_id, purpose=one.purpose, at=scene.at)
    if not isinstance(found, Allowed):
        return
    fields = [field for field in rules.FIELDS if field in found.fields][: scene.dice.choice((1, 2, 3))]
    said = Said(one.agency_id, one.purpose, fields, scene.dice.choice(("telephone", "meeting")), one.contact_id)
    tell(act=scene.act(writer), team_id=scene.team.id, person_id=person_id, said=said)


def _object(scene: Scene, writer: LivingMember, person_id: UUID, one: Involved) -> None:
    object_to(
        act=scene.act(writer),
        team_id=scene.team.id,
        person_id=person_id,
        words=scene.dice.choice(words.OBJECTIONS),
        agency_id=one.agency_id,
        purpose=scene.dice.choice(("", one.purpose)),
    )


def _settle(scene: Scene, writer: LivingMember, person_id: UUID, objection: ObjectionRow, one: Involved) -> None:
    """Let somebody take back what they said; rarely the clinical supervisor decides to share it all the same."""
    if scene.dice.random() < TAKES_BACK:
        withdraw_objection(
            act=scene.act(writer),
            team_id=scene.team.id,
            objection_id=objection.id,
            version=objection.version,
            words=scene.dice.choice(words.TAKEN_BACK),
        )
        return
    supervisor = next((each for each in scene.team.members if each.role == "clinical-supervisor"), None)
    if supervisor is None or scene.dice.random() >= OVERRIDDEN:
        return
    if supervisor not in scene.who_can_open(person_id, [supervisor]):
        return
    scene.act(supervisor)
    held = queries.standings(person_id=person_id, agency_id=one.agency_id)[one.agency_id]
    objects = any(rules.objects_now(each, one.purpose, scene.at) for each in held.objections)
    if not objects or any(each.purpose == one.purpose and rules.overrides(each, scene.at) for each in held.overrides):
        return
    last = local_day(scene.at) + timedelta(days=scene.dice.choice((6, 13, 27)))
    telling = Telling("telephone", supervisor.made_up.name)
    sharing = Overrides(one.agency_id, one.purpose, words.OVERRIDE_REASON, words.OVERRIDE_GROUND, last, telling)
    override(act=scene.act(supervisor), team_id=scene.team.id, person_id=person_id, sharing=sharing)
