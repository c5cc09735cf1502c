"""What the holder of a link does at the door: opens it, types a wrong code, says that it is not for them."""

from uuid import UUID

from kith.act import Act, operation
from kith.door import queries
from kith.door.models import Link
from kith.door.rules import CODE_TRIES, Ended, Held
from kith.door.seams import seams


@operation("door.open", sight=queries.sight_of_link)
def open_(*, act: Act, link_id: UUID) -> bool:
    """Note when a link was first opened; say whether this was the first time. What was sent counts as collected from then."""
    fresh = Link.objects.filter(id=link_id, first_opened_at=None, ended_at=None, valid_until__gt=act.at)
    return fresh.update(first_opened_at=act.at, act_id=act.id) == 1


@operation("door.try_code", sight=queries.sight_of_link)
def try_code(*, act: Act, link_id: UUID) -> int:
    """
    Count a wrong code; return how many tries are left. With none left the link has ended, and whoever asked is told.

    No refusal: the count must stay. The link is locked, so that several tries at once are counted one by one.
    """
    row = Link.objects.get(id=link_id)
    tries = min(row.wrong_tries + 1, CODE_TRIES)
    if row.ended_at is not None:
        return 0
    values = {"ended_at": act.at, "ended_because": Ended.GUESSED} if tries == CODE_TRIES else {}
    Link.objects.filter(id=link_id).update(wrong_tries=tries, act_id=act.id, **values)
    if tries == CODE_TRIES:
        _tell(act, Ended.GUESSED)
    return CODE_TRIES - tries


@operation("door.turn_away", sight=queries.sight_of_link)
def turn_away(*, act: Act, link_id: UUID) -> bool:
    """End a link because its holder says that it is not for them, and tell whoever asked; say whether it was open until now."""
    return _end(act, link_id, Ended.NOT_FOR_THEM)


@operation("door.shut", sight=queries.sight_of_link)
def shut(*, act: Act, link_id: UUID) -> bool:
    """End a link because what it was made for may not be shared any more, and tell whoever asked; say whether it was open."""
    return _end(act, link_id, Ended.NOT_SHARED)


def _end(act: Act, link_id: UUID, because: Ended) -> bool:
    if (
        Link.objects.filter(id=link_id, ended_at=None).update(ended_at=act.at, ended_because=because, act_id=act.id)
        != 1
    ):
        return False
    _tell(act, because)
    return True


def _tell(act: Act, because: Ended) -> None:
    held: Held = act.thing.row["held"]
    if tells := seams.tells.get(held.for_what):
        tells(act, held, because)
