"""Scoring a row of text by a threshold table, as `kith policy evaluate` and the entry forms do."""

from collections.abc import Mapping
from decimal import Decimal

from kith.policy.evaluation_rules import Evaluation, Fact
from kith.policy.table_rules import Table


def columns_wanted(table: Table) -> list[str]:
    """Return the columns that a table reads."""
    return list(table.inputs)


def columns_added(table: Table) -> list[str]:
    """Return the columns that scoring adds, in order."""
    parts = [f"s_{part}" for part in table.parts]
    return [*parts, *(["total"] if parts else []), "score", "band", "level", "rules", "missing"]


def facts_of(table: Table, row: Mapping[str, str | None]) -> dict[str, Fact]:
    """Return the facts that a row of text holds; an empty or absent cell is not entered."""
    return {name: Fact(text) for name in table.inputs if (text := row.get(name) or "").strip()}


def scored(found: Evaluation) -> dict[str, str]:
    """
    Return the cells that scoring adds to a row.

    Where the table cannot assess, score, band and level are empty and `missing` names the inputs that are missing or
    impossible; the points of parts that are known stay. Rules stand worst first.
    """
    cells = {f"s_{part}": str(found.parts.get(part, "")) for part in found.table.parts}
    score = written(found.score) if found.score is not None else ""
    if found.table.parts:
        cells["total"] = score
    return cells | {
        "score": score,
        "band": found.band,
        "level": str(found.outcome.worst) if found.outcome else "",
        "rules": " ".join(row.id for row in found.fired),
        "missing": " ".join(found.cannot_assess),
    }


def written(number: Decimal) -> str:
    """Return a number as people write it: no trailing zeros, at most four decimals."""
    return f"{round(number, 4).normalize():f}"


def compared(now: Evaluation, draft: Evaluation) -> dict[str, str]:
    """
    Return the cells that show a table in force and a draft side by side: level, band and rules of each, and what changes.

    change: same, stricter, laxer, or "cannot assess" where one of them cannot; empty cells as `scored`.
    """
    cells = {
        f"{whose}_{name}": text for whose, found in (("now", now), ("draft", draft)) for name, text in _said(found)
    }
    return cells | {"change": _change(now, draft)}


COMPARED = ("now_level", "now_band", "now_rules", "draft_level", "draft_band", "draft_rules", "change")
"""The columns that comparing adds, in order."""


def _said(found: Evaluation) -> list[tuple[str, str]]:
    cells = scored(found)
    return [(name, cells[name]) for name in ("level", "band", "rules")]


def _change(now: Evaluation, draft: Evaluation) -> str:
    if now.outcome is None or draft.outcome is None:
        return "same" if now.outcome is draft.outcome else "cannot assess"
    if draft.outcome.is_milder(now.outcome):
        return "laxer"
    return "stricter" if now.outcome.is_milder(draft.outcome) else "same"
