"""One team for all tests of a module, with somebody who may only propose and somebody who decides."""

import pytest

from builders import AT, ATeam, Someone, a_member
from standing_team import _monday_morning, doris, standing, team

__all__ = ["_monday_morning", "doris", "helper", "standing", "supervisor", "team"]


@pytest.fixture
def helper(team: ATeam) -> Someone:
    return a_member(team, "Bo Helper", "community-health-worker", AT)


@pytest.fixture
def supervisor(team: ATeam) -> Someone:
    return a_member(team, "Joy Supervisor", "clinical-supervisor", AT)
