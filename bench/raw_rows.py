"""
The limit of an operation: psycopg alone puts the rows that it leaves into copies of their tables.

The copies have indexes but no triggers, keys or row-level security; one transaction with its durable commit.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

import psycopg


def rows_alone(
    opened: psycopg.Connection, account_id: UUID, tables: Mapping[str, str], latest: str
) -> Callable[[], None]:
    """
    Return a writer of the rows of the last act; they have the same content each time and no unique index to break.

    `tables` says by which column of each table its act is found, `latest` in which table the act left the last row.
    """
    with opened.transaction(), opened.cursor() as cursor:
        for table, column in tables.items():
            cursor.execute(f"create table bench_{table} (like {table} including defaults)")
            cursor.execute(f"create index on bench_{table} ({column})")
    rows: dict[str, list[str]] = {}

    def write() -> None:
        if not rows:
            rows.update(_rows_of_last(account_id, tables, latest))
        with opened.transaction(), opened.cursor() as cursor:
            for table, found in rows.items():
                for row in found:
                    cursor.execute(f"insert into bench_{table} select (%s::{table}).*", [row])

    return write


def _rows_of_last(account_id: UUID, tables: Mapping[str, str], latest: str) -> dict[str, list[str]]:
    """Return the rows that the last act left, as text that PostgreSQL reads back, by table."""
    from django.db import connection

    from kith.act.clock import now
    from kith.act.context import standing

    with standing(account_id=account_id, role="nurse", at=now()), connection.cursor() as cursor:
        cursor.execute(f"select act_id from {latest} order by recorded_at desc limit 1")
        [(act_id,)] = cursor.fetchall()
        found = {}
        for table, column in tables.items():
            cursor.execute(f"select t::text from {table} t where {column} = %s", [act_id])
            found[table] = [row for (row,) in cursor.fetchall()]
    assert all(found.values()), {table: len(rows) for table, rows in found.items()}
    return found
