"""The numbers that steer supervision, as they ship: read once a process."""

from functools import cache

from kith.policy.queries import tables_folder
from kith.supervision.rules import Measure, read_measures


@cache
def measures() -> dict[str, Measure]:
    """Return how often there is a session, how much is sampled, over how long practice is told, and from how many contacts."""
    return read_measures((tables_folder() / "supervision.csv").read_text(encoding="utf-8").splitlines())


def number_of(what: str) -> int:
    """Return one of them."""
    return measures()[what].number
