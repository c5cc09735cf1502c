"""
The embedded server: made, started and stopped by us, reached over a socket only we can enter.

Alive means that a log-in succeeds, nothing less. Everything that changes it happens under one lock of the home, so that
six processes that start it at once get one server. It outlives the command that started it.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from kith.database import postmaster
from kith.database.binaries import Binaries, find_binaries, reachable
from kith.database.connection import database_url, home, password
from kith.database.home import make_home, not_ours
from kith.database.placement import Placement, placement, settle
from kith.database.roles import make_roles
from kith.database.trouble import DatabaseTrouble

START_SECONDS = 60.0
STOP_SECONDS = 30.0
LOG_LIMIT = 10_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "jit": "off",
}
"""Socket only; and no statement or row in the log, because they hold what is known about people."""

_children: list[subprocess.Popen[bytes]] = []
"""Servers started by this process, kept so that a dead one is reaped."""


def start() -> Placement:
    """
    Return where the server is, after starting (and at first making) it if no log-in succeeds.

    Raises:
        DatabaseTrouble: if it does not come up within a minute, with the last line of its log.
    """
    if is_alive():
        return placement(home())
    make_home(home())
    with _locked():
        place = placement(home())
        if not is_alive():
            settle(place)
            _start(place)
    return place


def stop() -> bool:
    """Stop the server, and say whether one was running. Open connections are ended, transactions rolled back."""
    if not home().exists():
        return False
    with _locked():
        stopped = postmaster.stop(placement(home()).data, STOP_SECONDS)
        _reap()
        return stopped


def is_alive() -> bool:
    """Say whether the application role can log in to its database."""
    if not home().exists():
        return False
    return _accepts(database_url("app"))


def crashed() -> bool:
    """Say whether the server ended without being stopped: its files say it runs, and nobody is there."""
    data = placement(home()).data
    return (data / "postmaster.pid").exists() and postmaster.postmaster(data) is None


def _start(place: Placement) -> None:
    binaries = reachable(find_binaries(), place)
    if not (place.data / "PG_VERSION").exists():
        _make_cluster(place, binaries)
    _refuse_other_version(place, binaries)
    running: subprocess.Popen[bytes] | None = None
    until = time.monotonic() + START_SECONDS
    while not _accepts(database_url("super", "postgres")):
        if time.monotonic() > until:
            raise DatabaseTrouble(
                f"PostgreSQL did not start within a minute: {_last_line(place.log)} (all of it: {place.log})"
            )
        if running is None or running.poll() is not None:
            postmaster.clear_stale_file(place.data)
            if postmaster.postmaster(place.data) is None:
                running = _launch(place, binaries)
        time.sleep(0.05)
    make_roles(database_url("super", "postgres"))


def _make_cluster(place: Placement, binaries: Binaries) -> None:
    """Make the data folder aside and rename it when complete, so that a killed first start leaves nothing half-made."""
    aside = place.data.with_name("pg.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    secret = place.data.with_name("pg.password")
    secret.touch(mode=0o600)
    secret.write_text(password("super"))
    if os.geteuid() == 0:
        for path in (aside, secret):
            os.chown(path, place.account.uid, place.account.gid)
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if binaries.version() >= 17 else ["--locale=C.UTF-8"]
    program = [str(binaries.folder / "initdb"), "-D", str(aside), "-U", "postgres", "-A", "scram-sha-256"]
    options = [f"--pwfile={secret}", "-E", "UTF8", "--data-checksums", "--no-instructions", *locale]
    made = subprocess.run(
        [*program, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **place.account.takes_over(),
    )
    secret.unlink()
    if made.returncode != 0:
        shutil.rmtree(aside, ignore_errors=True)
        raise DatabaseTrouble(f"PostgreSQL could not make its data folder: {made.stdout.strip()[-400:]}")
    with open(aside / "postgresql.conf", "a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    aside.rename(place.data)


def _launch(place: Placement, binaries: Binaries) -> subprocess.Popen[bytes]:
    """Start the server process itself: pg_ctl would pass the socket's folder through a shell."""
    _reap()
    mode = os.O_TRUNC if place.log.exists() and place.log.stat().st_size > LOG_LIMIT else os.O_APPEND
    log = os.open(place.log, os.O_CREAT | os.O_WRONLY | mode, 0o600)
    if os.geteuid() == 0:
        os.fchown(log, place.account.uid, place.account.gid)
    try:
        child = subprocess.Popen(
            [binaries.folder / "postgres", "-D", place.data, "-k", place.socket],
            stdout=log,
            stderr=log,
            start_new_session=True,
            **place.account.takes_over(),
        )
    finally:
        os.close(log)
    _children.append(child)
    return child


def _refuse_other_version(place: Placement, binaries: Binaries) -> None:
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.version()):
        raise DatabaseTrouble(
            f"The data in {place.data} were made by PostgreSQL {made_by}, the programs in {binaries.folder} are "
            f"{binaries.version()}: set KITH_PG_BIN to those of {made_by}, or back up there and restore into an empty home."
        )


def _accepts(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True):
            return True
    except psycopg.OperationalError:
        return False


def _reap() -> None:
    _children[:] = [child for child in _children if child.poll() is None]


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it wrote no log"


@contextmanager
def _locked() -> Iterator[None]:
    """Hold the lock of the home. The file belongs to the home's owner even when root made it."""
    path = home() / "lock"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except PermissionError as trouble:
        raise DatabaseTrouble(not_ours(home())) from trouble
    try:
        make_home(home())
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
