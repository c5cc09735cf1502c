"""What the pages of the huddle are made from: the team today, and its huddle."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kith.act import NotVisible
from kith.board.team_day import TeamDay, teams_today
from kith.huddle.presenter import Running
from kith.huddle.queries import HuddleRow, huddle_of_day, whole
from kith.huddle.seams import meets_next
from kith.place.rules import local_day
from kith.team.queries import TeamInfo, team_by_slug
from kith.web.routes import Request

READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Here:
    """The team of a page today, and its huddle: the open one of whichever day, else that of today, else None."""

    info: TeamInfo
    team: TeamDay
    row: HuddleRow | None

    @property
    def open(self) -> HuddleRow:
        """The open huddle. Raises NotVisible when none is open."""
        if self.row is None or self.row.closed_at:
            raise NotVisible(_("No huddle is open. Open the huddle again from the menu."))
        return self.row


def here_of(request: Request, slug: str) -> Here:
    """Return the team with this address today, and its huddle. Raises NotVisible for a team that is not the viewer's."""
    info = team_by_slug(slug=slug, viewer=request.viewer)
    team = teams_today(team_ids=[info.id], at=request.at)[info.id]
    return Here(info, team, huddle_of_day(team_id=info.id, day=local_day(request.at)))


def running_of(request: Request, here: Here, row: HuddleRow | None = None) -> Running:
    """Return a huddle with everything in it: this one, else the open one. Raises NotVisible when none is open."""
    meets_at = meets_next(team=here.team, at=request.at)
    return Running(here.team, whole(huddle=row or here.open), request.at, meets_at)
