"""
Counting the statements of an operation or a page, from its first to its last; savepoints and context are not counted.

Nor is the preparing of a statement, once a connection, nor the list of published rule tables, which a process reads once
after a change and then keeps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

_CONTEXT = ("select set_config('kith.", "set constraints all deferred; select set_config('kith.")
_KEPT = 'FROM "policy_version" WHERE NOT ("policy_version"."status" ='
_NOT_COUNTED = (
    "prepare kith_",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "BEGIN",
    "COMMIT",
    *_CONTEXT,
)


@dataclass
class Counted:
    """The statements sent inside the block, in order."""

    sent: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many there were."""
        return len(self.sent)

    def __eq__(self, other: object) -> bool:
        return self.number == other

    def __le__(self, other: int) -> bool:
        return self.number <= other

    def __repr__(self) -> str:
        return f"{self.number} statements:\n" + "\n".join(sql[:200] for sql in self.sent)

    __hash__ = None  # type: ignore[assignment]  # it changes while the block runs


@contextmanager
def counted() -> Iterator[Counted]:
    """
    Count what is sent inside the block: `with counted() as number: ...`, then `assert number == 4`.

    The log begins empty, because a request of the test client empties it too: an operation or one request, not several.
    """
    found, before = Counted(), connection.force_debug_cursor
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    try:
        yield found
    finally:
        connection.force_debug_cursor = before
        sent = [str(one["sql"]) for one in connection.queries_log]
        found.sent = [sql for sql in sent if not sql.startswith(_NOT_COUNTED) and _KEPT not in sql]
