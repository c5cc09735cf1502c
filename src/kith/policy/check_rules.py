"""
What is wrong with a threshold table, found without trying values: exactly, over the pieces its conditions cut each input into.

A *box* is a set of pieces for every input, as the bits of numbers. A row is a box; boxes are cut and compared, never single
values, so that nothing is missed and nothing invented. Each finding carries one concrete input on which it can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from kith.language import _
from kith.policy.evaluation_rules import Outcome, Value
from kith.policy.table_rules import ABOVE_USUAL, SAFEGUARDING, TOTAL, WORST_PART, Points, Row, Table
from kith.policy.value_rules import Condition, Input, Pieces, Worse, pieces_of, read_condition

Box = tuple[int, ...]
Example = dict[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that is wrong with a table: what kind, of which rows, in a sentence, and an input on which it can be seen.

    kind: unreachable, overlap, uncovered, milder (a worse value leads to a milder outcome), laxer (than the floor).
    """

    kind: str
    table: str
    rows: tuple[str, ...]
    sentence: str
    example: Mapping[str, str]
    worse_example: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Grid:
    """The pieces of every input that matters, in a fixed order."""

    pieces: tuple[Pieces, ...]

    @property
    def everything(self) -> Box:
        return tuple(one.all for one in self.pieces)

    def box(self, conditions: Mapping[str, Condition]) -> Box:
        return tuple(
            one.asked(conditions[one.of.name]) if one.of.name in conditions else one.all for one in self.pieces
        )

    def values(self, box: Box) -> dict[str, Value | None]:
        return {one.of.name: one.first(bits) for one, bits in zip(self.pieces, box, strict=True)}


def _grid(inputs: Iterable[Input], conditions: Sequence[Mapping[str, Condition]]) -> _Grid:
    return _Grid(tuple(pieces_of(of, [row[of.name] for row in conditions if of.name in row]) for of in inputs))


