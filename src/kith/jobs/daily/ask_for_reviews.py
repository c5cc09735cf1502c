"""Plans that are due to be looked through within seven days are asked for, once."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.jobs.teams import for_each_team
from kith.plan.asking import ask_for_reviews, is_anything_due
from kith.team.queries import team_by_id


def run(at: datetime) -> None:
    """Ask, team by team."""
    for_each_team(at, _ask)


def _ask(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if is_anything_due(team=team_by_id(team_id=team_id), at=at):
            ask_for_reviews(act=act, team_id=team_id)
