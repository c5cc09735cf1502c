"""
The rule tables: evaluations with everything they found, and the whole check, each against its limit.

The limit of an evaluation is the same score by plain comparisons, which says neither rows nor why; the limit of the check is
reading the tables that it looks at.
"""

import random
from dataclasses import dataclass

from bench.turns import Line, in_turns

CASES = 1_000
TURNS = 7
BANDS = {
    "resp": ((8, 3), (11, 1), (20, 0), (24, 2), (999, 3)),
    "spo2": ((91, 3), (93, 2), (95, 1), (999, 0)),
    "systolic": ((90, 3), (100, 2), (110, 1), (219, 0), (999, 3)),
    "pulse": ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (999, 3)),
    "temp_c": ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (999, 2)),
}


@dataclass(frozen=True)
class EachSecond(Line):
    """A line that says how many there are in a second, too."""

    number: int = CASES

    def __str__(self) -> str:
        return f"{super().__str__()}; {self.number / self.kith_ms * 1000:,.0f} a second"


def main() -> list[Line]:
    """Measure both by what ships; no database."""
    from kith.policy.evaluation_rules import Fact, evaluate
    from kith.policy.reading import read, shipped, shipped_files, table_names
    from kith.policy.shipped import thresholds

    dice = random.Random(1)
    cases = [_case(dice) for _ in range(CASES)]
    facts = [{name: Fact(text) for name, text in case.items()} for case in cases]
    news2 = thresholds()["news2"]
    scored = [int(found.score or 0) for found in (evaluate(news2, one) for one in facts)]
    assert scored == [_plain(case) for case in cases], "the limit works out the same score"
    from kith.policy.floor_rules import unsound

    traced, plain, checked, reading = in_turns(
        lambda: [evaluate(news2, one) for one in facts],
        lambda: [_plain(case) for case in cases],
        lambda: [unsound(name, shipped()) for name in table_names()],
        lambda: [read(name, shipped_files(name)) for name in table_names()],
        turns=TURNS,
    )
    return [
        EachSecond(f"{CASES:,} NEWS2 evaluations with trace", traced, "plain comparisons", plain),
        Line(f"check {len(table_names())} tables", checked, "reading them", reading),
    ]


def _case(dice: random.Random) -> dict[str, str]:
    return {
        "resp": str(dice.randint(6, 32)),
        "spo2": str(dice.randint(84, 100)),
        "spo2_scale": "1",
        "on_oxygen": dice.choice(("yes", "no")),
        "systolic": str(dice.randint(80, 230)),
        "pulse": str(dice.randint(35, 140)),
        "acvpu": dice.choice("ACVPU"),
        "temp_c": f"{dice.randint(345, 400) / 10:.1f}",
    }


def _plain(case: dict[str, str]) -> int:
    points = sum(next(given for most, given in bands if float(case[name]) <= most) for name, bands in BANDS.items())
    return points + 2 * (case["on_oxygen"] == "yes") + 3 * (case["acvpu"] != "A")
