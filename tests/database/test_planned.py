"""Statements that are planned once a connection: the same answers as ever, by one plan, whatever becomes of the transaction."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from kith.act.context import set_context
from kith.database.planned import Values, planned

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
KEY = UUID(int=7)
pytestmark = pytest.mark.django_db


def kept(word: str) -> list[tuple[int, int]]:
    """How often the kept statement with this word was run by its kept plan, and by a plan for its values."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select generic_plans, custom_plans from pg_prepared_statements where position(%s in statement) > 0", [word]
        )
        return [(int(generic), int(custom)) for generic, custom in cursor.fetchall()]


def in_context() -> None:
    set_context(account_id=None, role="", at=AT)


@pytest.mark.parametrize(
    ("statement", "values", "row"),
    [
        ("select 1 where 5 %% 2 = 1", {}, (1,)),
        ("select %(a)s = '2026-11-02'::date + 1", {"a": date(2026, 11, 3)}, (True,)),
        ("select %(at)s - %(within)s < %(at)s", {"at": AT, "within": timedelta(hours=1)}, (True,)),
        ("select '2026-11-02'::date + %s", [2], (date(2026, 11, 4),)),
        ("select %s + 1", [2**40], (2**40 + 1,)),
        ("select %(id)s = any(%(ids)s::uuid[]), 'it''s ' || %(word)s", {"id": KEY, "ids": [KEY], "word": "so"}, (True, "it's so")),
        ("select coalesce(%s::uuid, %s)", [None, KEY], (KEY,)),
        ("select %(yes)s and not %(yes)s", {"yes": True}, (False,)),
    ],
)  # fmt: skip
def test_a_kept_statement_answers_like_any_other(statement: str, values: Values, row: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.fetchall() == [row]
    assert planned(statement, values) == planned(statement, values) == [row]


def test_one_plan_serves_whatever_the_values_and_after_a_rollback() -> None:
    in_context()
    for number in range(3):
        assert planned("select 'in', count(*) from access_account where ended_at < %s and %s = 0", [AT, number]) == [
            ("in", 0)
        ]
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    planned("select 'in', count(*) from access_account where ended_at < %s and %s = 0", [AT, 4])
    assert kept("'in', count") == [(4, 0)]


def test_without_the_context_each_asking_is_planned() -> None:
    """The control: what makes the kept plan serve is the context of the transaction."""
    for number in range(3):
        planned("select 'out', count(*) from access_account where ended_at < %s and %s = 0", [AT, number])
    assert kept("'out', count") == [(0, 3)]
