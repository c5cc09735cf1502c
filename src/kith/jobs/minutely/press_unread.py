"""Something urgent that nobody reads goes on to the named lead, then to the team lead, by the table of cadences."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.board.pressing import press_on, to_press
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Tell the next, team by team."""
    for_each_team(at, _press)


def _press(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if to_press(team_id=team_id, at=at):
            press_on(act=act, team_id=team_id)
