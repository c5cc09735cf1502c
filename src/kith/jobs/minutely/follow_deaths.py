"""A death that another team or an import recorded reaches every list within a minute, and so does its undoing."""

from datetime import datetime

from kith.access.home import as_kith
from kith.handover.deaths import follow_deaths


def run(at: datetime) -> None:
    """Follow the deaths that are not followed yet."""
    with as_kith(at=at, channel="job") as act:
        follow_deaths(act=act)
