"""Partners who have not answered are reminded, and reported back when their time is over."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.alignment.following import follow_up, waiting
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Remind and report, team by team."""
    for_each_team(at, _follow)


def _follow(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if waiting(team_id=team_id, at=at):
            follow_up(act=act, team_id=team_id)
