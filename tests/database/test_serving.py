"""The server and its worker start together and end together, promptly, with requests open."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from cloning import Served, serving
from database.homes import kith
from kith.database.templates import Clone
from kith.door.rules import WRONG_FROM_AN_ADDRESS

PROMPT = 9.0
"""Seconds that ending may take on a busy machine; three are given to requests that are open."""


@contextmanager
def blocked(database: Clone) -> Iterator[None]:
    """Hold a lock that /readyz waits for, so that a request stays open inside the database."""
    with psycopg.connect(database.environment["DATABASE_OWNER_URL"]) as owner:
        owner.execute("lock table procrastinate_workers in access exclusive mode")
        yield


def send(url: str, text: str) -> socket.socket:
    """Send the beginning of a request and leave the connection open."""
    parts = urlsplit(url)
    assert parts.hostname and parts.port
    opened = socket.create_connection((parts.hostname, parts.port), timeout=5)
    opened.sendall(text.encode())
    return opened


def wait_for_worker(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if _status(f"{url}/readyz") == 200:
            return
        time.sleep(0.2)
    pytest.fail("no worker reported")


def _status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize(
    "how", ["SIGTERM to the server", pytest.param("Ctrl-C to the group", marks=pytest.mark.nightly)]
)
def test_serve_and_worker_end_promptly_with_requests_open(fresh_database: Clone, how: str) -> None:
    command = [sys.executable, "-m", "kith.cli", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(
        command,
        env={**os.environ, **fresh_database.environment},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    url = process.stdout.readline().split('"')[3]
    wait_for_worker(url)
    workers = psutil.Process(process.pid).children()
    with blocked(fresh_database):
        idle = send(url, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        half = send(url, "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
        waiting = send(url, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.3)
        asked_at = time.monotonic()
        if how.startswith("SIGTERM"):
            process.send_signal(signal.SIGTERM)
        else:
            os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PROMPT) == 0
        assert time.monotonic() - asked_at < PROMPT
    assert len(workers) == 1 and not any(worker.is_running() for worker in workers)
    for opened in (idle, half, waiting):
        opened.close()
    process.stdout.close()


@pytest.mark.nightly  # twelve seconds: two workers start
def test_worker_is_started_anew_and_ends_with_a_killed_server(fresh_database: Clone) -> None:
    with serving(fresh_database, with_worker=True, ends_with=-signal.SIGKILL) as served:
        wait_for_worker(served.url)
        (first,) = psutil.Process(served.process.pid).children()
        first.kill()
        second = _other_child(served, first.pid)
        served.process.kill()
        second.wait(PROMPT)


def _other_child(served: Served, gone: int) -> psutil.Process:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        for child in psutil.Process(served.process.pid).children():
            if child.pid != gone and child.status() != psutil.STATUS_ZOMBIE:
                return child
        time.sleep(0.1)
    pytest.fail("the worker was not started anew")


def test_pages_answer_and_events_ask_who_listens(served: Served) -> None:
    with urllib.request.urlopen(f"{served.url}/healthz") as answer:
        assert answer.read() == b'{"process": true}'
    assert _status(f"{served.url}/events") == 401
    assert _status(f"{served.url}/readyz") == 503


def test_what_a_caller_says_of_where_they_are_counts_only_by_a_trusted_proxy(fresh_database: Clone) -> None:
    """The server itself trusts nobody, not the same machine either, unless it is told to."""
    for options, status_of_the_last in [((), 429), (("--trusted-proxy", "127.0.0.1"), 404)]:
        with serving(fresh_database, *options) as served:
            knocks = [
                _status(f"{served.url}/answer/x", **{"X-Forwarded-For": f"192.0.2.{number}"})
                for number in range(WRONG_FROM_AN_ADDRESS + 1)
            ]
        assert knocks == [404] * WRONG_FROM_AN_ADDRESS + [status_of_the_last]


def test_port_in_use_is_an_unusable_argument(served: Served) -> None:
    port = str(urlsplit(served.url).port)
    said = kith("serve", "--port", port)
    assert said.returncode == 2
    assert said.stderr.startswith(f"kith serve: Port {port} cannot be used") and said.stderr.count("\n") == 1
