"""One team for all tests of a module."""

from standing_team import _monday_morning, doris, standing, team

__all__ = ["_monday_morning", "doris", "standing", "team"]
