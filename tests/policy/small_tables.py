"""Small rule tables made at random, and the same questions answered by trying every value."""

from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from kith.policy.evaluation_rules import outcome_of
from kith.policy.table_rules import Backing, Row, Table
from kith.policy.value_rules import Input, read_condition, read_worse

HIGH = 4
"""Numbers of a small table run from 0 to this."""
OPTIONS = ("calm", "tired", "ill")


def _backing():
    from datetime import date

    return Backing("made up", "nobody", date(2026, 1, 1), date(2027, 1, 1), "in force", date(2026, 1, 1), "ours")


BACKING = _backing()
WORSE = ("", "up", "down", "away 1..2", "up when mood=ill; down when mood=calm")
NUMBERS = ("", "0", "4", "<=1", ">=3", ">1", "<4", "1..2", ">1..3", "0 | 3..4")
MOODS = ("", "calm", "tired | ill", "ill", "?", "calm | ?")


@st.composite
def tables(draw):
    """Return a table of two numbers and an optional choice with up to five rows."""
    inputs = {
        "one": _number("one", draw(st.sampled_from(WORSE))),
        "two": _number("two", draw(st.sampled_from(WORSE[:4]))),
        "mood": Input(
            "mood", "Mood", "choice", options=OPTIONS, is_required=False,
            worse=read_worse(draw(st.sampled_from(("", "calm < tired < ill", "calm < tired = ill"))), OPTIONS),
        ),
    }  # fmt: skip
    rows = [_row(draw, inputs, number) for number in range(draw(st.integers(1, 5)))]
    return Table("small", "Small", draw(st.sampled_from(("one", "worst"))), _day(), (0, 130), inputs, {}, tuple(rows))


def _day():
    from datetime import timedelta

    return timedelta(days=1)


def _number(name, worse):
    return Input(name, name.title(), "number", high=Decimal(HIGH), step=Decimal(1), worse=read_worse(worse, ()))


def _row(draw, inputs, number):
    cells = {name: draw(st.sampled_from(MOODS if name == "mood" else NUMBERS)) for name in inputs}
    conditions = {name: read_condition(cell, inputs[name]) for name, cell in cells.items() if cell}
    level = draw(st.sampled_from((0, 1, 2, 3, 4, None)))
    return Row(f"R{number}", conditions, draw(st.sampled_from(("", "low", "high"))), level, "", "x", BACKING)


def every_value(table):
    """Yield every set of values a small table can be asked about, without what its rows call impossible."""
    numbers = [Decimal(n) for n in range(HIGH + 1)]
    for one, two, mood in product(numbers, numbers, (*OPTIONS, None)):
        values = {"one": one, "two": two, "mood": mood}
        if not any(row.level is None and row.holds(values) for row in table.rows):
            yield values


def fired(table, values):
    """Return the rows that hold."""
    return [row for row in table.rows if row.level is not None and row.holds(values)]


def by_trying(table):
    """Return what is wrong with a table as (kind, rows), found by trying every value."""
    found = set()
    seen = set()
    for values in every_value(table):
        rows = fired(table, values)
        seen |= {row.id for row in rows}
        if not rows:
            found.add(("uncovered", ()))
        found |= {
            ("overlap", (a.id, b.id)) for n, a in enumerate(rows) for b in rows[n + 1 :] if _clash(table.hit, a, b)
        }
    found |= {("unreachable", (row.id,)) for row in table.rows if row.level is not None and row.id not in seen}
    return found


def _clash(hit, one, other):
    if hit == "one":
        return (one.band, one.level, one.route) != (other.band, other.level, other.route)
    return bool(one.band and other.band and one.band != other.band)


def milder_by_trying(table):
    """Return the names of the inputs of which a worse value leads to a milder outcome somewhere, by trying every pair."""
    found = set()
    known = {tuple(values.values()): outcome_of(fired(table, values)) for values in every_value(table)}
    for values, outcome in known.items():
        for at, (name, of) in enumerate(table.inputs.items()):
            for other, milder in known.items():
                if other[:at] + other[at + 1 :] != values[:at] + values[at + 1 :] or outcome is None or milder is None:
                    continue
                named = dict(zip(table.inputs, values, strict=True))
                applies = [o for o in of.worse if all(named[key] == text for key, text in o.when)]
                both = other[at] is not None and values[at] is not None
                if both and milder.is_milder(outcome) and any(o.is_worse(other[at], values[at]) for o in applies):
                    found.add(name)
    return found


def laxer_by_trying(own, floor):
    """Say whether there is any value for which a table is milder than the floor, by trying every value of both."""
    for values in every_value(floor):
        ours, theirs = outcome_of(fired(own, values)), outcome_of(fired(floor, values))
        if ours and theirs and ours.is_milder(theirs):
            return True
    return False
