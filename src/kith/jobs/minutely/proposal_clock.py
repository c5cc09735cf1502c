"""A proposal that nobody answered in time goes on to the next who may decide it."""

from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith, with_key
from kith.jobs.teams import for_each_team
from kith.proposal.operations import move_on
from kith.proposal.queries import past_their_time


def run(at: datetime) -> None:
    """Move on what is past its time, team by team."""
    for_each_team(at, _move_on)


def _move_on(team_id: UUID, at: datetime) -> None:
    with as_kith(at=at, channel="job") as act:
        for proposal_id, by in past_their_time(team_id=team_id, at=at):
            move_on(act=with_key(act, f"proposal {proposal_id} {by.isoformat()}"), proposal_id=proposal_id)
