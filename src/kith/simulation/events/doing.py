"""
At 2:05pm somebody writes down what an agency, or the team, does for a person; where enough is written it is gone through, and
what is there is confirmed or stopped.
"""

from datetime import time
from uuid import UUID

from kith.agency.queries import agencies
from kith.contradiction import items
from kith.contradiction.items import Item
from kith.contradiction.queries import items_of
from kith.contradiction.rules import ItemFacts
from kith.policy.queries import right_of
from kith.simulation import words, words_done
from kith.simulation.living import LivingMember
from kith.simulation.reading import on_list, with_agencies
from kith.simulation.scene import Scene

TIMES = (time(14, 5),)
WRITES, STOPS = 0.8, 0.2
MOST = 4
"""How many things stand with one person before what is there is confirmed or stopped instead."""


def happen(scene: Scene) -> None:
    """Let what is done for one person with agencies be gone through, by somebody who can open the record."""
    scene.act()
    having, today = with_agencies(team_id=scene.team.id), scene.today()
    people = [one.person_id for one in on_list(team_id=scene.team.id) if one.person_id in having]
    if not people or scene.dice.random() >= WRITES:
        return
    person_id = scene.dice.choice(people)
    able = [one for one in scene.there(today) if _may(scene, one, "contradiction.add_item")]
    if not (writers := scene.who_can_open(person_id, able)):
        return
    writer = scene.dice.choice(writers)
    scene.act(writer)
    known = [(one.id, one.name) for one in agencies(team_id=scene.team.id, at=scene.at)]
    done = items_of(person_id=person_id, at=scene.at)
    if len(done) >= MOST:
        _go_through(scene, writer, scene.dice.choice(done))
        return
    item = _item(scene, person_id, scene.dice.choice(known))
    items.add_item(act=scene.act(writer), team_id=scene.team.id, person_id=person_id, item=item)


def _item(scene: Scene, person_id: UUID, agency: tuple[UUID, str]) -> Item:
    does = scene.dice.choice(words_done.DONE_BY_OTHERS)
    told = f"{scene.dice.choice(words.GIVEN_NAMES)[0]}, {agency[1]}"
    of = (does.kind, does.subject, told, does.instruction)
    return Item(person_id, scene.team.id, *of, agency_id=agency[0], days=does.days)


def _go_through(scene: Scene, writer: LivingMember, one: ItemFacts) -> None:
    """Let something done be confirmed by whoever told it, or stopped."""
    if scene.dice.random() < STOPS:
        because = scene.dice.choice(words_done.STOPPED_BECAUSE)
        items.stop_item(act=scene.act(writer), item_id=one.id, version=one.version, because=because)
        return
    items.confirm_item(act=scene.act(writer), item_id=one.id, version=one.version, told_by=one.told_by)


def _may(scene: Scene, one: LivingMember, command: str) -> bool:
    return right_of(command, one.role, "", team_id=scene.team.id, at=scene.at).verdict == "decide"
