"""
A thousand live streams on one process: how long an event takes to all of them, memory, connections to the database.

The real server runs as a process of its own. Clients are sockets of this process, so the times hold its own work too.
The limit is a notification straight to a listener of this process, without server or streams.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

STREAMS = int(os.environ.get("KITH_BENCH_STREAMS", "1000"))
EVENTS = 20


def main() -> Iterator[str]:
    """Measure in a database of its own, and yield the line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    import django

    django.setup()
    from cloning import serving, using
    from kith.database.templates import build_template, clone, drop

    copy = clone(build_template())
    try:
        with using(copy):
            team, cookies = _crowd()
            with serving(copy) as served:
                found = asyncio.run(_measure(served, team, cookies, copy.environment))
    finally:
        drop(copy)
    yield (
        "live, {streams} streams on one process: connected in {connect_s} s; event to client p50 {p50_ms} ms, p95 {p95_ms} ms,"
        " last {last_ms} ms (raw notification {raw_ms} ms); {lost} of {expected} lost;"
        " memory {before_mb} to {memory_mb} MB, {kb_a_stream} kB a stream; {listening} connection listens, {others} others;"
        " stopped in {stop_s} s".format(**found)
    )


def _crowd() -> tuple[Any, list[str]]:
    """Return a team with enough members for every stream, and a cookie of each of them."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from builders import a_team
    from kith.act.clock import now

    team = a_team(at=now())
    cookies = []
    for number in range(-(-STREAMS // 10)):
        account_id = _member(team, number)
        session = SessionStore()
        session.update({"account": str(account_id), "role": "nurse", "active": now().timestamp()})
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    connection.close()
    return team, cookies


def _member(team: Any, number: int) -> Any:
    from builders import a_member
    from kith.act.clock import now

    names = "abcdefghijklmnopqrstuvwxyz"
    given = f"N{names[number // 26 % 26]}{names[number % 26]}{names[number // 676]}"
    return a_member(team, f"{given} Bench", at=now()).account_id


async def _measure(served: Any, team: Any, cookies: list[str], environment: dict[str, str]) -> dict[str, object]:
    import psutil

    process = psutil.Process(served.process.pid)
    before = process.memory_info().rss
    started = time.perf_counter()
    clients = []
    for begin in range(0, STREAMS, 50):
        some = [_Client(served.url, team.slug, cookies[(begin + number) // 10]) for number in range(50)]
        await asyncio.gather(*(client.open() for client in some))
        clients += some
    connected = time.perf_counter() - started
    times: list[float] = []
    for _ in range(EVENTS):
        for client in clients:
            client.expect()
        sent = time.perf_counter()
        await asyncio.to_thread(_write, team)
        done = await asyncio.gather(*(client.heard() for client in clients))
        times += [at - sent for at in done if at is not None]
    memory = process.memory_info().rss
    listening, others = await asyncio.to_thread(_connections, environment["DATABASE_OWNER_URL"])
    raw = await asyncio.to_thread(_raw, environment["DATABASE_URL"])
    asked = time.perf_counter()
    served.process.terminate()
    await asyncio.to_thread(served.process.wait, 30)
    stopped = time.perf_counter() - asked
    for client in clients:
        client.close()
    times.sort()
    return {
        "streams": len(clients),
        "connect_s": round(connected, 1),
        "p50_ms": round(median(times) * 1000),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000),
        "last_ms": round(times[-1] * 1000),
        "raw_ms": round(raw * 1000, 1),
        "expected": len(clients) * EVENTS,
        "lost": len(clients) * EVENTS - len(times),
        "before_mb": before // 1_000_000,
        "memory_mb": memory // 1_000_000,
        "kb_a_stream": round((memory - before) / 1000 / len(clients)),
        "listening": listening,
        "others": others,
        "stop_s": round(stopped, 2),
    }


def _write(team: Any) -> None:
    """Do one thing that the whole team is told: the time counts from before it."""
    from django.db import connection

    from builders import a_person
    from kith.act.clock import now

    try:
        a_person(team, "Doris Pettigrew", now())
    finally:
        connection.close()


def _connections(address: str) -> tuple[int, int]:
    from kith.access.announcing import CHANNEL

    with psycopg.connect(address) as owner:
        row = owner.execute(
            "select count(*) filter (where application_name = %s), count(*) filter (where application_name <> %s)"
            "  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
            [CHANNEL, CHANNEL],
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _raw(address: str) -> float:
    """Return the median seconds from a notification to a listener on a connection of its own."""
    times = []
    with psycopg.connect(address, autocommit=True) as hears, psycopg.connect(address, autocommit=True) as says:
        hears.execute("listen bench")
        for _ in range(EVENTS):
            sent = time.perf_counter()
            says.execute("notify bench, 'x'")
            next(iter(hears.notifies(timeout=5, stop_after=1)))
            times.append(time.perf_counter() - sent)
    return median(times)


class _Client:
    """One stream."""

    def __init__(self, url: str, slug: str, cookie: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.request = f"GET /events?team={slug} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookie}\r\n\r\n"

    async def open(self) -> None:
        """Connect, and wait until it is listening."""
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        self.writer.write(self.request.encode())
        await asyncio.wait_for(self.reader.readuntil(b"event: hello\n"), 30)

    def expect(self) -> None:
        """Begin to wait for the next change."""
        self.waiting = asyncio.ensure_future(self._next())

    async def _next(self) -> float:
        await self.reader.readuntil(b"event: changed\n")
        return time.perf_counter()

    async def heard(self) -> float | None:
        """Return when the change came, None if it did not."""
        try:
            return await asyncio.wait_for(self.waiting, 10)
        except (TimeoutError, asyncio.IncompleteReadError):
            return None

    def close(self) -> None:
        """Leave."""
        self.writer.close()


if __name__ == "__main__":
    for line in main():
        print(line)
