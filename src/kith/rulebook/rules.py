"""
The text of a rule table as rows that people change: reading and writing a file, one row changed, what differs between two.

Plain Python over plain text. A row is known by its id; of the lines that describe a table and its inputs, by their names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kith.policy.table_rules import SAFEGUARDING, Table
from kith.policy.value_rules import TableError

Cells = Mapping[str, str]
Files = Mapping[str, str]
SHAPE = ("tables.csv", "inputs.csv")
"""The files that say what a table is for and what may be entered: they are the place's, a team leaves them as they are."""
STANDS_BEHIND = ("source", "owner", "reviewed", "next_review", "status", "effective_from", "basis")
"""The columns that say who stands behind a row."""
POINTS = "points"
LARGEST = 500_000
"""Characters of a file that is uploaded."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of a table: its columns in order, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]

    def row(self, key: str) -> Cells | None:
        """Return the row with an id; None for none."""
        return next((one for one in self.rows if key_of(one) == key), None)


def key_of(cells: Cells) -> str:
    """Return what a row is known by."""
    return cells.get("id") or " ".join(cells.get(one, "") for one in ("table", "input")).strip()


def read_sheet(text: str) -> Sheet:
    """Return a file as rows. Raises TableError for a file without columns, or a row with more cells or fewer."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    columns = tuple(reader.fieldnames or ())
    if not columns:
        raise TableError("the file is empty: its first row names the columns")
    rows = tuple(reader)
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise TableError(f"row {number} has not as many cells as the first row")
    return Sheet(columns, rows)


def write_sheet(sheet: Sheet) -> str:
    """Return the text of a file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, sheet.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sheet.rows)
    return out.getvalue()


def with_row(files: Files, file: str, cells: Cells) -> dict[str, str]:
    """Return the files with one row as given, in its place or at the end; what is not given stays as it was, or empty."""
    sheet = read_sheet(files[file])
    old = sheet.row(key_of(cells))
    row = {name: cells.get(name, old[name] if old else "") for name in sheet.columns}
    rows = tuple(row if one is old else one for one in sheet.rows) if old else (*sheet.rows, row)
    return {**files, file: write_sheet(Sheet(sheet.columns, rows))}


def without_row(files: Files, file: str, key: str) -> dict[str, str]:
    """Return the files without one row."""
    sheet = read_sheet(files[file])
    return {**files, file: write_sheet(Sheet(sheet.columns, tuple(r for r in sheet.rows if key_of(r) != key)))}


STEPPED = {"routes.csv": "route", "cadences.csv": "subject"}
"""Files whose rows are steps of something, counted from 1, and the column that says of what."""
COMPLETE = frozenset({"closing.csv", "decision-rights.csv", "plan-reviews.csv", "supervision.csv"})
"""Files that have a row for everything they may speak of: a row more would speak twice."""


def files_to_add_to(files: Files) -> list[str]:
    """Return the files of a table to which a row may be added."""
    return [name for name in files_people_change(files) if name not in COMPLETE]


def with_new_row(files: Files, file: str, cells: Cells) -> dict[str, str]:
    """
    Return the files with one row more: a step where its number says, those after it one later; else at the end.

    A condition on an input that no row asked about yet gets its column, before what follows from the row.
    """
    sheet = read_sheet(files[file])
    fresh = [name for name, text in cells.items() if text and name not in sheet.columns]
    at = next((place for place, name in enumerate(sheet.columns) if name in _FOLLOWS), len(sheet.columns))
    columns = (*sheet.columns[:at], *fresh, *sheet.columns[at:])
    rows = [{name: row.get(name, "") for name in columns} for row in _shifted(sheet.rows, file, cells, 1)]
    own = {name: cells.get(name, "") for name in columns}
    later = [n for n, row in enumerate(rows) if _is_later(row, file, cells, 0)]
    rows.insert(later[0] if later else len(rows), own)
    return {**files, file: write_sheet(Sheet(columns, tuple(rows)))}


def without_step(files: Files, file: str, key: str) -> dict[str, str]:
    """Return the files without one row; of steps those after it come one earlier."""
    gone = read_sheet(files[file]).row(key)
    left = without_row(files, file, key)
    if gone is None:
        return left
    sheet = read_sheet(left[file])
    return {**left, file: write_sheet(Sheet(sheet.columns, tuple(_shifted(sheet.rows, file, gone, -1))))}


_FOLLOWS = ("band", "points")


def _shifted(rows: Sequence[Cells], file: str, like: Cells, by: int) -> list[Cells]:
    """Return rows with the steps of the same thing from a step on moved by one."""
    return [{**row, "step": str(int(row["step"]) + by)} if _is_later(row, file, like, by) else row for row in rows]


def _is_later(row: Cells, file: str, like: Cells, by: int) -> bool:
    """Say whether a row is a step of the same thing, at or after another; after it, where steps come earlier."""
    of = STEPPED.get(file)
    if of is None or row[of] != like.get(of) or not (row["step"].isdecimal() and like.get("step", "").isdecimal()):
        return False
    step, from_ = int(row["step"]), int(like["step"])
    return step > from_ if by < 1 else step >= from_


def free_id(sheet: Sheet) -> str:
    """Return an id that no row of a file has, made like its last one: 'GAD7-16' after 'GAD7-15'."""
    known = {key_of(row) for row in sheet.rows}
    stem, _dash, number = (key_of(sheet.rows[-1]) if sheet.rows else "ROW-0").rpartition("-")
    start = int(number) + 1 if number.isdecimal() else len(known) + 1
    return next(name for n in range(start, start + len(known) + 2) if (name := f"{stem or number}-{n}") not in known)


def file_with(files: Files, key: str) -> str:
    """Return which file has a row with an id; '' for none."""
    return next((name for name, text in files.items() if name not in SHAPE and read_sheet(text).row(key)), "")


def files_people_change(files: Files) -> list[str]:
    """Return the files whose rows a team may write for itself."""
    return [name for name in files if name not in SHAPE]


def file_for(files: Files, text: str) -> str:
    """
    Return which file of a table an uploaded text takes the place of, by its columns.

    Raises:
        TableError: for a text whose columns are those of none, naming what is absent.
    """
    columns = set(read_sheet(text).columns)
    best, absent = "", set[str]()
    for name in files_people_change(files):
        own = set(read_sheet(files[name]).columns)
        fixed = own if POINTS in own or "command" in own or "topic" in own else own - _optional(own)
        if (POINTS in columns) == (POINTS in own) and not (fixed - columns):
            return name
        if not best or len(fixed - columns) < len(absent):
            best, absent = name, fixed - columns
    raise TableError(f"these are not the columns of {best}: {', '.join(sorted(absent)) or 'points'} is absent")


def _optional(columns: set[str]) -> set[str]:
    """Return the columns of conditions: a table may leave those out that no row asks about."""
    known = {"id", "band", "level", "route", "sentence", *STANDS_BEHIND}
    return columns - known if "level" in columns and "band" in columns else set()


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: its column, what stood there and what stands there now, '' for nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was added, removed or changed, with its cells that differ: of an added or removed one all that are filled."""

    file: str
    row: str
    kind: str
    cells: tuple[CellChange, ...]


