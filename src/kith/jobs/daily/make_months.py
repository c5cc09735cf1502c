"""Looks are kept by month; the months to come are made before the first look of them."""

from datetime import datetime

from kith.trail.writing import make_months

MONTHS_AHEAD = 3


def run(at: datetime) -> None:
    """Make this month and the next ones, as far as they are missing."""
    make_months(first=at, number_of_months=MONTHS_AHEAD)
