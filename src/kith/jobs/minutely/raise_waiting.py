"""Overdue, stale and unaccepted work raises itself by the table of cadences."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.action.raising import raise_waiting, to_raise
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Raise what has waited long enough, team by team."""
    for_each_team(at, _raise)


def _raise(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if to_raise(team_id=team_id, at=at):
            raise_waiting(act=act, team_id=team_id)
