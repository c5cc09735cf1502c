"""The tables of items and of what contradicts, as they ship: read once a process."""

from functools import cache

from kith.contradiction.rules import Tables, read_tables
from kith.policy.queries import tables_folder


@cache
def tables() -> Tables:
    """Return the kinds of item, what goes against what, and the words of wishes."""
    names = ("item-kinds", "contradictions", "preferences")
    kinds, contrary, wishes = (
        (tables_folder() / f"{name}.csv").read_text(encoding="utf-8").splitlines() for name in names
    )
    return read_tables(kinds, contrary, wishes)
