"""An escalation that nobody answered in time goes on to the next step of its route."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.escalation.moving import move_on
from kith.escalation.queries import past_their_time
from kith.jobs.teams import for_each_team


def run(at: datetime) -> None:
    """Move on what is past its time, team by team."""
    for_each_team(at, _move_on)


def _move_on(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        if past_their_time(team_id=team_id, at=at):
            move_on(act=act, team_id=team_id)
