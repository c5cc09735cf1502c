"""A merge of two records reaches every list within a minute, and so does its undoing."""

from datetime import datetime

from kith.access.home import as_kith
from kith.handover.merging import follow_merges


def run(at: datetime) -> None:
    """Follow the merges that are not followed yet."""
    with as_kith(at=at, channel="job") as act:
        follow_merges(act=act)
