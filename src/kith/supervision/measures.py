"""The numbers that steer supervision, as they are in force for a team."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kith.policy.in_force import said_of
from kith.policy.supervision_rules import SUPERVISION, Measure


def number_of(what: str, *, team_id: UUID, at: datetime) -> int:
    """
    Return how often there is a session, how much is sampled, over how long practice is told, or from how many contacts: as it is
    in force for a team at a moment. No statement for a team that this process has read.
    """
    found: Mapping[str, Measure] = said_of(SUPERVISION, team_id=team_id, at=at)
    return found[what].number
