"""The clocks of concerns, read once from the shipped table beside the other rule tables."""

import csv
from collections.abc import Iterable
from functools import cache

from kith.policy.queries import tables_folder
from kith.policy.value_rules import TableError
from kith.safeguarding.rules import ADULT, CHILD, Clock, Step

FILE = "safeguarding-clocks.csv"
UNITS = ("working days", "months")


@cache
def clocks() -> tuple[Clock, ...]:
    """Return the clocks in the order of the table, read once."""
    return tuple(read_clocks((tables_folder() / FILE).read_text(encoding="utf-8").splitlines()))


def read_clocks(lines: Iterable[str]) -> list[Clock]:
    """
    Return the clocks of a table.

    Raises:
        TableError: for an unknown person, step or unit, a number that is none, or an id that stands twice; it names the row.
    """
    found: list[Clock] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        if row["about"] not in (ADULT, CHILD) or row["unit"] not in UNITS:
            raise TableError(f"{FILE}, row {number}: say adult or child, and working days or months")
        if row["step"] not in set(Step) or row["after"] not in {"raised", *Step}:
            raise TableError(f"{FILE}, row {number}: {row['step']!r} or {row['after']!r} is no step of a concern")
        if not row["within"].isdecimal():
            raise TableError(f"{FILE}, row {number}: {row['within']!r} is no whole number")
        found.append(
            Clock(row["id"], row["about"], row["step"], row["after"], int(row["within"]), row["unit"], row["sentence"])
        )
    if len({one.rule for one in found}) != len(found):
        raise TableError(f"{FILE}: an id stands twice")
    return found
