"""
The four roles, and what each may do.

`kith_owner` owns tables and migrates; `kith_app` is what web and job processes use, and owns nothing; `kith_definer` cannot
log in and owns the functions that policies call; `kith_backup` reads everything past row-level security, for backups only.
"""

from contextlib import suppress

import psycopg
from psycopg import sql

from kith.database.connection import DATABASE, ROLES, Role, password

STATEMENTS = """
create role kith_owner login createdb;
create role kith_app login;
create role kith_definer nologin;
create role kith_backup login bypassrls;
grant kith_app, kith_definer to kith_owner;
grant pg_read_all_data to kith_backup;
create database kith owner kith_owner;
revoke all on database kith from public;
grant connect, temporary on database kith to kith_app, kith_backup;
"""
"""What the operator of a server runs once, as its superuser, after choosing passwords (`\\password kith_app`)."""


def make_roles(url: str) -> None:
    """Make the roles and the database where they are missing. The application's password comes last: it says all is there."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in filter(None, (line.strip().rstrip(";") for line in STATEMENTS.splitlines())):
            _once(connection, statement)
        for role in ("owner", "backup", "app"):
            _give_password(connection, role)


def _once(connection: psycopg.Connection, statement: str) -> None:
    with suppress(psycopg.errors.DuplicateObject, psycopg.errors.DuplicateDatabase):
        connection.execute(sql.SQL(statement))


def _give_password(connection: psycopg.Connection, role: Role) -> None:
    connection.execute(
        sql.SQL("alter role {} password {}").format(sql.Identifier(ROLES[role]), sql.Literal(password(role)))
    )


__all__ = ["DATABASE", "STATEMENTS", "make_roles"]
