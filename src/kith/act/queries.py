"""What `kith doctor` asks about acts: is every row and every receipt covered by the trail?"""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.trail.queries import ids_without_entry


def as_it_was(*, table: str, row_id: UUID, version: int) -> dict[str, Any] | None:
    """Return a row in an earlier version, by column; None for its present one or one that never was. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select image from act_history where table_name = %s and row_id = %s and (image ->> 'version')::int = %s",
            [table, row_id, version],
        )
        row = cursor.fetchone()
    return dict(orjson.loads(row[0])) if row else None


OWN = ("act_history", "act_receipt")


def tables_with_acts() -> list[str]:
    """Return the tables whose rows carry the act that wrote them, receipts and history left out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'act_id'"
            " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not a.attisdropped"
            " and not c.relname = any(%s) order by 1",
            [list(OWN)],
        )
        return [row[0] for row in cursor.fetchall()]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return rows without an accepted act on the trail (P9) and receipts whose act is missing (P14).

    Read with the role that sees everything; empty lists when sound.
    """
    rows = [
        f"{table}: act {act}" for table in tables_with_acts() for act in ids_without_entry(table=table, column="act_id")
    ]
    receipts = [f"receipt of act {act}" for act in ids_without_entry(table="act_receipt", column="act_id")]
    return {"P9": rows, "P14": receipts}
