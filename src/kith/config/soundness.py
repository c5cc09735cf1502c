"""What this process asks before it serves: threads against connections, the role, the tables, the server's settings."""

import os

from django.db import connection

from kith.database.soundness import check_pool, check_settings

OPEN_TABLES = {
    "access_account": "read before anybody is signed in",
    "access_listener": "which processes wait for events, until when",
    "access_failedsignin": "written before anybody is signed in; holds digests of what was typed",
    "place_place": "the same for everybody",
    "team_oncall": "by place, not by team: whom to call is no secret among staff",
}
"""Tables of ours without row-level security, and why."""

OPEN_BEGINNINGS = ("django_", "procrastinate_", "auth_")
"""Beginnings of the names of tables of packages we use: they hold neither person nor team."""


def threads() -> int:
    """Return how many threads answer requests (KITH_THREADS)."""
    return int(os.environ.get("KITH_THREADS", "8"))


def open_tables() -> frozenset[str]:
    """Return the tables of this database that may be without row-level security."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return frozenset(name for name in names if name in OPEN_TABLES or name.startswith(OPEN_BEGINNINGS))


def dangers() -> list[str]:
    """Return what forbids serving, one sentence each; none when all is well."""
    return [*check_pool(threads()), *check_settings(connection, open_tables())]
