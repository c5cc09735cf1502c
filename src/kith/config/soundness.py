"""What this process asks before it serves: threads against connections, the role, the tables, the server's settings."""

import os

from django.db import connection

from kith.database.soundness import check_pool, check_settings

OPEN_TABLES = ("django_", "procrastinate_", "auth_")
"""Beginnings of the names of tables without row-level security: no person and no team in them, or read before sign-in."""


def threads() -> int:
    """Return how many threads answer requests (KITH_THREADS)."""
    return int(os.environ.get("KITH_THREADS", "8"))


def open_tables() -> frozenset[str]:
    """Return the tables of this database that may be without row-level security."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return frozenset(name for name in names if name.startswith(OPEN_TABLES))


def dangers() -> list[str]:
    """Return what forbids serving, one sentence each; none when all is well."""
    return [*check_pool(threads()), *check_settings(connection, open_tables())]
