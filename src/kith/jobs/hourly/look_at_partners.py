"""Partners of whom the plan says something else by now are found, for whoever asked them."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.alignment.following import changed, look_again
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Look, team by team."""
    for_each_team(at, _look)


def _look(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if changed(team_id=team_id):
            look_again(act=act, team_id=team_id)
