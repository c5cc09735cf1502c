"""Whoever follows a person hears of four kinds of change, and nothing once they cannot open the record any more."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.board.following import end_follows, number_to_end, tell_followers, untold
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """End what is over, then tell, team by team."""
    with as_kith(at=at, channel="job") as act:
        if number_to_end():
            end_follows(act=act)
    for_each_team(at, _tell)


def _tell(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if untold(team_id=team_id, at=at):
            tell_followers(act=act, team_id=team_id)
