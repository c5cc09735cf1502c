"""A planned contact of which nobody says what became is followed up once its window is over."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.contact.chasing import chase
from kith.contact.queries import number_unsaid
from kith.contact.rules import RESULT_WITHIN
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Follow up what lacks its result, team by team."""
    for_each_team(at, _chase)


def _chase(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if number_unsaid(team_id=team_id, over_before=at - RESULT_WITHIN):
            chase(act=act, team_id=team_id)
