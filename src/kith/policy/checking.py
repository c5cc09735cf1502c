"""Checking the shipped tables as a whole, and a team's files against them."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kith.language import _
from kith.policy import queries
from kith.policy.check_rules import Finding, check, laxer
from kith.policy.route_rules import Route, read_routes, why_laxer
from kith.policy.table_rules import Table, read_tables
from kith.policy.value_rules import TableError


@dataclass(frozen=True, slots=True)
class Checked:
    """How many tables and rules were looked at, and what was found, as one mapping each."""

    tables: int
    rules: int
    findings: list[dict[str, Any]]


def check_shipped() -> Checked:
    """Check every shipped table by itself, and that each row's route is one of the routes."""
    tables, routes = queries.thresholds(), queries.routes()
    found = [finding for table in tables.values() for finding in (*check(table), *_without_route(table, routes))]
    rules = sum(map(_rules_of, tables.values())) + sum(len(route.steps) for route in routes.values())
    rules += len(queries.rights()) + len(queries.cadences())
    return Checked(len(tables) + 3, rules, [_told(one) for one in found])


def check_files(files: Sequence[Path]) -> Checked:
    """
    Check files of a team: each by itself, and against the floor (P11).

    A file is known by its name (`news2.csv`) and its columns: points of a score, rows of a threshold table, or `routes.csv`.

    Raises:
        TableError: for a file that cannot be read, or is no table of the floor.
    """
    floor, floor_routes = queries.thresholds(), queries.routes()
    given = {path: path.read_text(encoding="utf-8-sig") for path in files}
    routes = dict(floor_routes)
    thresholds: dict[str, str] = {}
    scores: dict[str, str] = {}
    found: list[Finding] = []
    for path, text in given.items():
        columns = set(next(csv.reader(text.splitlines()), []))
        if {"route", "step"} <= columns:
            own = read_routes(text.splitlines())
            routes |= own
            found += _laxer_routes(own, floor_routes)
        elif path.stem in floor:
            (scores if "points" in columns else thresholds)[path.stem] = text
        else:
            raise TableError(f"{path.name}: there is no such table; the tables are {', '.join(floor)}, and routes")
    names = list(dict.fromkeys([*thresholds, *scores]))
    for name in names:
        own_table = _own(name, scores, thresholds)
        found += check(own_table)
        found += _without_route(own_table, routes)
        found += laxer(own_table, floor[name], lambda own, least: why_laxer(routes.get(own), floor_routes[least]))
    rules = sum(_rules_of(_own(name, scores, thresholds)) for name in names)
    return Checked(len(files), rules, [_told(one) for one in found])


def _own(name: str, scores: dict[str, str], thresholds: dict[str, str]) -> Table:
    """Return a team's table: its own files, the floor's where it has none."""
    texts = queries.texts_of(name)
    own_scores = {name: scores[name]} if name in scores else texts.scores
    own_rows = {name: thresholds[name]} if name in thresholds else texts.thresholds
    return read_tables(texts.tables, texts.inputs, own_scores, own_rows)[name]


def _without_route(table: Table, routes: dict[str, Route]) -> list[Finding]:
    return [
        Finding(
            "no route",
            table.name,
            (row.id,),
            _("%(row)s names the route %(route)s, which there is not.") % {"row": row.id, "route": row.route},
            {},
        )
        for row in table.rows
        if row.route and row.route not in routes
    ]


def _laxer_routes(own: dict[str, Route], floor: dict[str, Route]) -> list[Finding]:
    return [
        Finding(
            "laxer",
            "routes",
            (code,),
            _("The route %(route)s is laxer than the floor: %(why)s") % {"route": code, "why": why},
            {"route": code},
        )
        for code, route in own.items()
        if code in floor and (why := why_laxer(route, floor[code]))
    ]


def _rules_of(table: Table) -> int:
    return len(table.rows) + sum(len(rows) for rows in table.parts.values())


def _told(finding: Finding) -> dict[str, Any]:
    return asdict(finding)
