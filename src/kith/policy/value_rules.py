"""
Values that an input of a rule table can take, and conditions on them, exactly: no sampling, no rounding.

A number lies on a line. A cut is a place between values of that line: just before or just after a number. A condition is a
set of stretches between cuts. On an input that moves in steps (whole breaths, tenths of a degree) each cut is drawn to the
next step, so that two conditions are the same exactly when they hold for the same values. All cuts of a table divide the
line into pieces inside which every condition is constant; a condition is then a set of pieces, kept as the bits of a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import NamedTuple


class TableError(ValueError):
    """A table does not hold together; the message names the row and the remedy."""


class Cut(NamedTuple):
    """A place on the line: just before a value, or just after it."""

    value: Decimal
    is_after: bool


class Stretch(NamedTuple):
    """The values between two cuts; empty when the first is not before the second."""

    start: Cut
    end: Cut


@dataclass(frozen=True, slots=True)
class Worse:
    """
    In which direction values of an input are worse, where `when` holds (input name and the text of a condition on it).

    way: "up" (higher is worse), "down", "away" (farther from the stretch `from_value` to `to_value`, each side for itself),
    or "listed" (options in the order of `ranks`, least bad first; options of one rank are equally bad).
    """

    way: str
    when: tuple[tuple[str, str], ...] = ()
    from_value: Decimal = Decimal(0)
    to_value: Decimal = Decimal(0)
    ranks: tuple[frozenset[str], ...] = ()

    def is_worse(self, value: Decimal | str, than: Decimal | str) -> bool:
        """Say whether a value is worse than another. Values on different sides of "away" compare to neither."""
        if self.way == "listed":
            rank = {option: at for at, options in enumerate(self.ranks) for option in options}
            return rank.get(str(value), -1) > rank.get(str(than), -1) >= 0
        assert isinstance(value, Decimal) and isinstance(than, Decimal)
        if self.way == "up":
            return value > than
        if self.way == "down":
            return value < than
        above = value > self.to_value and than >= self.from_value and value > than
        below = value < self.from_value and than <= self.to_value and value < than
        return above or below


@dataclass(frozen=True, slots=True)
class Input:
    """
    One input of a table: what may be entered, and in which direction it is worse.

    Numbers lie within `low` and `high`, both possible, and move in `step`s (None: any number between). Choices have
    `options`. An optional input may be unknown; a required one that is missing makes the table say "cannot assess".
    `instead` names another input and a divisor from which a missing value is worked out (deficits of 36).
    """

    name: str
    label: str
    kind: str
    unit: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    step: Decimal | None = None
    options: tuple[str, ...] = ()
    is_required: bool = True
    worse: tuple[Worse, ...] = ()
    instead: tuple[str, Decimal] | None = None
    hint: str = ""
    code: str = ""

    @property
    def is_number(self) -> bool:
        """Whether values are numbers rather than options."""
        return self.kind == "number"

    def drawn(self, cut: Cut) -> Cut:
        """Return a cut moved up to the next value the input can take; as it is where any number can be entered."""
        if self.step is None:
            return cut
        steps = (cut.value - self.low) / self.step
        whole = steps.to_integral_value(rounding="ROUND_CEILING")
        if cut.is_after and whole == steps:
            whole += 1
        return Cut(self.low + whole * self.step, is_after=False)

    def can_be(self, value: Decimal) -> bool:
        """Say whether a number is possible: within the bounds, and on a step."""
        if not self.low <= value <= self.high:
            return False
        return self.step is None or (value - self.low) % self.step == 0

    def read(self, text: str) -> Decimal | str | None:
        """
        Return what an entered text means; None for nothing entered.

        Yes and no may also be written true and false, 1 and 0, in any case. Raises ValueError for what is not possible.
        """
        written = text.strip()
        if not written:
            return None
        if not self.is_number:
            return self._option(written)
        try:
            value = Decimal(written)
        except InvalidOperation:
            raise ValueError(written) from None
        if not value.is_finite() or not self.can_be(value):
            raise ValueError(written)
        return value

    def _option(self, written: str) -> str:
        found = {option.lower(): option for option in self.options}
        if set(found) == {"no", "yes"}:
            found |= {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"}
        if written.lower() not in found:
            try:
                written = str(Decimal(written).to_integral_exact())  # "1.0" where the option is "1"
            except InvalidOperation:
                raise ValueError(written) from None
        if written.lower() not in found:
            raise ValueError(written)
        return found[written.lower()]


_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_COMPARED = re.compile(rf"(<=|>=|<|>|=)?\s*({_NUMBER})")
_RANGE = re.compile(rf"(>)?({_NUMBER})\s*\.\.\s*({_NUMBER})")

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Condition:
    """
    Which values of one input a row asks for.

    Written: `7`, `>=7`, `<36`, `5..6` (both included), `>0.12..0.24` (the first not); options by name; several with `|`; `?`
    for an optional input that is not known. An empty cell asks for nothing and holds always.
    """

    text: str
    stretches: tuple[Stretch, ...] = ()
    options: frozenset[str] = frozenset()
    is_always: bool = False
    holds_unknown: bool = False

    def holds(self, value: Decimal | str | None) -> bool:
        """Say whether a value is one of those asked for; None is a value that is not known."""
        if value is None:
            return self.is_always or self.holds_unknown
        if self.is_always:
            return True
        if isinstance(value, str):
            return value in self.options
        return any(start <= Cut(value, is_after=False) < end for start, end in self.stretches)


def read_condition(text: str, of: Input) -> Condition:
    """Return what a cell asks for. Raises TableError for a text that is not a condition on this input."""
    written = text.strip()
    if not written:
        return Condition("", is_always=True)
    parts = [part.strip() for part in written.split("|")]
    holds_unknown = UNKNOWN in parts
    if holds_unknown and of.is_required:
        raise TableError(f"{of.name} is always known here: take the ? out")
    asked = [part for part in parts if part != UNKNOWN]
    if of.is_number:
        stretches = tuple(_stretch(part, of) for part in asked)
        return Condition(written, stretches=stretches, holds_unknown=holds_unknown)
    if unknown := [part for part in asked if part not in of.options]:
        raise TableError(f"{unknown[0]!r} is none of the options of {of.name}: {', '.join(of.options)}")
    return Condition(written, options=frozenset(asked), holds_unknown=holds_unknown)


def _stretch(part: str, of: Input) -> Stretch:
    lowest, highest = Cut(of.low, is_after=False), Cut(of.high, is_after=True)
    if found := _RANGE.fullmatch(part):
        start, end = Cut(Decimal(found[2]), is_after=bool(found[1])), Cut(Decimal(found[3]), is_after=True)
        if end < start:
            raise TableError(f"{part!r} goes backwards: write the lower number of {of.name} first")
    elif found := _COMPARED.fullmatch(part):
        sign, value = found[1] or "=", Decimal(found[2])
        start, end = {
            "=": (Cut(value, is_after=False), Cut(value, is_after=True)),
            ">=": (Cut(value, is_after=False), highest),
            ">": (Cut(value, is_after=True), highest),
            "<=": (lowest, Cut(value, is_after=True)),
            "<": (lowest, Cut(value, is_after=False)),
        }[sign]
    else:
        raise TableError(f"{part!r} is no condition on {of.name}: write 7, >=7, <36, 5..6, or several with |")
    return Stretch(max(start, lowest), min(end, highest))


_AWAY = re.compile(rf"away ({_NUMBER})\.\.({_NUMBER})")


def read_worse(text: str, options: Sequence[str]) -> tuple[Worse, ...]:
    """
    Return the orders of worse of an input. Written: `up`, `down`, `away 12..20`, or options as `A < C = V`; each may go on
    with `when spo2_scale=1, on_oxygen=no`; several with `;`. Raises TableError for anything else.
    """
    return tuple(_one_worse(part.strip(), options) for part in text.split(";") if part.strip())


def _one_worse(part: str, options: Sequence[str]) -> Worse:
    order, _, asked = part.partition(" when ")
    when = tuple(
        (name.strip(), value.strip())
        for name, _, value in (one.partition("=") for one in asked.split(","))
        if name.strip()
    )
    order = order.strip()
    if order in ("up", "down"):
        return Worse(order, when)
    if found := _AWAY.fullmatch(order):
        return Worse("away", when, Decimal(found[1]), Decimal(found[2]))
    ranks = tuple(frozenset(option.strip() for option in rank.split("=")) for rank in order.split("<"))
    if unknown := sorted({option for rank in ranks for option in rank} - set(options)):
        raise TableError(f"{unknown[0]!r} is no order of worse: write up, down, away 12..20, or options as no < yes")
    return Worse("listed", when, ranks=ranks)


@dataclass(frozen=True, slots=True)
class Pieces:
    """
    The values of one input in pieces inside which every condition of a table is constant.

    samples: one value of each piece, None for "not known"; a set of pieces is the bits of a number, first piece lowest.
    """

    of: Input
    samples: tuple[Decimal | str | None, ...]

    @property
    def all(self) -> int:
        """Every piece."""
        return (1 << len(self.samples)) - 1

    def asked(self, condition: Condition) -> int:
        """Return the pieces for which a condition holds."""
        return sum(1 << at for at, sample in enumerate(self.samples) if condition.holds(sample))

    def first(self, pieces: int) -> Decimal | str | None:
        """Return a value of a set of pieces that is not empty, a known one where there is one."""
        found = [sample for at, sample in enumerate(self.samples) if pieces >> at & 1]
        return next((sample for sample in found if sample is not None), None)


def pieces_of(of: Input, conditions: Iterable[Condition]) -> Pieces:
    """Return the pieces of an input under all conditions on it, and under its own orders of worse."""
    unknown: tuple[None, ...] = () if of.is_required else (None,)
    if not of.is_number:
        return Pieces(of, (*of.options, *unknown))
    lowest, highest = of.drawn(Cut(of.low, is_after=False)), of.drawn(Cut(of.high, is_after=True))
    cuts = {lowest, highest}
    cuts |= {of.drawn(cut) for condition in conditions for stretch in condition.stretches for cut in stretch}
    for order in of.worse:
        if order.way == "away":
            cuts |= {of.drawn(Cut(order.from_value, is_after=False)), of.drawn(Cut(order.to_value, is_after=True))}
    places = sorted(cut for cut in cuts if lowest <= cut <= highest)
    samples = [_within(start, end) for start, end in pairwise(places)]
    return Pieces(of, (*samples, *unknown))


def _within(start: Cut, end: Cut) -> Decimal:
    """Return a value between two cuts in order: the first one where it belongs, else one in the middle."""
    return (start.value + end.value) / 2 if start.is_after else start.value
