"""
The board at 50 and 500 people against the same rows read by psycopg alone, in turns in one run.

Kith: the whole answer, from the session to the commit, with row-level security, words, page and trail. The limit: a
connection of its own sends the statements that this board sends, with the same context, and takes the rows.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from uuid import UUID

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

SIZES = (50, 500)
TURNS = 15


def main() -> list[dict[str, object]]:
    """Measure both sizes in a database of its own, print a line each, and return the lines."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    import django

    django.setup()
    from cloning import using
    from kith.database.templates import build_template, clone, drop

    copy = clone(build_template())
    try:
        with using(copy):
            lines = [_measure(number) for number in SIZES]
    finally:
        drop(copy)
    for line in lines:
        print("board, {people} people: Kith {kith_ms} ms, raw rows {raw_ms} ms, ratio {ratio}".format(**line))
    return lines


def _measure(number: int) -> dict[str, object]:
    from django.db import connection

    from crowd import a_busy_team
    from kith.act.clock import now

    busy = a_busy_team(number=number, at=now(), name=f"Bench {number}", seed=number)
    client, address = _signed_in(busy.account_ids[0]), f"/board/{busy.slug}/"
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    sent = [one["sql"] for one in connection.queries if one["sql"] not in ("BEGIN", "COMMIT")]
    connection.force_debug_cursor = False
    reads = [sql for sql in sent if "trail_look" not in sql]
    with psycopg.connect(_address_of_database()) as raw:
        kith, limit = _in_turns(lambda: client.get(address), lambda: _read(raw, reads))
    return {"people": number, "kith_ms": round(kith, 1), "raw_ms": round(limit, 1), "ratio": round(kith / limit, 1)}


def _read(raw: psycopg.Connection, statements: list[str]) -> None:
    with raw.transaction(), raw.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.encode())
            cursor.fetchall()


def _in_turns(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the median milliseconds of each, run in turns after one unmeasured turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for run, found in zip((one, other), times, strict=True):
            start = time.perf_counter()
            run()
            if turn:
                found.append((time.perf_counter() - start) * 1000)
    return median(times[0]), median(times[1])


def _address_of_database() -> str:
    from django.db import connection

    from kith.database.connection import database_url

    return database_url("app", connection.settings_dict["NAME"])


def _signed_in(account_id: UUID):  # type: ignore[no-untyped-def]  # Django's test client
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


if __name__ == "__main__":
    main()
