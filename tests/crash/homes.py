"""A small borough in a home of its own, served by a process that can be killed and brought back, as a supervisor would."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil

from crash.load import Writer
from database.homes import kith, own_home, query
from kith.database import server
from kith.database.placement import placement
from kith.database.postmaster import postmaster

PATIENCE = 60.0


@dataclass
class Supervised:
    """The web process of a home. `kill` ends it at once and starts another on the same port."""

    port: int
    url: str
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "kith.cli", "serve", "--port", str(self.port), "--without-worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, text=True)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.start()

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


@dataclass(frozen=True)
class Living:
    """A served borough: whom to sign in as, and somebody to write for."""

    web: Supervised
    sign_in: list[dict[str, Any]]
    person_id: str

    def writer(self, number: int, **more: Any) -> Writer:
        """Return a client of the first team that has signed in."""
        own = [one for one in self.sign_in if one["team"] == self.sign_in[0]["team"] and not one.get("first")]
        who = own[number % len(own)]
        made = Writer(self.web.url, who["username"], who["password"], f"{number}-{time.monotonic_ns()}", **more)
        made.begin()
        return made


@contextmanager
def living() -> Iterator[Living]:
    """Make a borough that lived one day, serve it, and take all away again."""
    with own_home():
        made = kith("demo", "--days", "1", "--people", "9", "--no-serve", "--json")
        assert made.returncode == 0, made.stderr
        sign_in = json.loads(made.stdout)["sign_in"]
        port = _free_port()
        web = Supervised(port, f"http://127.0.0.1:{port}")
        try:
            yield Living(web, sign_in, _somebody(web, sign_in[0]))
        finally:
            web.end()


def kill_database(*, every_process: bool) -> None:
    """Kill the server of this home at once: its first process alone, or with every process that it started."""
    pid = postmaster(placement(server.home()).data)
    assert pid is not None
    first = psutil.Process(pid)
    for process in [first, *(first.children() if every_process else [])]:
        process.kill()


def kill_a_backend() -> None:
    """Kill one connection's process; the server ends all others and recovers."""
    rows = query(
        "select pid from pg_stat_activity where usename = 'kith_app' and pid <> pg_backend_pid()", role="super"
    )
    os.kill(int(str(rows[0][0])), signal.SIGKILL)


@contextmanager
def writing(borough: Living, writers: Sequence[Writer]) -> Iterator[None]:
    """Let the writers work while the block runs, and wait until each has its last answer."""
    threads = [threading.Thread(target=one.write_for, args=(borough.person_id,)) for one in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for one in writers:
            one.stopping.set()
        for thread in threads:
            thread.join(2 * PATIENCE)


def wait_for_more(writers: Sequence[Writer], number: int) -> float:
    """Wait until the writers have this many more acknowledgements; return the seconds until the first of them."""
    begun = time.monotonic()
    had = sum(len(one.acknowledged) for one in writers)
    while sum(len(one.acknowledged) for one in writers) < had + number:
        assert time.monotonic() < begun + PATIENCE, "nothing is acknowledged any more"
        time.sleep(0.02)
    return min(at for one in writers for at in one.acknowledged.values() if at > begun) - begun


@dataclass(frozen=True)
class Verdict:
    """What became of what was sent: all of it is in order when both lists are empty."""

    lost: list[str]
    doubled: list[str]


def judge(writers: Sequence[Writer]) -> Verdict:
    """Compare what was acknowledged with what is stored."""
    stored = Counter(
        str(what) for (what,) in query("select what from action_action where what like 'Load %'", role="backup")
    )
    acknowledged = [what for one in writers for what in one.acknowledged]
    sent = [what for one in writers for what in one.sent]
    return Verdict(
        lost=sorted(what for what in acknowledged if not stored[what]),
        doubled=sorted(what for what in sent if stored[what] > 1),
    )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _somebody(web: Supervised, sign_in: dict[str, Any]) -> str:
    """Return a person on the board of somebody's team."""
    writer = Writer(web.url, sign_in["username"], sign_in["password"], "reader")
    writer.begin()
    board = writer.until_answered(lambda: writer.browser.get(f"/board/{sign_in['team']}/?show=all"))
    found = re.search(rb'data-person="([0-9a-f-]{36})"', board.content)
    assert found, "nobody is on the board"
    return found.group(1).decode()
