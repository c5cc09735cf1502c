"""How whoever is asked settles a contradiction in a made-up borough: with both sides, each in the way that its kind is settled."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from kith.action.queries import ActionRow
from kith.contradiction import items
from kith.contradiction.ending import Agrees
from kith.contradiction.finding_rules import Side
from kith.contradiction.items import Item
from kith.contradiction.queries import ContradictionRow, contradiction, items_of
from kith.contradiction.rules import Finds, ItemFacts, State
from kith.contradiction.settling import Settlement, StopsItem, say_none, settle
from kith.plan.rules import AGREED, Content, Section
from kith.simulation import words_done as words
from kith.simulation.events.writing_plans import may, put
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene

IS_NONE = 0.15
"""Of what contradicts, what is none; never of what is older than something that happened."""


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
    done = items_of(person_id=action.person_id, at=scene.at)
    if row.finds is Finds.OLDER and _confirmed(scene, owner, row, done):
        return
    if row.finds is Finds.PREFERENCE and may(scene, owner, "plan.write", AGREED):
        put(scene, owner, row.person_id, Section.CONTINGENCY, Content(words.INSTEAD), words.WISHES_BECAUSE)
    of_sides = [one for one in done if one.id in row.item_ids]
    if row.finds is Finds.LEADS and of_sides:
        _lead_no_more(scene, owner, row.person_id, of_sides.pop())
        of_sides = []
    _settle(scene, owner, row, [StopsItem(one.id, one.version) for one in of_sides[:1]])


def _settle(scene: Scene, owner: LivingMember, row: ContradictionRow, stops: Sequence[StopsItem]) -> None:
    sides = [one for one in (row.left, row.right) if one]
    agreed = [
        Agrees(name, _who(side, owner), scene.dice.choice(words.AGREED_HOW))
        for name, side in zip(("left", "right"), sides, strict=False)
    ]
    settlement = Settlement(
        scene.dice.choice(words.HOLDS_NOW[row.finds]),
        scene.dice.choice(words.TOLD_ALL),
        agreed or [Agrees("other", owner.made_up.name, scene.dice.choice(words.AGREED_HOW))],
        only_one="" if agreed else words.ONE_ALONE,
        stops=stops,
    )
    settle(act=scene.act(owner), contradiction_id=row.id, version=row.version, settlement=settlement)


def _who(side: Side, owner: LivingMember) -> str:
    """Return who agrees for a side: who told it; of a wish the person, of what the plan says or who comes, whoever settles."""
    return side.told_by or (words.THEMSELVES if side.of == "wish" else owner.made_up.name)


def _confirmed(scene: Scene, owner: LivingMember, row: ContradictionRow, done: Sequence[ItemFacts]) -> bool:
    """Ask an agency whether what is older still holds: the last one that they confirm settles it."""
    assert row.left is not None and row.right is not None
    happened = date.fromisoformat(row.right.on)
    old = [one for one in done if one.party == row.left.id and one.confirmed_day < happened]
    for one in old:
        items.confirm_item(act=scene.act(owner), item_id=one.id, version=one.version, told_by=one.told_by)
    return bool(old)


def _lead_no_more(scene: Scene, owner: LivingMember, person_id: UUID, one: ItemFacts) -> None:
    """Write that somebody goes on with what they do, and does not lead it."""
    same = {each.name for each in fields(Item)} & {each.name for each in fields(ItemFacts)}
    now = Item(
        person_id=person_id,
        **{name: getattr(one, name) for name in same - {"leads", "told_day", "source", "stopped_day"}},
    )
    items.change_item(act=scene.act(owner), item_id=one.id, version=one.version, item=now)
