"""What a migration that changes rows must use: FORCE binds the owner too, and a forgotten context updates nothing in silence."""

from typing import Any

from psycopg import Connection


def changing_rows(connection: Connection[Any], statement: str, *, expected: int) -> None:
    """
    Run a statement that changes rows, and insist on how many it changed.

    Raises:
        RuntimeError: when it changed another number, which is what row-level security without a context does.
    """
    changed = connection.execute(statement).rowcount
    if changed != expected:
        raise RuntimeError(
            f"expected {expected} row{'' if expected == 1 else 's'}, changed {changed}: set a context first"
        )
