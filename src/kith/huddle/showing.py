"""What the screens that follow a huddle are told: the item it is at, and that a screen is a room's."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, ids, operation
from kith.board.team_day import teams_today
from kith.huddle import queries
from kith.huddle.acting import item_of, room_here
from kith.huddle.deciders import own_colleague
from kith.huddle.models import Shown
from kith.person.rules import tidy
from kith.team.queries import sight_of_team

LONGEST_SHOWN = 500
"""Characters of what is being written that those who follow are shown."""


@operation("huddle.open_room", sight=sight_of_team)
def open_room(*, act: Act, team_id: UUID) -> UUID:
    """Set up a room's screen, which shows the team's huddle by initials until the end of the day: an entry of the trail."""
    own_colleague(act, teams_today(team_ids=[team_id], at=act.at)[team_id])
    return team_id


@operation("huddle.show", sight=queries.sight_of_item)
def show(
    *, act: Act, item_id: UUID, what: str = "", owner_id: UUID | None = None, due_at: datetime | None = None
) -> UUID:
    """
    Show those who follow which item the huddle is at, and what is being written for it. Nothing is decided by it.

    Raises:
        NotAllowed: for anybody but whoever leads the huddle. Refusal: for an owner who is not on the team, too many
            words, or in a closed huddle.
    """
    item, room = item_of(act), room_here(act)
    if room.writer.id != room.huddle.facilitator_id:
        raise NotAllowed(_("Only whoever leads the huddle shows what it is at."), rule="P5")
    if owner_id is not None and owner_id not in room.team.colleagues:
        raise Refusal(_("Choose somebody of the team."), field="who")
    if len(what) > LONGEST_SHOWN:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST_SHOWN}, field="what")
    row = Shown(
        id=ids.new(),
        team_id=room.huddle.team_id,
        huddle_id=room.huddle.id,
        item_id=item_id,
        person_id=item.person_id,
        what=tidy(what),
        owner_id=owner_id,
        due_at=due_at,
        act_id=act.id,
    )
    Shown.objects.bulk_create(
        [row],
        update_conflicts=True,
        update_fields=["item", "person", "what", "owner", "due_at", "act"],
        unique_fields=["huddle"],
    )
    return item_id
