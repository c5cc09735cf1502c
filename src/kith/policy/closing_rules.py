"""Who may close an escalation, by its level: a table, as every decision right."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from kith.policy.table_rules import LEVELS
from kith.policy.value_rules import TableError


@dataclass(frozen=True, slots=True)
class Closing:
    """Which roles may close an escalation of a level, in a sentence for people."""

    id: str
    level: int
    roles: frozenset[str]
    sentence: str


def read_closing(lines: Iterable[str], roles: Iterable[str]) -> dict[int, Closing]:
    """
    Return who may close, by level.

    Raises:
        TableError: for a role that is not known, a level that escalates and has no row, or one that stands twice.
    """
    known, found = set(roles), dict[int, Closing]()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        may = frozenset(one.strip() for one in row["roles"].split("|"))
        if strange := sorted(may - known):
            raise TableError(f"closing, row {number}: there is no role {strange[0]!r}")
        level = int(row["level"]) if row["level"].isdecimal() else -1
        if level not in LEVELS or level in found:
            raise TableError(f"closing, row {number}: level {row['level']} is none, or stands twice")
        found[level] = Closing(row["id"], level, may, row["sentence"])
    if absent := sorted({2, 3, 4} - set(found)):
        raise TableError(f"closing: nobody may close level {absent[0]}: add a row")
    return found
