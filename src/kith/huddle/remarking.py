"""Saying something beside an item of a huddle, from elsewhere or from the room; only whoever leads shows it to all."""

from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, ids, operation
from kith.huddle import queries, remarks
from kith.huddle.acting import item_of, room_here
from kith.huddle.models import Remark
from kith.huddle.remarks import RemarkRow
from kith.person.rules import tidy

LONGEST_REMARK = 200
"""Characters of a remark: it is read in passing, while others speak."""


@operation("huddle.remark", sight=queries.sight_of_item)
def remark(*, act: Act, item_id: UUID, text: str) -> UUID:
    """
    Put a short remark beside an item for whoever leads; return it. It decides nothing, and stays in the record.

    Raises:
        Refusal: without words, for too many, or in a closed huddle. NotAllowed: for nobody of the team.
    """
    item, room = item_of(act), room_here(act)
    words = tidy(text)
    if not words:
        raise Refusal(_("Write what you would like to say."), field="text")
    if len(words) > LONGEST_REMARK:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST_REMARK}, field="text")
    made = Remark(
        id=ids.new(),
        team_id=room.huddle.team_id,
        huddle_id=room.huddle.id,
        item_id=item_id,
        person_id=item.person_id,
        text=words,
        by_id=room.writer.id,
        said_at=act.at,
        act_id=act.id,
    )
    made.save(force_insert=True)
    return made.id


@operation("huddle.show_remark", sight=remarks.sight_of_remark)
def show_remark(*, act: Act, remark_id: UUID, is_shown: bool = True) -> UUID:
    """
    Show a remark on the screens that follow, or take it off again.

    Raises:
        NotAllowed: for anybody but whoever leads the huddle. Refusal: in a closed huddle.
    """
    row: RemarkRow = act.thing.row["remark"]
    room = room_here(act)
    if room.writer.id != room.huddle.facilitator_id:
        raise NotAllowed(_("Only whoever leads the huddle shows a remark to all."), rule="P5")
    Remark.objects.filter(id=row.id).update(shown_at=act.at if is_shown else None, act_id=act.id)
    return row.id
