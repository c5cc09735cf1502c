"""
What must hold before Kith serves: each function answers with sentences, none when all is well.

A role that bypasses row-level security, or a server that acknowledges what it has not written, would not show in any test
of a page; so web and job processes ask at start, and do not start.
"""

from collections.abc import Collection
from typing import Any

from kith.database.connection import pool_size

NEEDED_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on local remote_write remote_apply",
}
"""Setting of the server: the values with which an acknowledged write survives a crash."""
OF_A_TEST = "kith_test_"
"""How the name of a database begins that one test makes and drops: its server may leave the disk to itself."""


def check_settings(connection: Any, open_tables: Collection[str] = ()) -> list[str]:
    """
    Return what endangers data on this connection (Django's or psycopg's, of the application role), one sentence each.

    Every table of schema public must have row-level security, forced on its owner too, but for `open_tables`.
    """
    with connection.cursor() as cursor:
        return [*_role(cursor), *_tables(cursor, open_tables), *_durability(cursor)]


def check_pool(threads: int, outside: int = 1) -> list[str]:
    """
    Return a sentence if threads can outnumber connections: one would wait 10 seconds and fail.

    threads: those that answer requests; outside: those that use the database beside them.
    """
    if threads + outside <= pool_size():
        return []
    return [
        f"{threads} threads and {outside} beside them share {pool_size()} connections: "
        f"set KITH_POOL_SIZE to {threads + outside} or more, or KITH_THREADS to {max(1, pool_size() - outside)} or fewer."
    ]


def _role(cursor: Any) -> list[str]:
    cursor.execute(
        "select r.rolname, r.rolsuper, r.rolbypassrls, pg_has_role(r.rolname, d.datdba, 'member') or exists ("
        "  select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        "  and pg_has_role(r.rolname, c.relowner, 'member')) "
        "from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()"
    )
    name, is_super, bypasses, owns = cursor.fetchone()
    remedy = "DATABASE_URL must name kith_app (`kith db roles` prints how to make it)"
    said = []
    if is_super:
        said.append(f"The application role {name} is a superuser, whom row-level security does not bind: {remedy}.")
    if bypasses:
        said.append(f"The application role {name} has BYPASSRLS, so row-level security does not bind it: {remedy}.")
    if owns and not is_super:
        said.append(
            f"The application role {name} owns the database or tables and could switch their protection off: {remedy}."
        )
    return said


def _tables(cursor: Any, open_tables: Collection[str]) -> list[str]:
    cursor.execute(
        "select relname, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity) order by relname"
    )
    return [
        f"Table {name} {'does not force row-level security on its owner' if enabled else 'has no row-level security'}: "
        "add it in a migration (enable and force)."
        for name, enabled in cursor.fetchall()
        if name not in open_tables
    ]


def _durability(cursor: Any) -> list[str]:
    cursor.execute(
        "select name, setting from pg_settings where name = any(%s) and not starts_with(current_database(), %s) order by name",
        [list(NEEDED_SETTINGS), OF_A_TEST],
    )
    return [
        f"{name} is {setting}: a crash could lose what was acknowledged; set it to {NEEDED_SETTINGS[name].split()[0]}."
        for name, setting in cursor.fetchall()
        if setting not in NEEDED_SETTINGS[name].split()
    ]
