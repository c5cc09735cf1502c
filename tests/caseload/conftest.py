"""One team for all tests of a module."""

from small_world import may
from standing_team import _monday_morning, doris, standing, team

__all__ = ["_monday_morning", "doris", "may", "standing", "team"]
