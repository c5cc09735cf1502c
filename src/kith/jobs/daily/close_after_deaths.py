"""When all is done after a death, and 30 days are over, the list entry ends and the team's access with it."""

from datetime import datetime

from kith.access.home import as_kith
from kith.handover.deaths import close_after_deaths


def run(at: datetime) -> None:
    """End the entries whose time is over."""
    with as_kith(at=at, channel="job") as act:
        close_after_deaths(act=act)
