"""
Threshold tables: their inputs, the points of their parts, and the rows that turn facts into band, level and route.

A table is plain text in four files of `policy/`: `tables.csv` says what it is for, `inputs.csv` what may be entered,
`scores/NAME.csv` how entries become points (only for tables that add up), `thresholds/NAME.csv` what follows. Every row has
a stable id, a sentence for people, and who stands behind it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from kith.language import later
from kith.policy.value_rules import Condition, Input, TableError, read_condition, read_worse

LEVELS = (0, 1, 2, 3, 4)
"""0 nothing, 1 note for the huddle, 2 clinical review the same day, 3 safeguarding lead, 4 emergency (domain: levels)."""
SAFEGUARDING = 3
"""Stands beside any other level: a safeguarding concern never hides an emergency, nor the other way round."""
IMPOSSIBLE = "impossible"
"""The level of a row that names values which cannot go together."""
HITS = ("one", "worst")
"""`one`: exactly one row holds. `worst`: all that hold count, the worst decides."""
STATUSES = ("in force", "draft", "retired")
BASES = ("published", "recalled", "ours")
"""Where a row comes from: read in a public source, recalled from one (a safety officer confirms it), or our own choice."""

TOTAL, WORST_PART, ABOVE_USUAL, USUAL = "total", "worst_part", "above_usual", "usual"


@dataclass(frozen=True, slots=True)
class Backing:
    """Who stands behind a row, and until when."""

    source: str
    owner: str
    reviewed: date
    next_review: date
    status: str
    effective_from: date
    basis: str


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row: its conditions by input (all must hold), and what follows.

    level: one of LEVELS, None for values that cannot go together. route: the code of the escalation route, empty for none.
    """

    id: str
    conditions: Mapping[str, Condition]
    band: str
    level: int | None
    route: str
    sentence: str
    backing: Backing

    def holds(self, values: Mapping[str, Decimal | str | None]) -> bool:
        """Say whether every condition holds for these values; a value that is not there is not known."""
        return all(condition.holds(values.get(name)) for name, condition in self.conditions.items())


@dataclass(frozen=True, slots=True)
class Points:
    """One row of a score: for these entries the part gives so many points."""

    id: str
    part: str
    conditions: Mapping[str, Condition]
    points: int
    sentence: str
    backing: Backing

    def holds(self, values: Mapping[str, Decimal | str | None]) -> bool:
        """Say whether every condition holds for these values."""
        return all(condition.holds(values.get(name)) for name, condition in self.conditions.items())


@dataclass(frozen=True, slots=True)
class Table:
    """
    One threshold table.

    inputs: what is entered; derived: what is worked out from it and may stand in conditions (total, worst part, above usual).
    parts: the rows of points by part, in the order of the file; empty for a table that adds nothing up.
    valid_for: how old a fact may be when it is recorded. ages: youngest and oldest age, in years, that the table is for.
    """

    name: str
    label: str
    hit: str
    valid_for: timedelta
    ages: tuple[int, int]
    inputs: Mapping[str, Input]
    parts: Mapping[str, tuple[Points, ...]]
    rows: tuple[Row, ...]
    derived: Mapping[str, Input] = field(default_factory=dict)
    scored_by: str = ""
    limits: str = ""
    acknowledgement: str = ""

    @property
    def in_conditions(self) -> dict[str, Input]:
        """The inputs, entered or derived, that rows may ask about."""
        return {**self.inputs, **self.derived}

    @property
    def adds_up(self) -> bool:
        """Whether entries become points that are added."""
        return bool(self.parts)


_BACKING = ("source", "owner", "reviewed", "next_review", "status", "effective_from", "basis")
_ROW = ("id", "band", "level", "route", "sentence", *_BACKING)
_POINTS = ("id", "part", "points", "sentence", *_BACKING)


