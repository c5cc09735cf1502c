"""When a leave begins, what is still in the hands of whoever goes passes to whoever takes the duty."""

from datetime import datetime

from kith.access.home import as_kith
from kith.handover.operations import begin_leaves


def run(at: datetime) -> None:
    """Begin the leaves of today."""
    with as_kith(at=at, channel="job") as act:
        begin_leaves(act=act)
