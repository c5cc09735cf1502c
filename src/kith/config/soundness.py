"""What this process asks before it serves: threads against connections, the role, the tables, the server's settings."""

import os
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from kith.act.beats import BEATS, Beats, Silence, silence
from kith.database.soundness import check_pool, check_settings

OPEN_TABLES = {
    "act_beat": "when each job last ended well",
    "act_mark": "whether the rule tables changed: read with every context, also before anybody is signed in",
    "access_account": "read before anybody is signed in",
    "access_listener": "which processes wait for events, until when",
    "access_failedsignin": "written before anybody is signed in; holds digests of what was typed",
    "door_knock": "written before it is known who comes; holds keyed digests of network addresses",
    "place_place": "the same for everybody",
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


def stillness(connection: Any, at: datetime) -> list[str]:
    """Return the sentence that pages are served while the clockwork lies still; none where nothing is served, or it runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select b.oldest, b.newest from ({BEATS}) b"  # noqa: S608  (our own names)
            " where exists (select 1 from access_listener where until > clock_timestamp())"
        )
        found = [silence(Beats(*row), at) for row in cursor.fetchall()]
    return [_stillness(one) for one in found if one]


def _stillness(one: Silence) -> str:
    if one.since is None:
        return "Pages are served, and no job has ever run: offers do not lapse, nothing is raised; start `kith worker`."
    which = "A job that is due each minute has" if one.is_part else "The jobs that are due each minute have"
    return f"{which} not ended well since {one.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC: see the log of `kith worker`."


def dangers() -> list[str]:
    """Return what forbids serving, one sentence each; none when all is well."""
    return [*check_pool(threads()), *check_settings(connection, open_tables())]
