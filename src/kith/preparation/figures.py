"""The numbers that steer the weekly meeting, as they ship: read once a process."""

from functools import cache

from kith.policy.queries import tables_folder
from kith.preparation.rules import read_figures


@cache
def figures() -> dict[str, int]:
    """Return size, minutes, days ahead and the rest by what they steer."""
    return read_figures((tables_folder() / "weekly-meeting.csv").read_text(encoding="utf-8").splitlines())
