"""What contradicts of what is done for people, and began or grew old without anybody writing: found once a day."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.contradiction.finding import find_all, is_anything_new
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Look, team by team."""
    for_each_team(at, _find)


def _find(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if is_anything_new(team_id=team_id, at=at):
            find_all(act=act, team_id=team_id)
