"""
Databases for tests: a migrated template named by the shape of the migrations, and clones of it (a tenth of a second each).

A test that commits gets a clone of its own and leaves it; nothing is ever flushed, because the trail cannot be. The server
of the tests' own home does not wait for its disk, since each clone would; a server of any other home waits, also for clones.
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from kith.database import server
from kith.database.connection import database_url, is_embedded
from kith.database.fingerprint import expected_shape
from kith.database.home import home
from kith.database.prepare import migrate, note_shape
from kith.database.soundness import OF_A_TEST

HOME_OF_TESTS = ".kith-tests"
HASTE = {"fsync": "off", "full_page_writes": "off"}
"""What the server of that home leaves out: it need not survive a failure of power."""

LOCK = 0x6B697469
KEPT = timedelta(days=1)
"""How long a template of other migrations is kept: somebody may be switching between branches."""

TRIES_TO_DROP = 40


@dataclass(frozen=True)
class Clone:
    """A database of one test or one worker."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that make a process use this database."""
        return {"DATABASE_URL": database_url("app", self.name), "DATABASE_OWNER_URL": database_url("owner", self.name)}


def build_template() -> str:
    """Return the name of the template of the present migrations, made if missing; leftovers of killed runs are dropped."""
    if is_embedded():
        server.start()
        make_haste()
    with _administration() as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        name = f"kith_template_{expected_shape()}"
        names = [row[0] for row in connection.execute("select datname from pg_database where datname like 'kith\\_%'")]
        if name not in names:
            _build(connection, name)
        _sweep(connection, names, keep=name)
        return name


def make_haste() -> None:
    """Let the running server leave out what guards against a failure of power, where it is that of the tests' own home."""
    if home().name != HOME_OF_TESTS:
        return
    with psycopg.connect(database_url("super", "postgres"), autocommit=True) as connection:
        for name, value in HASTE.items():
            connection.execute(f"alter system set {name} = {value}")
        connection.execute("select pg_reload_conf()")


def clone(template: str) -> Clone:
    """Return a new copy of the template. Nobody may be connected to the template meanwhile."""
    copy = Clone(f"{OF_A_TEST}{os.getpid()}_{secrets.token_hex(4)}")
    with _administration() as connection:
        _run(connection, "create database {} template {} strategy file_copy", copy.name, template)
        _run_with(connection, "comment on database {} is {}", copy.name, expected_shape())
    return copy


def drop(copy: Clone) -> None:
    """Drop a clone, ending whatever is still connected to it; a vacuum of the server's own is waited for, it ends soon."""
    with _administration() as connection:
        for _ in range(TRIES_TO_DROP):
            try:
                return _run(connection, "drop database if exists {} with (force)", copy.name)
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.25)
        return _run(connection, "drop database if exists {} with (force)", copy.name)


def _build(connection: psycopg.Connection, name: str) -> None:
    building = Clone(f"kith_build_{os.getpid()}_{secrets.token_hex(4)}")
    _run(connection, "create database {}", building.name)
    migrate({**os.environ, **building.environment})
    with psycopg.connect(database_url("owner", building.name), autocommit=True) as inside:
        note_shape(inside)
    _run(connection, "alter database {} rename to {}", building.name, name)
    _run_with(connection, "comment on database {} is {}", name, f"{expected_shape()} {datetime.now(UTC).isoformat()}")


def _sweep(connection: psycopg.Connection, names: list[str], keep: str) -> None:
    for name in names:
        left = name.startswith((OF_A_TEST, "kith_build_")) and not _is_running(int(name.split("_")[2]))
        if left or (name.startswith("kith_template_") and name != keep and _is_old(connection, name)):
            _run(connection, "drop database if exists {} with (force)", name)


def _is_old(connection: psycopg.Connection, name: str) -> bool:
    row = connection.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
    ).fetchone()
    made = str(row[0]).partition(" ")[2] if row else ""
    return not made or datetime.now(UTC) - datetime.fromisoformat(made) > KEPT


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _administration() -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url("owner", "postgres"), autocommit=True) as connection:
        yield connection


def _run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run_with(connection: psycopg.Connection, statement: str, name: str, text: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(text)))
