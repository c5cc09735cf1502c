"""The clocks of a concern: those that were in force for its team when it was raised. A newer table binds what is raised later."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kith.policy.clock_rules import CLOCKS, Clock
from kith.policy.in_force import said_of


def clocks(*, team_id: UUID, raised_at: datetime) -> Sequence[Clock]:
    """Return the clocks in the order of their table. No statement for a team that this process has read."""
    found: Sequence[Clock] = said_of(CLOCKS, team_id=team_id, at=raised_at)
    return found
