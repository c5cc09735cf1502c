"""Runs every row of every table, and keeps the printed manual up to date."""

from pathlib import Path

import pytest

from .print_manual import MANUAL, SPECS, given_columns, manual

ROWS = [
    pytest.param(spec, row, id=f"{spec.__name__.rpartition('.')[2]}-{number}")
    for spec in SPECS
    for number, row in enumerate(spec.rows, start=1)
]


@pytest.mark.parametrize(("spec", "row"), ROWS)
def test_each_row_is_what_the_rules_answer(spec, row):
    given = given_columns(spec)
    expected = tuple(value for column, value in enumerate(row) if column not in given)

    answered = spec.answer(*(row[column] for column in given))

    assert (answered if isinstance(answered, tuple) else (answered,)) == expected


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.title)
def test_each_table_is_whole(spec):
    assert {len(row) for row in spec.rows} == {len(spec.header)}
    assert len(set(spec.rows)) == len(spec.rows)


def test_each_table_is_printed():
    helpers = {"__init__", "plain", "print_manual", "test_spec"}
    tables = {path.stem for path in Path(__file__).parent.glob("*.py")} - helpers

    assert {spec.__name__.rpartition(".")[2] for spec in SPECS} == tables


def test_the_printed_manual_is_up_to_date():
    assert MANUAL.read_text(encoding="utf-8") == manual(), "run: python -m tests.spec.print_manual"
