"""The real server with streams open: it stops at once, and holds one connection to the database for all of them."""

import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
import pytest

from builders import ATeam, a_person, a_team
from cloning import Served, serving
from kith.access.announcing import CHANNEL
from kith.act.clock import now
from kith.database.templates import Clone
from live.ears import cookies_of

MANY = 12
"""As many as one account may have."""


@pytest.fixture
def team(fresh_database: Clone) -> ATeam:
    """A team at this moment, made before the server starts."""
    return a_team(at=now() - timedelta(minutes=1))


class Wire:
    """One stream over a socket."""

    def __init__(self, served: Served, team: ATeam, cookies: str) -> None:
        parts = urlsplit(served.url)
        assert parts.hostname and parts.port
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=15)
        request = f"GET /events?team={team.slug} HTTP/1.1\r\nHost: {parts.hostname}\r\nCookie: {cookies}\r\n\r\n"
        self.socket.sendall(request.encode())
        self.file = self.socket.makefile("rb")

    def until(self, wanted: bytes) -> list[bytes]:
        """Read lines until one holds this, and return them."""
        lines = []
        while line := self.file.readline():
            lines.append(line)
            if wanted in line:
                return lines
        raise AssertionError(f"the stream ended without {wanted!r}: {lines}")


@contextmanager
def wires(served: Served, team: ATeam, number: int) -> Iterator[list[Wire]]:
    """Open streams of each member in turn, every one of them listening."""
    cookies = [cookies_of(one) for one in team.members]
    with ExitStack() as stack:
        opened = []
        for count in range(number):
            wire = Wire(served, team, cookies[count % len(cookies)])
            stack.callback(wire.socket.close)
            stack.callback(wire.file.close)
            wire.until(b"event: hello")
            opened.append(wire)
        yield opened


def test_each_stream_ends_when_the_server_is_asked_to_stop(fresh_database: Clone, team: ATeam) -> None:
    with serving(fresh_database) as served, wires(served, team, MANY) as opened:
        served.process.send_signal(signal.SIGTERM)
        for wire in opened:
            wire.until(b"event: stopping")
            assert wire.file.read().endswith(b"0\r\n\r\n")  # the answer was ended, not cut
        assert served.process.wait(15) == 0


def test_streams_share_one_connection_to_the_database(fresh_database: Clone, team: ATeam) -> None:
    with serving(fresh_database) as served:
        with wires(served, team, 1):
            alone = connections(fresh_database)
        with wires(served, team, MANY):
            many = connections(fresh_database)
    assert (many, alone["listening"]) == (alone, 1)


def test_pages_and_events_run_as_two_processes(fresh_database: Clone, team: ATeam) -> None:
    with (
        serving(fresh_database, "--only", "pages") as pages,
        serving(fresh_database, "--only", "events") as events,
        wires(events, team, 1) as (wire,),
    ):
        assert urllib.request.urlopen(f"{pages.url}/healthz").read() == b'{"process": true}'
        assert status(f"{pages.url}/events") == 404
        assert (status(f"{events.url}/healthz"), status(f"{events.url}/sign-in")) == (204, 404)
        a_person(team, at=now())
        wire.until(b"event: changed")


def status(url: str) -> int:
    """Return the status of an answer."""
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def connections(database: Clone) -> dict[str, int]:
    """Count the connections to the database: those that listen, and the others but our own."""
    with psycopg.connect(database.environment["DATABASE_OWNER_URL"]) as owner:
        (listening, others) = owner.execute(
            "select count(*) filter (where application_name = %s), count(*) filter (where application_name <> %s)"
            "  from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
            [CHANNEL, CHANNEL],
        ).fetchone() or (0, 0)
    return {"listening": listening, "others": others}
