"""The next weekly meeting of each team stands ahead."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.jobs.teams import for_each_team
from kith.preparation.keeping import is_anything_due, keep
from kith.team.queries import team_by_id


def run(at: datetime) -> None:
    """Keep meetings, team by team."""
    for_each_team(at, _keep)


def _keep(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if is_anything_due(team=team_by_id(team_id=team_id), at=at):
            keep(act=act, team_id=team_id)
