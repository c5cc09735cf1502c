"""What a supervisor looks at afterwards comes to the queues."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.jobs.teams import for_each_team
from kith.supervision.gathering import gather, to_gather


def run(at: datetime) -> None:
    """Gather what has no line yet, team by team."""
    for_each_team(at, _gather)


def _gather(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if to_gather(team_id=team_id, at=at):
            gather(act=act, team_id=team_id)
