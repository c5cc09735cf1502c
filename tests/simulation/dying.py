"""A process that lives a borough's days and is killed by itself, without warning, before the statement of a given number."""

import os
import signal
import sys
from datetime import datetime
from typing import Any

import django


class Killing:
    """Counts statements that mention a word (all, for none), and kills the process instead of sending the last of them."""

    def __init__(self, last: int, about: str) -> None:
        self.left = last
        self.about = about

    def __call__(self, execute: Any, statement: Any, *rest: Any) -> Any:
        """Send a statement, or die."""
        self.left -= self.about in str(statement)
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(statement, *rest)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    django.setup()
    from django.db import connection

    from kith.simulation.lives import Wanted, live

    days, people, seed, last = map(int, sys.argv[1:5])
    with connection.execute_wrapper(Killing(last, sys.argv[6])):
        live(Wanted(days, people, seed, datetime.fromisoformat(sys.argv[5])))
