"""When waiting work raises itself: since when it waits, and which steps of the cadences have come."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kith.place.rules import at_local, in_london, local_day
from kith.policy.rules import Cadence
from kith.team.rules import Calendar, add_service_days

STALE_SERVICE_DAYS = 10
"""Service days without a word on open work after which it is stale."""
STALE_AT_LEAST = timedelta(days=STALE_SERVICE_DAYS)
"""No calendar has more than one service day a day: work younger than this is never stale."""


def after_service_days(since: datetime, number: int, calendar: Calendar) -> datetime:
    """Return the same London time a number of service days later; the moment itself for 0, service day or not."""
    if number == 0:
        return since
    return at_local(add_service_days(local_day(since), number, calendar), in_london(since).time())


def begins_to_wait(subject: str, since: datetime, calendar: Calendar) -> datetime:
    """
    Return the moment from which a cadence counts.

    `since` is the deadline of overdue work, the answer to unaccepted work, and the last word on work that may be stale,
    which is so ten service days later.
    """
    return after_service_days(since, STALE_SERVICE_DAYS, calendar) if subject == "stale" else since


def steps_come(
    cadences: Iterable[Cadence], subject: str, since: datetime, at: datetime, calendar: Calendar
) -> list[Cadence]:
    """Return the steps of a subject whose moment is past, first step first: at the moment itself nothing is late yet."""
    waits = begins_to_wait(subject, since, calendar)
    return [
        one
        for one in cadences
        if one.subject == subject and at > after_service_days(waits, one.after_service_days, calendar)
    ]
