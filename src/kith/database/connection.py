"""
How to reach the database: as which role, over which socket or address. Needs no running server.

DATABASE_URL (application role) and DATABASE_OWNER_URL (owner, migrations only) name a server of the operator's; without
them it is the embedded one of the home, with passwords made at first use.
"""

import os
from typing import Any, Literal
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from kith.database.home import home, kept_secret
from kith.database.placement import placement
from kith.database.trouble import DatabaseTrouble

__all__ = ["database_settings", "database_url", "home", "is_embedded", "password", "pool_size"]

Role = Literal["app", "owner", "backup", "super"]

DATABASE = "kith"
ROLES: dict[Role, str] = {"app": "kith_app", "owner": "kith_owner", "backup": "kith_backup", "super": "postgres"}
VARIABLES: dict[Role, str] = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "backup": "DATABASE_BACKUP_URL"}
PORT = "5432"


def is_embedded() -> bool:
    """Say whether the embedded server is used, not one of the operator's."""
    return not any(os.environ.get(variable) for variable in VARIABLES.values())


def pool_size() -> int:
    """Return how many connections one process may open (KITH_POOL_SIZE)."""
    return int(os.environ.get("KITH_POOL_SIZE", "12"))


def password(role: Role) -> str:
    """Return the password of a role of the embedded server, made at first use."""
    return kept_secret(home(), f"passwords/{ROLES[role]}")


def database_url(role: Role, database: str | None = None) -> str:
    """Return the address of the database for this role, or of another database on the same server."""
    if is_embedded():
        secret = password(role)
        socket = quote(str(placement(home()).socket), safe="/")
        return f"postgresql://{ROLES[role]}:{secret}@/{database or DATABASE}?host={socket}&port={PORT}"
    given = os.environ.get(VARIABLES.get(role, ""))
    if not given:
        raise DatabaseTrouble(
            f"{VARIABLES.get(role, 'The superuser')} is not set: it is needed beside the other DATABASE_ variables."
        )
    return given if database is None else _elsewhere(given, database)


def database_settings(role: Role) -> dict[str, Any]:
    """
    Return the Django settings of the database for "app" or "owner".

    The application role has a pool (a log-in costs 10 ms); each connection is tried before it is lent, so that a server
    that came back after a crash is used again without an error.
    """
    parts = {name: value for name, value in conninfo_to_dict(database_url(role)).items() if value is not None}
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", DATABASE),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parts),
    }
    if role == "app":
        settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size(), "timeout": 10}
    return settings


def _elsewhere(url: str, database: str) -> str:
    parts = conninfo_to_dict(url) | {"dbname": database}
    host, port = quote(str(parts.pop("host", "")), safe=""), str(parts.pop("port", "") or PORT)
    user, secret = quote(str(parts.pop("user", "")), safe=""), quote(str(parts.pop("password", "")), safe="")
    name = parts.pop("dbname")
    rest = "".join(f"&{key}={quote(str(value), safe='')}" for key, value in parts.items() if value is not None)
    return f"postgresql://{user}:{secret}@/{name}?host={host}&port={port}{rest}"
