"""Whoever answers for a line of a team's set-up hears a fortnight before what was said of it runs out."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.board.setting_up import number_lapsing, tell_lapsing
from kith.jobs.teams import for_each_team
from kith.team.queries import team_by_id


def run(at: datetime) -> None:
    """Tell, team by team."""
    for_each_team(at, _tell)


def _tell(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if number_lapsing(team=team_by_id(team_id=team_id)):
            tell_lapsing(act=act, team_id=team_id)
