"""What every benchmark stands on: a database of its own, a browser that is signed in, and two things measured in turns."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

TURNS = int(os.environ.get("KITH_BENCH_TURNS", "15"))


@dataclass(frozen=True)
class Line:
    """What was measured against its limit: median milliseconds of each over the turns."""

    what: str
    kith_ms: float
    limit: str
    limit_ms: float

    def __str__(self) -> str:
        ratio = self.kith_ms / self.limit_ms
        return f"{self.what}: Kith {self.kith_ms:.1f} ms, {self.limit} {self.limit_ms:.1f} ms, ratio {ratio:.1f}"


@contextmanager
def own_database() -> Iterator[None]:
    """Start Django on a fresh clone that is dropped afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    import django

    django.setup()
    from cloning import using
    from kith.database.templates import build_template, clone, drop

    copy = clone(build_template())
    try:
        with using(copy):
            yield
    finally:
        drop(copy)


def in_turns(*runs: Callable[[], object], turns: int = TURNS) -> list[float]:
    """Return the median milliseconds of each, run in turns after one unmeasured turn."""
    times: list[list[float]] = [[] for _ in runs]
    for turn in range(turns + 1):
        for run, found in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            if turn:
                found.append((time.perf_counter() - start) * 1000)
    return [median(found) for found in times]


@contextmanager
def raw(role: str = "app") -> Iterator[psycopg.Connection]:
    """Open a connection of its own to the database of the benchmark."""
    from django.db import connection

    from kith.database.connection import database_url

    with psycopg.connect(database_url(role, connection.settings_dict["NAME"])) as opened:  # type: ignore[arg-type]  # role is a literal of two
        yield opened


def reads_of(client: Any, address: str) -> list[str]:
    """
    Return the statements that a page sends, but for the look that it leaves on the trail.

    It is asked over a new connection, so that what is prepared once (kith.database.planned) is among them.
    """
    from django.db import connection

    connection.close()
    connection.close_pool()
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    connection.force_debug_cursor = False
    sent = [str(one["sql"]) for one in connection.queries]
    return [sql for sql in sent if sql not in ("BEGIN", "COMMIT") and "trail_look" not in sql.partition(" from ")[0]]


def read(opened: psycopg.Connection, statements: list[str]) -> None:
    """Send statements in one transaction and take every row; what is prepared is prepared at the first time only."""
    with opened.transaction(), opened.cursor() as cursor:
        cursor.execute("select name from pg_prepared_statements")
        ready = {name for (name,) in cursor.fetchall()}
        for statement in statements:
            if statement.startswith("prepare ") and statement.split("(")[0].split()[1] in ready:
                continue
            cursor.execute(statement.encode())
            if cursor.description:
                cursor.fetchall()


def signed_in(account_id: UUID) -> Any:
    """Return a browser without scripts in which somebody is signed in."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client

    from kith.act.clock import now

    session = SessionStore()
    session.update({"account": str(account_id), "role": "nurse", "active": now().timestamp()})
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client
