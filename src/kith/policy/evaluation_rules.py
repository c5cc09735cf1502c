"""
What a threshold table says of a person's facts: everything that holds, worst first, with rows and facts named.

Pure: the same table, facts and moment give the same answer. A fact that is missing, out of date, impossible or in another
unit is never guessed: the answer is "cannot assess" and says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kith.policy.table_rules import ABOVE_USUAL, SAFEGUARDING, TOTAL, USUAL, WORST_PART, Row, Table
from kith.policy.value_rules import Input

Value = Decimal | str

AGREES_WITHIN = Decimal("0.005")
"""How far a value entered may lie from the one worked out instead of it (a rounded share of deficits)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry: its text as written, its unit ("" when the form fixes it), and when it was true (None: now)."""

    text: str
    unit: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    How serious: the worst level beside safeguarding (0, 1, 2 or 4), and whether the safeguarding lead is needed.

    The two stand side by side, so that neither hides the other.
    """

    level: int
    is_safeguarding: bool = False

    def is_milder(self, than: Outcome) -> bool:
        """Say whether this is milder in either respect."""
        return self.level < than.level or (than.is_safeguarding and not self.is_safeguarding)

    @property
    def worst(self) -> int:
        """The one number for both: an emergency before safeguarding, safeguarding before a review."""
        return max(self.level, SAFEGUARDING) if self.is_safeguarding else self.level


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    The answer of one table.

    `outcome` is None when the table cannot assess; `missing`, `out_of_date` and `impossible` then name the inputs, in the
    order of the table. `fired` are the rows that hold, worst first; `parts` the points by part; `values` what was used.
    """

    table: Table
    values: Mapping[str, Value | None]
    fired: tuple[Row, ...] = ()
    outcome: Outcome | None = None
    score: Decimal | None = None
    band: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    out_of_date: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()

    @property
    def cannot_assess(self) -> tuple[str, ...]:
        """The inputs because of which nothing can be said; empty when something was."""
        return () if self.outcome else self.missing + self.out_of_date + self.impossible

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes of the rows that hold, worst first, each once."""
        return tuple(dict.fromkeys(row.route for row in self.fired if row.route))


def evaluate(table: Table, facts: Mapping[str, Fact], at: datetime | None = None) -> Evaluation:
    """
    Return what a table says of facts by input name; inputs that are not there count as not entered.

    at: the moment of recording, against which the age of each fact is held; None holds no ages.
    """
    values: dict[str, Value | None] = {}
    out_of_date, impossible = [], []
    for name, of in table.inputs.items():
        fact = facts.get(name)
        values[name] = None
        if fact is None or not fact.text.strip():
            continue
        try:
            value = of.read(fact.text)
        except ValueError:
            impossible.append(name)
            continue
        if fact.unit and fact.unit != of.unit:
            impossible.append(name)
        elif at and fact.at and (at - fact.at > table.valid_for or fact.at > at):
            out_of_date.append(name)
        else:
            values[name] = value
    impossible += _worked_out(table, values)
    troubled = {*out_of_date, *impossible}
    missing = [name for name, of in table.inputs.items() if _is_missing(of, values, troubled)]
    if missing or impossible or any(table.inputs[name].is_required for name in out_of_date):
        return _cannot(table, values, missing, out_of_date, impossible)
    return _assessed(table, values, tuple(out_of_date))


def _is_missing(of: Input, values: Mapping[str, Value | None], troubled: set[str]) -> bool:
    """Say whether a required value was not entered; one that another stands in for is in trouble where that one is."""
    is_told = of.name in troubled or (of.instead is not None and of.instead[0] in troubled)
    return of.is_required and values[of.name] is None and not is_told


def _worked_out(table: Table, values: dict[str, Value | None]) -> list[str]:
    """Fill values that others stand in for; return the names of two that disagree."""
    wrong: list[str] = []
    for name, of in table.inputs.items():
        if of.instead is None or (other := values[of.instead[0]]) is None:
            continue
        assert isinstance(other, Decimal)
        worked_out = other / of.instead[1]
        entered = values[name]
        if entered is None:
            values[name] = worked_out
        elif isinstance(entered, Decimal) and abs(entered - worked_out) > AGREES_WITHIN:
            wrong += [name, of.instead[0]]
    return wrong


def _cannot(
    table: Table, values: Mapping[str, Value | None], missing: list[str], out_of_date: list[str], impossible: list[str]
) -> Evaluation:
    return Evaluation(
        table,
        values,
        parts=_points(table, values),
        missing=tuple(missing),
        out_of_date=tuple(out_of_date),
        impossible=tuple(impossible),
    )


def _points(table: Table, values: Mapping[str, Value | None]) -> dict[str, int]:
    """Return the points of each part of which all that it asks for is known."""
    found = {}
    for part, rows in table.parts.items():
        row = next((row for row in rows if row.holds(values)), None)
        if row is not None and all(values[name] is not None for name in row.conditions):
            found[part] = row.points
    return found


def _assessed(table: Table, values: Mapping[str, Value | None], out_of_date: tuple[str, ...]) -> Evaluation:
    parts = _points(table, values)
    if len(parts) < len(table.parts):
        return _cannot(table, values, [name for name in table.inputs if table.inputs[name].is_required], [], [])
    known = {**values, **_derived(parts, values)}
    fired = [row for row in table.rows if row.holds(known)]
    if clash := next((row for row in fired if row.level is None), None):
        return _cannot(table, values, [], [], list(clash.conditions))
    fired.sort(key=lambda row: -(row.level or 0))
    outcome = outcome_of(fired)
    if outcome is None:
        return _cannot(table, values, [name for name, value in values.items() if value is None], [], [])
    score = known.get(TOTAL) if parts else known.get("value")
    return Evaluation(
        table,
        values,
        fired=tuple(fired),
        outcome=outcome,
        score=score if isinstance(score, Decimal) else None,
        band=next((row.band for row in fired if row.band), ""),
        parts=parts,
        out_of_date=out_of_date,
    )


def _derived(parts: Mapping[str, int], values: Mapping[str, Value | None]) -> dict[str, Value | None]:
    if not parts:
        return {}
    total, usual = Decimal(sum(parts.values())), values.get(USUAL)
    above = total - usual if isinstance(usual, Decimal) else None
    return {TOTAL: total, WORST_PART: Decimal(max(parts.values())), ABOVE_USUAL: above}


def outcome_of(fired: list[Row]) -> Outcome | None:
    """Return how serious rows that hold together are; None when none holds, which `kith policy check` finds beforehand."""
    levels = [row.level for row in fired if row.level is not None]
    if not levels:
        return None
    return Outcome(max((level for level in levels if level != SAFEGUARDING), default=0), SAFEGUARDING in levels)
