"""
A sound world in a database of its own, to break one thing at a time and put back by a rollback.

It is broken as superuser with triggers off, and examined in the same transaction as the role that doctor reads with.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from unittest.mock import patch

import psycopg
import pytest
from django.db import connection, connections, transaction
from psycopg import sql

from builders import AT
from cloning import using
from kith.config.doctor import violations
from kith.database.connection import database_url
from kith.database.templates import Clone, clone
from world_of_teams import TwoTeams, two_teams


def url_as(role: Literal["super", "backup"], name: str) -> str:
    """Return the address of a database for a role that tests are otherwise never given, on the embedded server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    with patch.dict(os.environ, kept, clear=True):
        return database_url(role, name)


def connected_as_superuser() -> AbstractContextManager[None]:
    """Let Django's connection be that of the superuser, and not from a pool."""
    return connected_as("super")


@contextmanager
def connected_as(role: Literal["super", "backup"]) -> Iterator[None]:
    """Let Django's connection be that of a role that the application never is, and not from a pool."""
    settings: dict[str, Any] = connections.settings["default"]
    before = {part: settings[part] for part in ("USER", "PASSWORD", "OPTIONS")}
    secret = psycopg.conninfo.conninfo_to_dict(url_as(role, "postgres"))
    options = {name: value for name, value in before["OPTIONS"].items() if name != "pool"}
    try:
        _connect_as({"USER": secret["user"], "PASSWORD": secret["password"], "OPTIONS": options})
        yield
    finally:
        _connect_as(before)


def _connect_as(who: dict[str, Any]) -> None:
    connection.close()
    connection.close_pool()
    connections.settings["default"].update(who)
    connection.settings_dict.update(who)


@dataclass(frozen=True)
class Broken:
    """The sound world, inside a transaction that is rolled back."""

    name: str
    world: TwoTeams

    def run(self, statement: str, values: dict[str, Any] | None = None) -> int:
        """Run a statement that nothing in the database may refuse; return how many rows it changed, -1 where none are counted."""
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            cursor.execute(statement, values or {})
            return cursor.rowcount

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a question answers to somebody from whom nothing is hidden."""
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def found(self, at: datetime = AT) -> dict[str, list[str] | None]:
        """Return what doctor finds at a moment, else that of the world, read by the role that it reads with."""
        with connection.cursor() as cursor:
            cursor.execute("set local role kith_backup")
            try:
                return violations(at)
            finally:
                cursor.execute("reset role")

    def wrong(self) -> dict[str, list[str]]:
        """Return what doctor finds wrong: the promises of which something is."""
        return {promise: said for promise, said in self.found().items() if said}


@pytest.fixture(scope="module")
def sound(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Broken]:
    """The sound world, with Django's connection in it as superuser."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            world = two_teams()
            with connected_as_superuser():
                yield Broken(copy.name, world)
        drop_as_superuser(copy)


@pytest.fixture
def broken(sound: Broken) -> Iterator[Broken]:
    """The sound world, to be broken: everything is rolled back afterwards."""
    with transaction.atomic():
        yield sound
        transaction.set_rollback(True)


def copy_of(sound: Broken) -> Clone:
    """Return another database with the same world, for what another process must see."""
    connection.close()
    return clone(sound.name)


def drop_as_superuser(copy: Clone) -> None:
    """Drop a database in which a superuser was."""
    with psycopg.connect(url_as("super", "postgres"), autocommit=True) as opened:
        opened.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(copy.name)))
