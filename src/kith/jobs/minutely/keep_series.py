"""The contacts of running series stand ahead as rows; those of people who are away are paused, and go on when they are back."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.contact.keeping import keep
from kith.contact.series_queries import number_to_keep
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Keep series and pauses, team by team."""
    for_each_team(at, _keep)


def _keep(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if number_to_keep(team_id=team_id, at=at):
            keep(act=act, team_id=team_id)