def _meet(one: Box, other: Box) -> Box | None:
    """Return what two boxes share; None for nothing."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared if all(shared) else None


def _without(box: Box, taken: Box) -> Iterator[Box]:
    """Yield boxes that do not overlap and together are what is left of a box when another is taken out."""
    if _meet(box, taken) is None:
        yield box
        return
    kept = list(box)
    for at, bits in enumerate(taken):
        if rest := kept[at] & ~bits:
            yield (*kept[:at], rest, *kept[at + 1 :])
        kept[at] &= bits


def _left(space: Iterable[Box], taken: Iterable[Box]) -> list[Box]:
    """Return what is left of a space when boxes are taken out."""
    rest = list(space)
    for one in taken:
        rest = [part for box in rest for part in _without(box, one)]
    return rest


@dataclass(frozen=True, slots=True)
class _Space:
    """
    The inputs that can occur, as boxes that do not overlap, and how to show one of them.

    shown: for a table that adds up, entries that give each pair of total and worst part.
    """

    grid: _Grid
    boxes: tuple[Box, ...]
    shown: Mapping[tuple[Value | None, Value | None], Example]

    def example(self, box: Box) -> Example:
        values = self.grid.values(box)
        at = next((n for n, one in enumerate(self.grid.pieces) if one.of.name == ABOVE_USUAL), None)
        told = {name: _written(value) for name, value in values.items() if value is not None}
        if at is not None and box[at] == self.grid.pieces[at].all:
            told.pop(ABOVE_USUAL, None)  # whatever is usual: nothing is asked of it
        return told | self.shown.get((values.get(TOTAL), values.get(WORST_PART)), {})


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{value.normalize():f}"


def check(table: Table) -> list[Finding]:
    """
    Return everything wrong with one table by itself, in the order parts, rows.

    Rows that never hold; rows that hold together and say different things; inputs for which no row holds; and values that
    are worse, by the declared order of an input, yet lead to fewer points or a milder outcome. Empty: nothing is wrong.
    """
    return [*_check_parts(table), *_check_rows(table)]


def _check_parts(table: Table) -> Iterator[Finding]:
    for part, rows in table.parts.items():
        space = _space_of_part(table, rows)
        boxes = [space.grid.box(row.conditions) for row in rows]
        yield from _unreachable(table, rows, boxes, space)
        yield from _overlaps(table, rows, boxes, space, lambda one, other: one.points != other.points)
        yield from _uncovered(table, boxes, space, _("the part %(part)s") % {"part": part})
        regions = [(box, row, Outcome(row.points)) for box, row in zip(boxes, rows, strict=True)]
        yield from _milder(table, regions, space)


def _space_of_part(table: Table, rows: Sequence[Points]) -> _Space:
    names = {name for row in rows for name in row.conditions}
    grid = _grid([of for name, of in table.inputs.items() if name in names], [row.conditions for row in rows])
    return _Space(grid, (grid.everything,), {})


def _check_rows(table: Table) -> Iterator[Finding]:
    space = _space_of_rows(table)
    rows = [row for row in table.rows if row.level is not None]
    boxes = [space.grid.box(row.conditions) for row in rows]
    yield from _unreachable(table, rows, boxes, space)
    clash = _says_otherwise if table.hit == "one" else _names_another_band
    yield from _overlaps(table, rows, boxes, space, clash)
    yield from _uncovered(table, boxes, space, _("this"))
    yield from _milder(table, _regions(rows, boxes, space), space)


def _says_otherwise(one: Row, other: Row) -> bool:
    return (one.band, one.level, one.route) != (other.band, other.level, other.route)


def _names_another_band(one: Row, other: Row) -> bool:
    return bool(one.band and other.band and one.band != other.band)


def _space_of_rows(table: Table, also: Sequence[Row] = ()) -> _Space:
    """Return the inputs that rows may see: what can be added up at all, without what cannot go together."""
    asked = {name for row in (*table.rows, *also) for name in row.conditions}
    asked |= {TOTAL, WORST_PART} if table.adds_up else set()
    inputs = [of for name, of in table.in_conditions.items() if name in asked]
    grid = _grid(inputs, [row.conditions for row in (*table.rows, *also)])
    boxes: list[Box] = [grid.everything]
    shown: dict[tuple[Value | None, Value | None], Example] = {}
    if table.adds_up:
        boxes, shown = _possible_totals(table, grid)
    impossible = [grid.box(row.conditions) for row in table.rows if row.level is None]
    return _Space(grid, tuple(_left(boxes, impossible)), shown)


def _possible_totals(table: Table, grid: _Grid) -> tuple[list[Box], dict[tuple[Value | None, Value | None], Example]]:
    """Return the pairs of total and worst part that can be added up at all, as boxes, with entries that give each."""
    pairs = _added_up(table)
    at = {one.of.name: place for place, one in enumerate(grid.pieces)}
    totals, worsts = grid.pieces[at[TOTAL]], grid.pieces[at[WORST_PART]]
    found: dict[int, int] = {}
    shown: dict[tuple[Value | None, Value | None], Example] = {}
    for (total, worst), example in sorted(pairs.items(), key=lambda one: one[0]):
        of_total, of_worst = _piece_of(totals, total), _piece_of(worsts, worst)
        found[of_total] = found.get(of_total, 0) | of_worst
        told = {TOTAL: str(total), WORST_PART: str(worst)} | example
        shown.setdefault((totals.first(of_total), worsts.first(of_worst)), told)
    boxes = []
    for of_total, of_worst in found.items():
        box = list(grid.everything)
        box[at[TOTAL]], box[at[WORST_PART]] = of_total, of_worst
        boxes.append(tuple(box))
    return boxes, shown


def _piece_of(pieces: Pieces, value: int) -> int:
    """Return the piece that a whole number lies in: the last that does not begin after it."""
    starts = [sample for sample in pieces.samples if isinstance(sample, Decimal)]
    return 1 << (sum(start <= value for start in starts) - 1)


def _added_up(table: Table) -> dict[tuple[int, int], Example]:
    """Return every pair of total and worst part that entries can give, each with entries that give it."""
    reached: dict[tuple[int, int], Example] = {(0, 0): {}}
    for cluster in _clusters(table):
        given = _points_of(table, cluster)
        reached = {
            (total + more, max(worst, high)): before | example
            for (total, worst), before in reached.items()
            for (more, high), example in given.items()
        }
    return reached


def _clusters(table: Table) -> list[list[str]]:
    """Return the parts in groups that share no input: what one gives says nothing of what another gives."""
    groups: list[tuple[set[str], list[str]]] = []
    for part, rows in table.parts.items():
        names, parts = {name for row in rows for name in row.conditions}, [part]
        for group in [group for group in groups if group[0] & names]:
            groups.remove(group)
            names, parts = names | group[0], group[1] + parts
        groups.append((names, parts))
    return [parts for _names, parts in groups]


def _points_of(table: Table, parts: Sequence[str]) -> dict[tuple[int, int], Example]:
    """Return the sums and highest points that a group of parts can give, each with entries that give it."""
    rows = [row for part in parts for row in table.parts[part]]
    names = {name for row in rows for name in row.conditions}
    grid = _grid([of for name, of in table.inputs.items() if name in names], [row.conditions for row in rows])
    given: dict[tuple[int, int], Example] = {}
    for samples in product(*(one.samples for one in grid.pieces)):
        values = {one.of.name: sample for one, sample in zip(grid.pieces, samples, strict=True)}
        points = [row.points for part in parts for row in table.parts[part] if row.holds(values)]
        if len(points) == len(parts):
            example = {name: _written(value) for name, value in values.items() if value is not None}
            given.setdefault((sum(points), max(points)), example)
    return given


def _unreachable(table: Table, rows: Sequence[Row | Points], boxes: Sequence[Box], space: _Space) -> Iterator[Finding]:
    for row, box in zip(rows, boxes, strict=True):
        if all(_meet(box, one) is None for one in space.boxes):
            yield Finding(
                "unreachable",
                table.name,
                (row.id,),
                _("%(row)s can never hold: take it out, or change what it asks for.") % {"row": row.id},
                {},
            )


def _overlaps(
    table: Table, rows: Sequence[Any], boxes: Sequence[Box], space: _Space, clash: Callable[[Any, Any], bool]
) -> Iterator[Finding]:
    for (one, box), (other, other_box) in combinations(zip(rows, boxes, strict=True), 2):
        seen = next(_met(box, other_box, space), None)
        if seen is not None and clash(one, other):
            sentence = _("%(one)s and %(other)s hold together and say different things: make one give way.") % {
                "one": one.id,
                "other": other.id,
            }
            yield Finding("overlap", table.name, (one.id, other.id), sentence, space.example(seen))


def _met(box: Box, other: Box, space: _Space) -> Iterator[Box]:
    """Yield the parts of a space that lie in two boxes."""
    shared = _meet(box, other)
    if shared is not None:
        yield from (part for one in space.boxes if (part := _meet(shared, one)) is not None)


def _uncovered(table: Table, boxes: Sequence[Box], space: _Space, what: str) -> Iterator[Finding]:
    if rest := _left(space.boxes, boxes):
        sentence = _("No row says anything about %(what)s: add a row for it.") % {"what": what}
        yield Finding("uncovered", table.name, (), sentence, space.example(rest[0]))


_Region = tuple[Box, Any, Outcome]


def _regions(rows: Sequence[Row], boxes: Sequence[Box], space: _Space) -> list[_Region]:
    """Return the space in boxes inside which the outcome is constant, each with the row that decides it."""
    guarding = [box for row, box in zip(rows, boxes, strict=True) if row.level == SAFEGUARDING]
    clear = _left(space.boxes, guarding)
    guarded = _taken(space.boxes, guarding)
    ordered = sorted(
        (n for n, row in enumerate(rows) if row.level != SAFEGUARDING), key=lambda n: -(rows[n].level or 0)
    )
    by_level = [(rows[n], boxes[n]) for n in ordered]
    found: list[_Region] = []
    for parts, is_safeguarding in ((clear, False), (guarded, True)):
        rest = list(parts)
        for row, box in by_level:
            found += [(part, row, Outcome(row.level or 0, is_safeguarding)) for part in _taken(rest, [box])]
            rest = _left(rest, [box])
        if is_safeguarding:
            lead = next((row for row in rows if row.level == SAFEGUARDING), None)
            found += [(part, lead, Outcome(0, is_safeguarding=True)) for part in rest]
    return found


def _taken(space: Iterable[Box], boxes: Sequence[Box]) -> list[Box]:
    """Return what of a space lies in any of the boxes, in boxes that do not overlap."""
    rest, found = list(space), []
    for box in boxes:
        found += [shared for part in rest if (shared := _meet(part, box)) is not None]
        rest = _left(rest, [box])
    return found


def _milder(table: Table, regions: Sequence[_Region], space: _Space) -> Iterator[Finding]:
    """Yield, once for each pair of rows and input, a value that is worse than another and yet leads to less."""
    told: set[tuple[str, str, str]] = set()
    for box, row, outcome in regions:
        for other_box, other_row, other in regions:
            if not other.is_milder(outcome):
                continue
            for at, one in enumerate(space.grid.pieces):
                key = (row.id, other_row.id, one.of.name)
                pair = None if key in told else _worse_pair(at, one, box, other_box, space.grid)
                if pair:
                    told.add(key)
                    sentence = _("A worse value of %(input)s leads to less: %(row)s holds first, then %(other)s.") % {
                        "input": one.of.name,
                        "row": row.id,
                        "other": other_row.id,
                    }
                    yield Finding(
                        "milder", table.name, (row.id, other_row.id), sentence,
                        space.example(pair[0]), space.example(pair[1]),
                    )  # fmt: skip


def _worse_pair(at: int, one: Pieces, box: Box, milder: Box, grid: _Grid) -> tuple[Box, Box] | None:
    """Return a place in `box` and one in `milder` that differ in one input alone, where the second is worse; None for none."""
    shared = [a & b for a, b in zip(box, milder, strict=True)]
    shared[at] = one.all
    if not all(shared):
        return None
    for order in one.of.worse:
        where = _where(order, grid, shared)
        if where is None:
            continue
        for better, worse in product(_bits(box[at]), _bits(milder[at])):
            first, second = one.samples[better], one.samples[worse]
            if first is not None and second is not None and order.is_worse(second, first):
                return (*where[:at], 1 << better, *where[at + 1 :]), (*where[:at], 1 << worse, *where[at + 1 :])
    return None


def _where(order: Worse, grid: _Grid, shared: Sequence[int]) -> Box | None:
    """Return the part of a box in which an order of worse is declared to hold; None for nowhere."""
    conditions = {
        one.of.name: read_condition(text, one.of)
        for one in grid.pieces
        for name, text in order.when
        if one.of.name == name
    }
    return _meet(tuple(shared), grid.box(conditions))


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def laxer(own: Table, floor: Table, routes: Callable[[str, str], str]) -> list[Finding]:
    """
    Return where a team's table is laxer than the floor (P11): for each input its outcome must be as serious or more, and
    the route as strict. Empty: nowhere.

    routes: says in a sentence why the first route is laxer than the second, or "" when it is not.
    The parts of a table that adds up are held against the floor's first: each entry must give as many points or more.
    """
    found = [*_fewer_points(own, floor)]
    space = _space_of_rows(floor, own.rows)
    rows = [row for row in own.rows if row.level is not None]
    floor_rows = [row for row in floor.rows if row.level is not None]
    ours = _regions(rows, [space.grid.box(row.conditions) for row in rows], space)
    theirs = _regions(floor_rows, [space.grid.box(row.conditions) for row in floor_rows], space)
    told: set[tuple[str, str]] = set()
    for (box, row, outcome), (floor_box, floor_row, least) in product(ours, theirs):
        shared = _meet(box, floor_box)
        if shared is None or (row.id, floor_row.id) in told:
            continue
        why = _why_laxer(row, outcome, floor_row, least, routes)
        if why:
            told.add((row.id, floor_row.id))
            found.append(Finding("laxer", own.name, (row.id, floor_row.id), why, space.example(shared)))
    return found


def _why_laxer(row: Row, outcome: Outcome, floor_row: Row, least: Outcome, routes: Callable[[str, str], str]) -> str:
    if outcome.is_milder(least):
        return _("%(row)s answers level %(own)d where %(least)s of the floor answers %(floor)d.") % {
            "row": row.id,
            "own": outcome.worst,
            "least": floor_row.id,
            "floor": least.worst,
        }
    if outcome == least and floor_row.route and (why := routes(row.route, floor_row.route)):
        return _("%(row)s is laxer than %(least)s of the floor: %(why)s") % {
            "row": row.id,
            "least": floor_row.id,
            "why": why,
        }
    return ""


def _fewer_points(own: Table, floor: Table) -> Iterator[Finding]:
    for part, floor_rows in floor.parts.items():
        rows = own.parts.get(part, ())
        names = {name for row in (*rows, *floor_rows) for name in row.conditions}
        grid = _grid(
            [of for name, of in floor.inputs.items() if name in names], [row.conditions for row in (*rows, *floor_rows)]
        )
        space = _Space(grid, (grid.everything,), {})
        for row, least in product(rows, floor_rows):
            shared = _meet(grid.box(row.conditions), grid.box(least.conditions))
            if shared is not None and row.points < least.points:
                sentence = _("%(row)s gives %(own)d where %(least)s of the floor gives %(floor)d.") % {
                    "row": row.id,
                    "own": row.points,
                    "least": least.id,
                    "floor": least.points,
                }
                yield Finding("laxer", own.name, (row.id, least.id), sentence, space.example(shared))
        if not rows:
            yield Finding(
                "laxer",
                own.name,
                (),
                _("The part %(part)s of the floor is left out: put it back.") % {"part": part},
                {},
            )