def read_tables(
    tables: Iterable[str], inputs: Iterable[str], scores: Mapping[str, str], thresholds: Mapping[str, str]
) -> dict[str, Table]:
    """
    Return the tables by name. `scores` and `thresholds` are the texts of the CSV files by table name.

    Raises:
        TableError: for a table without rows, a file without its table, an input, option, level, route, date or condition
            that cannot be read, or an id that stands twice anywhere; it names file, row and remedy.
    """
    described = list(csv.DictReader(tables))
    of_table: dict[str, dict[str, Input]] = {row["table"]: {} for row in described}
    for number, row in enumerate(csv.DictReader(inputs), start=2):
        if row["table"] not in of_table:
            raise TableError(f"inputs, row {number}: there is no table {row['table']!r}")
        with _told(f"inputs, row {number}"):
            read = _input(row)
        of_table[row["table"]][read.name] = read
    if strays := sorted((set(thresholds) | set(scores)) - set(of_table)):
        raise TableError(f"{strays[0]}: there is no such table in tables.csv")
    found = {
        row["table"]: _table(
            row, of_table[row["table"]], scores.get(row["table"], ""), thresholds.get(row["table"], "")
        )
        for row in described
    }
    _ids_stand_once(found.values())
    return found


def _ids_stand_once(tables: Iterable[Table]) -> None:
    seen: set[str] = set()
    for table in tables:
        ids = [row.id for row in table.rows] + [one.id for rows in table.parts.values() for one in rows]
        for own in ids:
            if own in seen:
                raise TableError(f"{table.name}: the id {own} stands twice")
            seen.add(own)


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Put the file and row, or the column, before what went wrong inside."""
    try:
        yield
    except TableError as error:
        raise TableError(f"{where}: {error}") from error
    except (ValueError, InvalidOperation, KeyError) as error:
        raise TableError(f"{where}: {error} cannot be read") from error


def _input(row: Mapping[str, str]) -> Input:
    options = tuple(option.strip() for option in row["options"].split("|") if option.strip())
    instead = None
    if row["instead"]:
        name, _, divisor = row["instead"].partition("/")
        instead = (name.strip(), Decimal(divisor.strip()))
    if row["kind"] not in ("number", "choice") or (row["kind"] == "choice") != bool(options):
        raise TableError("kind is number, or choice with its options")
    return Input(
        name=row["input"],
        label=row["label"],
        kind=row["kind"],
        unit=row["unit"],
        low=Decimal(row["low"] or 0),
        high=Decimal(row["high"] or 0),
        step=Decimal(row["step"]) if row["step"] else None,
        options=options,
        is_required=_need(row["need"]),
        worse=read_worse(row["worse"], options),
        instead=instead,
        hint=row["hint"],
        code=row["code"],
    )


def _need(text: str) -> bool:
    if text not in ("required", "optional"):
        raise TableError("need says required or optional")
    return text == "required"


def _table(row: Mapping[str, str], inputs: dict[str, Input], scores: str, thresholds: str) -> Table:
    name = row["table"]
    if row["hit"] not in HITS:
        raise TableError(f"tables, {name}: hit says one or worst")
    youngest, _, oldest = row["ages"].partition("..")
    parts: dict[str, tuple[Points, ...]] = {}
    for number, line in enumerate(_lines(scores, inputs, _POINTS, f"scores/{name}.csv"), start=2):
        with _told(f"scores/{name}.csv, row {number}"):
            points = Points(
                line["id"],
                line["part"],
                _conditions(line, inputs),
                int(line["points"]),
                line["sentence"],
                _backing(line),
            )
        parts[points.part] = (*parts.get(points.part, ()), points)
    derived = _derived(parts, inputs)
    known = {**inputs, **derived}
    rows: list[Row] = []
    for number, line in enumerate(_lines(thresholds, known, _ROW, f"thresholds/{name}.csv"), start=2):
        with _told(f"thresholds/{name}.csv, row {number}"):
            rows.append(_row(line, known))
    if not rows:
        raise TableError(f"thresholds/{name}.csv: a table has rows")
    return Table(
        name=name,
        label=row["label"],
        hit=row["hit"],
        valid_for=timedelta(hours=int(row["valid_hours"])),
        ages=(int(youngest), int(oldest)),
        inputs=inputs,
        parts=parts,
        rows=tuple(rows),
        derived=derived,
        scored_by=row["scored_by"],
        limits=row["limits"],
        acknowledgement=row["acknowledgement"],
    )


def _derived(parts: Mapping[str, tuple[Points, ...]], inputs: Mapping[str, Input]) -> dict[str, Input]:
    """Return what a table that adds up works out: the total, the worst part, and how far above the person's usual total."""
    if not parts:
        return {}
    most = sum(max(one.points for one in rows) for rows in parts.values())
    worst = max(one.points for rows in parts.values() for one in rows)
    up, one_step = read_worse("up", ()), Decimal(1)
    found = {
        TOTAL: Input(TOTAL, later("Total"), "number", high=Decimal(most), step=one_step, worse=up),
        WORST_PART: Input(
            WORST_PART, later("Highest single part"), "number", high=Decimal(worst), step=one_step, worse=up
        ),
    }
    if USUAL in inputs:
        found[ABOVE_USUAL] = Input(
            ABOVE_USUAL, later("Above the usual"), "number", low=Decimal(-most), high=Decimal(most), step=one_step,
            is_required=False, worse=up,
        )  # fmt: skip
    return found


