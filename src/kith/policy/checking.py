"""Checking the shipped tables as a whole, and a team's files against a floor."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kith.policy import reading, shipped
from kith.policy.check_rules import Finding
from kith.policy.clock_rules import CLOCKS
from kith.policy.floor_rules import CADENCES, CLOSING, OTHERS, RIGHTS, ROUTES, RuleSet, laxer_than_floor, unsound
from kith.policy.reading import Files
from kith.policy.review_rules import REVIEWS
from kith.policy.rights_checking import changed_for_kith, check_rights, proposed_to_nobody
from kith.policy.set_up_rules import SET_UP
from kith.policy.supervision_rules import SUPERVISION
from kith.policy.value_rules import TableError


@dataclass(frozen=True, slots=True)
class Checked:
    """How many tables and rules were looked at, and what was found, as one mapping each."""

    tables: int
    rules: int
    findings: list[dict[str, Any]]


def check_shipped(commands: Collection[str] = ()) -> Checked:
    """
    Check every shipped table by itself, that each row's route is one of the routes, and the rights of single roles.

    `commands` are those that there are: each needs a row that says what every role may, and every row a command.
    """
    rules = reading.shipped()
    found = [finding for name in reading.table_names() if name != RIGHTS for finding in unsound(name, rules)]
    found += check_rights(rules.rights, shipped.roles(), commands)
    refined = {row.rule for right in rules.rights.values() for row in right.refined.values()}
    number = sum(rules_of(name, rules) for name in reading.table_names()) + len(refined) + len(shipped.topics())
    return Checked(len(reading.table_names()) + 2, number, [_told(one) for one in found])


def check_files(files: Sequence[Path]) -> Checked:
    """
    Check files of a team: each by itself, and against the shipped floor (P11).

    Raises:
        TableError: for a file that cannot be read, or is no table of the floor.
    """
    floor = reading.shipped()
    own = files_as_tables(files)
    rules = rules_with(own, floor, reading.shipped_files)
    found = [one for name in own for one in (*unsound(name, rules), *laxer_than_floor(name, rules, floor))]
    if RIGHTS in own:
        found += [*proposed_to_nobody(rules.rights, rules.roles), *changed_for_kith(rules.rights, rules.roles)]
    return Checked(len(files), sum(rules_of(name, rules) for name in own), [_told(one) for one in found])


def files_as_tables(files: Sequence[Path]) -> dict[str, Files]:
    """
    Return the texts of files by table and name of file.

    A file is known by its name (`news2.csv`) and its columns: points of a score, rows of a threshold table; all
    others by their columns alone.

    Raises:
        TableError: for a file that is not text in UTF-8, or is no table that there is.
    """
    found: dict[str, dict[str, str]] = {}
    for path in files:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TableError(f"{path.name} cannot be read as text in UTF-8") from error
        name, file = _known(path, set(next(csv.reader(text.splitlines()), [])))
        found.setdefault(name, {})[file] = text
    return dict(found)


_BY_COLUMNS = (
    (ROUTES, {"route", "step"}),
    (CLOSING, {"level", "roles"}),
    (CADENCES, {"subject", "after_service_days"}),
    (RIGHTS, {"command", "verdict"}),
    (RIGHTS, {"topic", "decide"}),
    (RIGHTS, {"command", "sentence"}),
    (REVIEWS, {"tier", "days"}),
    (SUPERVISION, {"what", "number"}),
    (CLOCKS, {"about", "step", "within"}),
    (SET_UP, {"line", "need", "met_by"}),
)


def _known(path: Path, columns: set[str]) -> tuple[str, str]:
    for name, own in _BY_COLUMNS:
        if own <= columns:
            return name, path.name if path.stem in reading.FILES_OF.get(name, ()) else f"{name}.csv"
    if path.stem not in reading.table_names():
        names = ", ".join(one for one in reading.table_names() if one not in OTHERS)
        raise TableError(f"{path.name}: there is no such table; the tables are {names}, and {', '.join(OTHERS)}")
    return path.stem, f"{'scores' if 'points' in columns else 'thresholds'}/{path.stem}.csv"


def rules_with(own: Mapping[str, Mapping[str, str]], base: RuleSet, files_of: reading.FilesOf) -> RuleSet:
    """
    Return what would be in force with some tables as somebody wrote them, each completed by the files of the base.

    Raises:
        TableError: for a table that cannot be read.
    """
    rules = base
    for name, files in own.items():
        rules = rules.having(name, reading.read_once(name, {**files_of(name), **files}))
    return rules


def rules_of(name: str, rules: RuleSet) -> int:
    """Return how many rules a table has."""
    if name in rules.thresholds:
        table = rules.thresholds[name]
        return len(table.rows) + sum(len(rows) for rows in table.parts.values())
    if name == ROUTES:
        return sum(len(route.steps) for route in rules.routes.values())
    others = {
        CLOSING: rules.closing, CADENCES: rules.cadences, RIGHTS: rules.rights, REVIEWS: rules.reviews,
        SUPERVISION: rules.supervision, CLOCKS: rules.clocks, SET_UP: rules.set_up,
    }  # fmt: skip
    return len(others[name])


def _told(finding: Finding) -> dict[str, Any]:
    return asdict(finding)
