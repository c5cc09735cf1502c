"""The only writers of dated facts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from kith.act import Act

_COLUMNS = {
    "person_id": "uuid",
    "kind": "text",
    "category": "text",
    "code_system": "text",
    "code": "text",
    "label": "text",
    "number": "double precision",
    "unit": "text",
    "text": "text",
    "status": "text",
    "is_in_error": "boolean",
    "confidentiality": "text",
    "starts_at": "timestamptz",
    "starts_precision": "text",
    "ends_at": "timestamptz",
    "ends_precision": "text",
    "noted_at": "timestamptz",
    "source_system": "text",
    "source_type": "text",
    "source_id": "text",
    "source_part": "smallint",
    "source_version": "text",
    "source_digest": "text",
    "detail": "jsonb",
}
_NAMES = ", ".join(_COLUMNS)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_SET = ", ".join(f"{name} = f.{name}" for name in _COLUMNS)

FactRow = dict[str, Any]


def insert_facts(*, act: Act, rows: Sequence[FactRow]) -> None:
    """Store facts; each row names every column of a fact from elsewhere. Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into record_fact (id, is_corrected, act_id, {_NAMES})"  # noqa: S608  (our own column names)
            f" select gen_random_uuid(), false, %s, {_NAMES} from jsonb_to_recordset(%s::jsonb) as f ({_TYPED})",
            [act.id, msgspec.json.encode(rows).decode()],
        )


def update_facts(*, act: Act, rows: Sequence[FactRow]) -> None:
    """Bring facts up to date from their source, by id; each row names `id` and every column. Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"update record_fact t set {_SET}, act_id = %s"  # noqa: S608  (our own column names)
            f" from jsonb_to_recordset(%s::jsonb) as f (id uuid, {_TYPED}) where t.id = f.id",
            [act.id, msgspec.json.encode(rows).decode()],
        )


def withdraw_parts(*, act: Act, fact_ids: Sequence[UUID]) -> None:
    """Mark parts that a newer version of their record no longer has as in error. Inside an operation; one statement."""
    if not fact_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update record_fact set is_in_error = true, act_id = %s where id = any(%s::uuid[])",
            [act.id, list(fact_ids)],
        )


def hide_places(*, act: Act, person_ids: Sequence[UUID]) -> None:
    """
    Take out of the facts of people who are protected now where things took place and who is on teams.

    Inside an operation; one statement.
    """
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update record_fact set detail = detail - 'place' - 'members', act_id = %s"
            " where person_id = any(%s::uuid[]) and (detail ? 'place' or detail ? 'members')",
            [act.id, list(person_ids)],
        )