def differences(before: Files, after: Files) -> list[RowChange]:
    """Return what differs between two texts of a table, by file: changed, added and removed rows in the order of the rows."""
    return [one for name in {**before, **after} for one in _of_file(name, before.get(name, ""), after.get(name, ""))]


def _of_file(name: str, before: str, after: str) -> list[RowChange]:
    old, new = (read_sheet(text) if text else Sheet((), ()) for text in (before, after))
    columns = tuple(dict.fromkeys((*old.columns, *new.columns)))
    found = []
    for row in new.rows:
        past = old.row(key_of(row))
        if cells := _cells(columns, past or {}, row):
            found.append(RowChange(name, key_of(row), "changed" if past else "added", cells))
    gone = [row for row in old.rows if new.row(key_of(row)) is None]
    return found + [RowChange(name, key_of(row), "removed", _cells(columns, row, {})) for row in gone]


def _cells(columns: Sequence[str], before: Cells, after: Cells) -> tuple[CellChange, ...]:
    pairs = [(one, before.get(one, "").strip(), after.get(one, "").strip()) for one in columns]
    return tuple(CellChange(one, old, new) for one, old, new in pairs if old != new and one != "id")


def is_for_safeguarding(table: Table | None) -> bool:
    """Say whether any row of a table leads to the safeguarding lead."""
    return table is not None and any(row.level == SAFEGUARDING for row in table.rows)


def next_review(files: Files) -> date | None:
    """Return the first day on which a row of a table is to be looked at again; None where no row says one."""
    found = [
        date.fromisoformat(row["next_review"])
        for name in files_people_change(files)
        for row in read_sheet(files[name]).rows
        if row.get("next_review")
    ]
    return min(found, default=None)
