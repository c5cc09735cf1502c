"""
Questions that are asked over and over, planned once for each connection instead of at each asking.

Row-level security makes a statement over a dozen tables long to plan: what stands around every page took 19 ms of
planning for 1 ms of work. So the statement is prepared at its first asking, and PostgreSQL keeps its plan as long as the
connection lives, whatever becomes of transactions; the context of a transaction (kith.act.context) tells it to use that
plan at once, whatever the values.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg.abc import Loader

_TYPES: Mapping[type, str] = {
    bool: "boolean",
    UUID: "uuid",
    date: "date",
    datetime: "timestamptz",
    timedelta: "interval",
}
Values = Mapping[str, Any] | Sequence[Any]
_INTEGER = 2**31
_VALUE = re.compile(r"%\((\w+)\)s|%s|%%")
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""For each open connection the names of the statements that it has prepared."""


def planned(
    statement: str, values: Values, *, loaders: Mapping[str, type[Loader]] | None = None
) -> list[tuple[Any, ...]]:
    """
    Return the rows of one statement by its kept plan. One statement more the first time on a connection.

    `statement` and `values` are as `cursor.execute` takes them; the statement is one of few texts, what changes are the
    values. A list, or a value that may be None, carries a cast in it where its type does not follow from what it stands
    beside. `loaders` read columns of a type, by the type's name, in another way than Django's.
    """
    order, text = _numbered(statement)
    ordered = [values[name] for name in order] if isinstance(values, Mapping) else list(values)
    name, prepare, run = _kept(text, tuple(map(_type_of, ordered)))
    with connection.cursor() as cursor:
        for kind, loader in (loaders or {}).items():
            cursor.cursor.adapters.register_loader(kind, loader)
        known = _prepared.setdefault(connection.connection, set())
        if name not in known:
            cursor.execute(prepare)
            known.add(name)
        cursor.execute(run, ordered)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _type_of(value: Any) -> str:
    """Return the type that a value has as a literal of a statement; of a text and a list PostgreSQL finds it out."""
    if type(value) is int:
        return "integer" if -_INTEGER <= value < _INTEGER else "bigint"
    return _TYPES.get(type(value), "unknown")


@cache
def _numbered(statement: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the values in the order in which they are first asked for, and the statement with their numbers."""
    order: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${order.setdefault(found[1] or str(len(order)), len(order) + 1)}"

    text = _VALUE.sub(number, statement)
    return tuple(order), text


@cache
def _kept(text: str, types: tuple[str, ...]) -> tuple[str, str, str]:
    """Return the name under which a statement is kept for values of these types, what prepares it, and what runs it."""
    name = f"kith_{sha256(repr((text, types)).encode()).hexdigest()[:16]}"
    if not types:
        return name, f"prepare {name} as {text}", f"execute {name}"
    return name, f"prepare {name}({', '.join(types)}) as {text}", f"execute {name}({', '.join(['%s'] * len(types))})"
