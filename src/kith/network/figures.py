"""The figures of duplication and continuity, as they ship: read once a process."""

from functools import cache

from kith.network.rules import read_figures
from kith.policy.queries import tables_folder


@cache
def figures() -> dict[str, int]:
    """Return within how many days something is done twice, and how many faces are many."""
    return read_figures((tables_folder() / "network.csv").read_text(encoding="utf-8").splitlines())
