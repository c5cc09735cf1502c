"""How a contradiction ends: settled by named people, with what holds now and how all were told; or said to be none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, operation
from kith.contradiction import items, queries
from kith.contradiction.ending import Agrees, alone_with_what_happened, finish, hold, settled, stale, write
from kith.contradiction.finding import OPEN_AGAIN, ask
from kith.contradiction.models import SIDES, Contradiction
from kith.contradiction.queries import ContradictionRow
from kith.contradiction.rules import Finds, State
from kith.person.rules import is_a_reason, tidy

LONGEST = 2_000
BOTH_SIDES = frozenset(SIDES[:2])


@dataclass(frozen=True, slots=True)
class StopsItem:
    """An item that is not done any more by the settlement, as it was opened; `for_all`: nobody is to do it."""

    item_id: UUID
    version: int
    for_all: bool = False
    on_day: date | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    What holds now, in words; what changes; who agreed, of both sides or `only_one` says why of one alone, with whoever else did;
    how those who have to know were told. `stops` ends items in the same act.
    """

    holds: str
    how_told: str
    agreed: Sequence[Agrees]
    changes: str = ""
    only_one: str = ""
    stops: Sequence[StopsItem] = ()


@operation("contradiction.settle", sight=queries.sight_of_contradiction)
def settle(*, act: Act, contradiction_id: UUID, version: int, settlement: Settlement) -> UUID:
    """
    Settle a contradiction; the work that asks for it is done by that, and items that stop are stopped in the same act.

    Raises:
        Stale: where somebody changed it, or an item, since it was opened. Refusal: without what holds now, who agreed or how
            they were told; where one side alone agreed and nothing says why; for one that is not open.
    """
    row = _open_one(act, version)
    holds = _needed(settlement.holds, "holds", _("Say what holds now."))
    told = _needed(settlement.how_told, "how_told", _("Say how everybody who has to know was told."))
    agreed = [_checked(one) for one in settlement.agreed if tidy(one.who) or tidy(one.how)]
    if not agreed:
        raise Refusal(_("Name who agreed, of which agency, and how they said so."), field="who-left")
    only_one = _text(settlement.only_one, "only_one") or (
        alone_with_what_happened() if row.finds is Finds.OLDER else ""
    )
    if only_one and not is_a_reason(only_one):
        raise Refusal(_("Say why one side alone agreed, in a few words."), field="only_one")
    if not only_one and not {one.side for one in agreed} >= BOTH_SIDES:
        raise Refusal(_("Name who agreed of the other side, or say why one side alone agreed."), field="only_one")
    changes = _text(settlement.changes, "changes")
    settled(act, row, agreed, holds=holds, how_told=told, changes=changes, only_one=only_one)
    for one in settlement.stops:
        thing = queries.sight_of_item(item_id=one.item_id)
        if thing.person_id != row.person_id:
            raise Refusal(_("Choose an item of the same person."))
        because = tidy(holds)[: items.LONGEST]
        items.stop(
            act.on(thing), thing.row["item"], one.version, because=because, on_day=one.on_day, for_all=one.for_all
        )
    return row.id


@operation("contradiction.say_none", sight=queries.sight_of_contradiction)
def say_none(*, act: Act, contradiction_id: UUID, version: int, because: str) -> UUID:
    """
    Say that it is no contradiction, and why: it is not found again while both sides say the same.

    Raises:
        Stale: where somebody changed it. Refusal: without a reason; for one that is not open.
    """
    row = _open_one(act, version)
    why = _text(because, "because")
    if not is_a_reason(why):
        raise Refusal(_("Say why they do go together, in a few words."), field="because")
    write(act, row, version, state=State.NOT_ONE, settled_at=act.at, settled_by_id=act.account_id, because=why)
    finish(act, row, _("They do go together: %(why)s") % {"why": why})
    return row.id


@operation("contradiction.open_again", sight=queries.sight_of_contradiction)
def open_again(*, act: Act, contradiction_id: UUID, version: int) -> UUID:
    """
    Open a contradiction again that was not settled after all; somebody is asked for it anew.

    Raises:
        Stale: where somebody changed it. Refusal: for one that is open, or whose two sides stand as another open one.
    """
    row: ContradictionRow = act.thing.row["contradiction"]
    hold([row.person_id])
    if row.state is State.OPEN:
        raise Refusal(_("This is open already."))
    if Contradiction.objects.filter(person_id=row.person_id, pair=row.pair, state=State.OPEN).exists():
        raise Refusal(_("The same two stand as an open contradiction already: settle that one."))
    write(act, row, version, **OPEN_AGAIN)
    ask(act, [row.person_id], row.team_id)
    return row.id


def _open_one(act: Act, version: int) -> ContradictionRow:
    row: ContradictionRow = act.thing.row["contradiction"]
    hold([row.person_id])
    if row.version != version:
        raise stale(row)
    if row.state is not State.OPEN:
        raise Refusal(_("This is not open any more: open it again first."))
    return row


def _checked(one: Agrees) -> Agrees:
    if one.side not in SIDES:
        raise Refusal(_("Choose whose side they are of."), field="who-left")
    who = _needed(one.who, f"who-{one.side}", _("Name who agreed, of which agency."))
    how = _needed(one.how, f"how-{one.side}", _("Say how they agreed, for example: by telephone."))
    return Agrees(one.side, who, how)


def _needed(text: str, field: str, missing: str) -> str:
    words = _text(text, field)
    if not any(map(str.isalnum, words)):
        raise Refusal(missing, field=field)
    return words


def _text(text: str, field: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
