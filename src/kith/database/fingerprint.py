"""
The shape that this code expects of a database, as one word, and the shape a database has.

The word is a digest of all migrations (names and text, ours and those of packages we use). It is kept as the comment of the
database: readable by every role, set by the owner alone, and one query answers whether anything is to be done.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps


class Executes(Protocol):
    """What we need of a connection: psycopg's."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...


@cache
def expected_shape() -> str:
    """Return the shape that the installed migrations make: 24 hexadecimal digits. Needs `django.setup()`."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in _sources(Path(app.path)):
            digest.update(f"{app.label}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def present_shape(connection: Executes) -> str:
    """Return the shape of the connected database, or an empty text before the first migration."""
    row = connection.execute(
        "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = current_database()"
    ).fetchone()
    return str(row[0])


def _sources(folder: Path) -> list[Path]:
    """Return the files that decide the shape: `migrations/`, the SQL texts of the package, and `guards.py` that they use."""
    written = folder / "migrations"
    found = [*written.rglob("*.py"), *written.rglob("*.sql"), *folder.glob("*.sql"), *folder.glob("guards.py")]
    if folder.name == "django" and folder.parent.name == "contrib":  # procrastinate keeps the SQL one package up
        found += (folder.parents[1] / "sql").rglob("*.sql")
    return sorted(set(found))
