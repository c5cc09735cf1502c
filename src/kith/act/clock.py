"""The one clock. Read at the edge (a request, a command, a job) and passed in from there; nothing else asks for the time."""

import os
import time
from datetime import UTC, datetime, timedelta

_started = time.monotonic()


def now() -> datetime:
    """
    Return this moment, in UTC.

    KITH_CLOCK (an ISO moment with offset) makes the process believe that it started at that moment: for tests and demos,
    so that they do not depend on the day they run on.
    """
    if start := os.environ.get("KITH_CLOCK"):
        return datetime.fromisoformat(start).astimezone(UTC) + timedelta(seconds=time.monotonic() - _started)
    return datetime.now(UTC)
