"""By when partners answer and when they are reminded, as it ships: read once a process."""

from functools import cache

from kith.alignment.rules import Times, read_times
from kith.policy.queries import tables_folder


@cache
def times() -> Times:
    """Return the days of policy/partner-answers.csv."""
    return read_times((tables_folder() / "partner-answers.csv").read_text(encoding="utf-8").splitlines())
