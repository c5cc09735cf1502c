"""
Living days: operations a second of a borough of three teams, against what its round trips alone cost.

The limit: as many statements that ask nothing, in one transaction.
"""

import time
from datetime import date
from typing import Any

from bench.turns import Line, own_database, raw

DAYS, PEOPLE, UNTIL = 5, 120, date(2026, 6, 6)


class Counting:
    """Counts statements."""

    number = 0

    def __call__(self, execute: Any, *statement: Any) -> Any:
        """Send a statement."""
        self.number += 1
        return execute(*statement)


def main() -> list[Line | str]:
    """Let one borough live in a database of its own."""
    with own_database():
        from django.conf import settings
        from django.db import connection

        from kith.simulation.lives import live
        from kith.simulation.summary import answer_of
        from lived import wanted

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        what, counting = wanted(DAYS, PEOPLE, UNTIL), Counting()
        start = time.perf_counter()
        with connection.execute_wrapper(counting):
            live(what)
        seconds = time.perf_counter() - start
        operations = answer_of(what)["operations"]
        limit = _round_trips(counting.number)
    said = f"live {DAYS} days of {PEOPLE} people: {operations} operations in {seconds:.1f} s, {operations / seconds:.0f} a second"
    return [
        f"{said}, {counting.number / operations:.1f} statements each",
        Line("live, an operation", seconds * 1000 / operations, "round trips", limit * 1000 / operations),
    ]


def _round_trips(number: int) -> float:
    """Return the seconds that so many statements take which ask nothing."""
    with raw() as opened, opened.cursor() as cursor:
        start = time.perf_counter()
        for _ in range(number):
            cursor.execute("select 1")
            cursor.fetchone()
        return time.perf_counter() - start
