"""
Whether what a process keeps in memory still stands: a mark that changes with it, read with the context of each transaction.

So no statement is spent on asking, and a change made by any process is seen by the next act of every other. A mark is the id
of the act that made the change: one that was rolled back never comes again.
"""

from contextvars import ContextVar

from django.db import connection

from kith.act.types import Act

READ = "(select mark::text from act_mark where name = 'tables')"
"""The expression that the context's own statement reads the mark with."""

_tables: ContextVar[str | None] = ContextVar("kith_tables_mark", default=None)


def note_mark(mark: str | None, *, is_signed_in: bool) -> None:
    """
    Keep the mark that was read with the context; None where nothing was ever published.

    A stranger sees no rule tables, so what they are shown must not be remembered: for them the mark is not known.
    """
    _tables.set((mark or "") if is_signed_in else None)


def tables_mark() -> str | None:
    """Return the mark of the rule tables as of the context: "" where none was ever published, None for a stranger."""
    return _tables.get()


def change_mark(*, act: Act) -> None:
    """Say inside an operation that the rule tables change with it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into act_mark (name, mark) values (%s, %s) on conflict (name) do update set mark = excluded.mark",
            ["tables", act.id],
        )
    note_mark(str(act.id), is_signed_in=True)
