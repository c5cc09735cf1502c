"""What an operation of the huddle is made on: the huddle, the item, and the room in which it is decided."""

from kith.act import Act
from kith.huddle.deciders import Room, room_of
from kith.huddle.queries import HuddleRow, ItemRow


def huddle_of(act: Act) -> HuddleRow:
    """Return the huddle that the act is made in."""
    row: HuddleRow = act.thing.row["huddle"]
    return row


def item_of(act: Act) -> ItemRow:
    """Return the item that the act is made on."""
    row: ItemRow = act.thing.row["item"]
    return row


def room_here(act: Act) -> Room:
    """Return where the actor decides, as `room_of`. Two statements."""
    return room_of(act, huddle_of(act))
