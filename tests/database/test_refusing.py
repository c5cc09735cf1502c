"""Nothing serves and nothing works while something endangers data."""

import psycopg

from database.homes import kith
from kith.config.soundness import dangers
from kith.database.templates import Clone


def test_migrated_database_is_sound(fresh_database: Clone) -> None:
    assert dangers() == []


def test_serve_refuses_with_a_line_for_each_danger(fresh_database: Clone) -> None:
    with psycopg.connect(fresh_database.environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("create table bare (id int)")
    said = kith("serve", "--port", "0", KITH_THREADS="20", **fresh_database.environment)
    assert (said.returncode, said.stdout) == (1, "")
    assert [line.split(":")[1].strip() for line in said.stderr.splitlines()] == [
        "20 threads and 1 beside them share 12 connections",
        "Table bare has no row-level security",
    ]


def test_worker_refuses_a_role_that_owns_tables(fresh_database: Clone) -> None:
    said = kith("worker", DATABASE_URL=fresh_database.environment["DATABASE_OWNER_URL"])
    assert said.returncode == 1
    assert said.stderr.startswith("kith: The application role kith_owner owns the database or tables")
