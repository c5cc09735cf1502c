"""By when the steps of a safeguarding concern are due: a table, and where a team's is laxer than its floor."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kith.language import _
from kith.policy.check_rules import Finding
from kith.policy.value_rules import TableError

CLOCKS = "safeguarding-clocks"
ABOUT = ("adult", "child")
RAISED = "raised"
STEPS = (
    "answer", "safety", "views", "capacity", "consent", "parents", "questions", "harm", "decision", "referral",
    "authority", "strategy", "assessment", "conference", "review", "note", "closing",
)  # fmt: skip
"""The steps of a concern, as `kith.safeguarding` records them."""
UNITS = ("working days", "months")


@dataclass(frozen=True, slots=True)
class Clock:
    """One row: by when a step is due, counted from another ('raised': from the raising)."""

    rule: str
    about: str
    step: str
    after: str
    within: int
    unit: str
    sentence: str


def read_clocks(lines: Iterable[str]) -> tuple[Clock, ...]:
    """
    Return the clocks in the order of the table.

    Raises:
        TableError: for an unknown person, step or unit, a number that is none, an id or a clock that stands twice; it names
            the row.
    """
    found: list[Clock] = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        where = f"{CLOCKS}, row {number}"
        if row["about"] not in ABOUT or row["unit"] not in UNITS:
            raise TableError(f"{where}: say adult or child, and working days or months")
        if row["step"] not in STEPS or row["after"] not in (RAISED, *STEPS):
            raise TableError(f"{where}: {row['step']!r} or {row['after']!r} is no step of a concern")
        if not row["within"].isdecimal():
            raise TableError(f"{where}: {row['within']!r} is no whole number")
        one = Clock(
            row["id"], row["about"], row["step"], row["after"], int(row["within"]), row["unit"], row["sentence"]
        )
        if any(_same(one, other) for other in found):
            raise TableError(f"{where}: {one.step} after {one.after} stands twice")
        found.append(one)
    if len({one.rule for one in found}) != len(found):
        raise TableError(f"{CLOCKS}: an id stands twice")
    return tuple(found)


def laxer_clocks(own: Sequence[Clock], floor: Sequence[Clock]) -> Iterator[Finding]:
    """
    Yield the clocks of the floor that a team leaves out, lets run longer or counts in another unit, and those that it adds.

    Of several clocks of one step the last that began decides, so that a clock more could put a step off.
    """
    for least in floor:
        row = next((one for one in own if _same(one, least)), None)
        words = {"row": least.rule, "floor": _within(least), "own": _within(row) if row else ""}
        example = {"about": least.about, "step": least.step, "after": least.after}
        if row is None:
            sentence = _("%(row)s is left out: nothing says by when it is due. Put it back.") % words
            yield Finding("laxer", CLOCKS, (least.rule,), sentence, example)
        elif row.unit != least.unit or row.within > least.within:
            sentence = _("%(row)s says %(own)s where the floor says %(floor)s.") % (words | {"row": row.rule})
            yield Finding("laxer", CLOCKS, (row.rule, least.rule), sentence, example)
    for row in own:
        with_clock = [least for least in floor if (least.about, least.step) == (row.about, row.step)]
        if with_clock and not any(_same(row, least) for least in with_clock):
            sentence = _("%(row)s lets the step begin to count later than the floor does: take it out.")
            example = {"about": row.about, "step": row.step, "after": row.after}
            yield Finding("laxer", CLOCKS, (row.rule,), sentence % {"row": row.rule}, example)


def _same(one: Clock, other: Clock) -> bool:
    return (one.about, one.step, one.after) == (other.about, other.step, other.after)


def _within(one: Clock) -> str:
    if one.unit == "months":
        return _("%(n)d months") % {"n": one.within}
    return _("%(n)d working days") % {"n": one.within}
