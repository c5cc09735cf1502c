"""One team for all tests of a module, with a clinical supervisor."""

import pytest

from builders import AT, ATeam, Someone, a_member
from standing_team import _monday_morning, doris, standing, team

__all__ = ["_monday_morning", "doris", "standing", "supervisor", "team"]


@pytest.fixture
def supervisor(team: ATeam) -> Someone:
    return a_member(team, "Joy Supervisor", "clinical-supervisor", AT)
