"""One team for all tests of a module, with a place manager and a clinical supervisor."""

import pytest

from builders import ATeam, Someone, a_member, a_working_manager
from standing_team import _monday_morning, doris, standing, team


@pytest.fixture
def manager(team: ATeam) -> Someone:
    """The place manager, with a seat on the team."""
    return a_working_manager(team, "Peter Lindqvist")


@pytest.fixture
def supervisor(team: ATeam) -> Someone:
    """The clinical supervisor of the team."""
    return a_member(team, "Miriam Stone", "clinical-supervisor")


__all__ = ["_monday_morning", "doris", "standing", "team"]
