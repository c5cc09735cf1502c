"""
Races on a database that commits: each racer has a thread and a connection of its own, and all are let go together.

Nobody commits before everybody has finished or waits for somebody's lock: so each racer has read before any other's change
can be seen, which is the worst that can happen, and happens each time. A control takes a guard away and sees the check fail.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from builders import AT, Someone
from doctor_world import url_as
from kith.act import Act, Refusal
from kith.act.context import standing
from kith.database.templates import Clone

Racer = Callable[["Door"], Any]
_LOOK_AGAIN = 0.005
"""Seconds after which whoever stands at the door looks again whether everybody else waits."""
_PATIENCE = 30.0


class Door:
    """Where racers wait before they commit, until everybody else stands here too, waits for a lock or is over."""

    def __init__(self, number: int, address: str) -> None:
        self.start = threading.Barrier(number)
        self._number = number
        self._here = 0
        self._open = False
        self._changed = threading.Condition()
        self._looking = psycopg.connect(address, autocommit=True)

    def wait(self) -> None:
        """Stand at the door until nobody is still on the way."""
        with self._changed:
            self._here += 1
            self._changed.notify_all()
            self._until(self._number)

    def turn(self, number: int) -> None:
        """Wait until so many others stand at the door, wait for a lock or are over."""
        with self._changed:
            self._until(number)

    def _until(self, number: int) -> None:
        for _ in range(int(_PATIENCE / _LOOK_AGAIN)):
            if self._open or self._here + self._waiting() >= number:
                self._open = self._open or number == self._number
                self._changed.notify_all()
                return
            self._changed.wait(_LOOK_AGAIN)
        raise AssertionError("somebody neither came to the door nor waits for a lock")

    def over(self) -> None:
        """Say that a racer is not coming (any more)."""
        with self._changed:
            self._here += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let go of the connection that looks."""
        self._looking.close()

    def _waiting(self) -> int:
        row = self._looking.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ).fetchone()
        assert row is not None
        return int(row[0])


def by(who: Someone, does: Callable[[Act], Any], at: Any = AT, *, key: str = "") -> Racer:
    """Return a racer that does one thing as somebody, and commits once nobody is on the way any more."""

    def race(door: Door) -> Any:
        with standing(account_id=who.account_id, role=who.role, at=at, key=key) as act:
            outcome = does(act)
            door.wait()
        return outcome

    return race


def at_once(database: Clone, *racers: Racer, without: str = "", in_turn: bool = False) -> list[Any]:
    """
    Run the racers and return what each returned, or the refusal that it met; anything else is raised.

    `in_turn`: each is let go when the one before has done its own and not committed, so that who is first is known.
    `without` is a piece that is cut out of every statement sent: the guard whose absence a check must notice.
    """
    door = Door(len(racers), url_as("super", database.name))
    results: list[Any] = [None] * len(racers)
    cut: list[str] = []

    def run(number: int) -> None:
        try:
            door.start.wait(_PATIENCE)
            door.turn(number if in_turn else 0)
            with _cutting(without, cut):
                results[number] = racers[number](door)
        except Exception as error:  # noqa: BLE001  (a thread tells what it met by its result)
            results[number] = error
        finally:
            door.over()
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(racers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    door.close()
    assert bool(cut) == bool(without), "the guard that was to be taken away is not there"
    wrong = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)]
    if wrong:
        raise wrong[0]
    return results


@contextmanager
def _cutting(without: str, cut: list[str]) -> Iterator[None]:
    def send(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if without and without in sql:
            cut.append(sql)
            sql = sql.replace(without, "")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(send):
        yield


def take_away(database: Clone, drop: str) -> None:
    """Take a guard of the database away for good: the database of a control is thrown away afterwards."""
    with psycopg.connect(url_as("super", database.name), autocommit=True) as everything:
        everything.execute(drop)  # type: ignore[call-overload]  # our own statement


def asked(database: Clone, question: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    """Return what a question answers to somebody from whom nothing is hidden."""
    with psycopg.connect(url_as("super", database.name), autocommit=True) as everything:
        return everything.execute(question, values).fetchall()  # type: ignore[call-overload]  # our own statement
