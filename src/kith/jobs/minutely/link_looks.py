"""Looks are written fast, as lists of people; this files them under each person, where "who looked" finds them."""

from datetime import datetime

from kith.trail.writing import link_looks


def run(at: datetime) -> None:
    """File the looks that are not filed yet."""
    link_looks()
