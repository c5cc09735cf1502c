"""
At 2:05pm somebody writes down what an agency, or the team, does for a person; now and then it goes against what another does. Who
is asked to settle that does so some days later (`work`).
"""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from kith.action.queries import ActionRow
from kith.agency.queries import agencies
from kith.contradiction import items
from kith.contradiction.ending import Agrees
from kith.contradiction.items import Item
from kith.contradiction.queries import contradiction, items_of
from kith.contradiction.rules import Finds, ItemFacts, State
from kith.contradiction.settling import Settlement, StopsItem, say_none, settle
from kith.contradiction.tables import tables
from kith.contradiction.words import whose_words
from kith.policy.queries import right_of
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import on_list, with_agencies
from kith.simulation.scene import Scene

TIMES = (time(14, 5),)
WRITES, GOES_AGAINST, STOPS, IS_NONE = 0.8, 0.5, 0.2, 0.15
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
    if done and scene.dice.random() < GOES_AGAINST:
        item = _against(scene, scene.dice.choice(done), known, person_id) or item
    items.add_item(act=scene.act(writer), team_id=scene.team.id, person_id=person_id, item=item)


def _item(scene: Scene, person_id: UUID, agency: tuple[UUID, str]) -> Item:
    kind, subject, instruction, days = scene.dice.choice(words.DONE_BY_OTHERS)
    told = f"{scene.dice.choice(words.GIVEN_NAMES)[0]}, {agency[1]}"
    return Item(person_id, scene.team.id, kind, subject, told, instruction, agency_id=agency[0], days=days)


def _against(scene: Scene, first: ItemFacts, known: Sequence[tuple[UUID, str]], person_id: UUID) -> Item | None:
    """Return what another agency does that goes against something done, None where nothing of the kind does."""
    others = [one for one in known if one[0] != first.agency_id]
    contrary = sorted(
        choice
        for kind, pair in tables().same
        if kind == first.kind and first.instruction in pair
        for choice in pair - {first.instruction}
    )
    if not others or not contrary:
        return None
    agency = scene.dice.choice(others)
    told = f"{scene.dice.choice(words.GIVEN_NAMES)[0]}, {agency[1]}"
    instruction = scene.dice.choice(contrary)
    return Item(person_id, scene.team.id, first.kind, first.subject, told, instruction, agency_id=agency[0])


def _go_through(scene: Scene, writer: LivingMember, one: ItemFacts) -> None:
    """Let something done be confirmed by whoever told it, or stopped."""
    if scene.dice.random() < STOPS:
        for_all = scene.dice.random() < STOPS
        because = scene.dice.choice(words.STOPPED_BECAUSE)
        items.stop_item(act=scene.act(writer), item_id=one.id, version=one.version, because=because, for_all=for_all)
        return
    items.confirm_item(act=scene.act(writer), item_id=one.id, version=one.version, told_by=one.told_by)


def settle_one(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    """Let whoever is asked settle a contradiction with both sides, or say why it is none."""
    assert action.origin_id is not None and action.person_id is not None
    scene.act(owner)
    row = contradiction(contradiction_id=action.origin_id)
    if row.state is not State.OPEN:
        return
    if row.finds is not Finds.OLDER and scene.dice.random() < IS_NONE:
        because = scene.dice.choice(words.GO_TOGETHER)
        say_none(act=scene.act(owner), contradiction_id=row.id, version=row.version, because=because)
        return
    now = {one.id: one for one in items_of(person_id=action.person_id, at=scene.at)}
    sides = [side for side in (row.left, row.right) if side]
    there = [now[UUID(side.id)] for side in sides if side.of == "item" and UUID(side.id) in now]
    stops = [StopsItem(one.id, one.version) for one in there[:1]]
    agreed = [
        Agrees(name, side.told_by or whose_words(side), scene.dice.choice(words.AGREED_HOW))
        for name, side in zip(("left", "right"), sides, strict=False)
    ]
    settlement = Settlement(
        scene.dice.choice(words.HOLDS_NOW),
        scene.dice.choice(words.TOLD_ALL),
        agreed or [Agrees("other", owner.made_up.name, scene.dice.choice(words.AGREED_HOW))],
        only_one="" if agreed else words.ONE_ALONE,
        stops=stops,
    )
    settle(act=scene.act(owner), contradiction_id=row.id, version=row.version, settlement=settlement)


def _may(scene: Scene, one: LivingMember, command: str) -> bool:
    return right_of(command, one.role, "", team_id=scene.team.id, at=scene.at).verdict == "decide"
