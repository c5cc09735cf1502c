"""
Bring the database to the shape that this code expects: start the server, make the roles, migrate as the owner.

One query when there is nothing to do. Migrations run in a process of their own, with the owner's settings, under a lock of
the database: of several processes that start at once, one migrates and the others wait and then find it done.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

import psycopg
from psycopg import sql

from kith.database import server
from kith.database.connection import database_url, is_embedded
from kith.database.fingerprint import expected_shape, present_shape
from kith.database.trouble import DatabaseTrouble

LOCK = 0x6B697468
"""The number of the advisory lock that migrating holds."""


def prepare() -> None:
    """
    Return when the database is there and has the expected shape.

    Raises:
        DatabaseTrouble: if it cannot be reached or started, or a migration fails.
    """
    if is_embedded():
        server.start()
    try:
        if not is_prepared():
            _bring_up_to_date()
    except psycopg.OperationalError as trouble:
        raise DatabaseTrouble(f"The database does not answer: {str(trouble).strip().splitlines()[0]}") from trouble


def is_prepared() -> bool:
    """Say whether the database has the expected shape already; the database must be reachable."""
    with psycopg.connect(database_url("app"), autocommit=True) as connection:
        return present_shape(connection) == expected_shape()


def _bring_up_to_date() -> None:
    with psycopg.connect(database_url("owner"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        if present_shape(connection) != expected_shape():
            migrate(os.environ)
            note_shape(connection)


def migrate(environment: Mapping[str, str]) -> None:
    """Run all migrations as the owner, in a process of its own, on the database that the environment names."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "migrate",
            "--settings",
            "kith.config.owner",
            "--verbosity",
            "0",
            "--no-input",
        ],
        env={**environment, "DJANGO_SETTINGS_MODULE": "kith.config.owner"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        sys.stderr.write(done.stderr)
        raise DatabaseTrouble(f"A migration failed: {last}")


def note_shape(connection: psycopg.Connection) -> None:
    """Write down that the connected database, owned by this role, now has the expected shape."""
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("comment on database {} is {}").format(name, sql.Literal(expected_shape())))