def _lines(text: str, inputs: Mapping[str, Input], own: Sequence[str], where: str) -> list[dict[str, str]]:
    """Return the rows of a file. Raises TableError for a column that is neither an input nor one of its own, or is absent."""
    if not text:
        return []
    reader = csv.DictReader(text.splitlines())
    columns = list(reader.fieldnames or ())
    if strange := [column for column in columns if column not in own and column not in inputs]:
        raise TableError(
            f"{where}: the column {strange[0]!r} is no input of this table; its inputs: {', '.join(inputs)}"
        )
    if absent := [column for column in own if column not in columns]:
        raise TableError(f"{where}: the column {absent[0]!r} is absent")
    rows = list(reader)
    if short := next((n for n, row in enumerate(rows, start=2) if None in row or None in row.values()), None):
        raise TableError(f"{where}, row {short}: it has not as many cells as the first row")
    return rows


def _conditions(row: Mapping[str, str], inputs: Mapping[str, Input]) -> dict[str, Condition]:
    found = {}
    for name in inputs:
        if row.get(name, "").strip():
            with _told(name):
                found[name] = read_condition(row[name], inputs[name])
    return found


def _row(line: Mapping[str, str], known: Mapping[str, Input]) -> Row:
    level = None if line["level"] == IMPOSSIBLE else int(line["level"])
    if level is not None and level not in LEVELS:
        raise TableError(f"level {level} is none of {', '.join(map(str, LEVELS))}")
    if not line["id"] or not line["sentence"]:
        raise TableError("each row has an id and a sentence for people")
    if level is not None and (level >= 2) != bool(line["route"]):
        raise TableError("a row of level 2 or more names its route, others name none")
    return Row(
        line["id"], _conditions(line, known), line["band"], level, line["route"], line["sentence"], _backing(line)
    )


def _backing(line: Mapping[str, str]) -> Backing:
    if line["status"] not in STATUSES or line["basis"] not in BASES:
        raise TableError(f"status says {', '.join(STATUSES)}; basis says {', '.join(BASES)}")
    if not line["source"] or not line["owner"]:
        raise TableError("each row names its source and its owner")
    reviewed, next_review = date.fromisoformat(line["reviewed"]), date.fromisoformat(line["next_review"])
    if next_review <= reviewed:
        raise TableError("the next review comes after the last")
    return Backing(
        line["source"],
        line["owner"],
        reviewed,
        next_review,
        line["status"],
        date.fromisoformat(line["effective_from"]),
        line["basis"],
    )
