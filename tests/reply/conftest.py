"""One team for all tests of a module, with an agency that works with Doris and was sent a summary."""

from alignment.conftest import asking
from standing_team import _monday_morning, doris, standing, team

__all__ = ["_monday_morning", "asking", "doris", "standing", "team"]
