"""An offer that nobody answered in time, or nobody can answer any more, lapses: the work is with its giver again."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.action.offer_queries import lapsing
from kith.action.offering import lapse
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Let what is over lapse, team by team."""
    for_each_team(at, _lapse)


def _lapse(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if lapsing(team_id=team_id, at=at):
            lapse(act=act, team_id=team_id)
