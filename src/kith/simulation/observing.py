"""What people of a made-up team observe at a visit: mostly that somebody is well; about one visit in eight crosses a threshold."""

from random import Random

OBSERVED = 0.8
"""Share of visits at which something is observed."""
NEWS2, SIGNS = 0.6, 0.3
"""Shares of those with a NEWS2 and with signs; the others ask about mood."""
CROSSES = 0.15
SPARED = 0.5
"""Share of what crosses, short of an emergency, that is not escalated."""

Observations = dict[str, dict[str, str]]

ILL = (
    {"resp": "22", "pulse": "112", "temp_c": "38.4"},
    {"resp": "23", "spo2": "93", "temp_c": "38.2"},
    {"systolic": "96", "pulse": "114", "temp_c": "38.6"},
    {"resp": "25", "spo2": "92", "acvpu": "C"},
)
"""NEWS2 5, 5, 5, and one of 8."""
WELL = {
    "resp": "16", "spo2": "97", "spo2_scale": "1", "on_oxygen": "no", "systolic": "132", "pulse": "76", "acvpu": "A",
    "temp_c": "36.8",
}  # fmt: skip
WORRYING = ("breathing", "appetite", "mobility", "alertness", "mood")


def observed(dice: Random) -> Observations:
    """Return what is observed at one visit; nothing at some."""
    if dice.random() >= OBSERVED:
        return {}
    chance, is_ill = dice.random(), dice.random() < CROSSES
    if chance < NEWS2:
        return {"news2": _news2(dice, is_ill=is_ill)}
    if chance < NEWS2 + SIGNS:
        return {"soft-signs": _signs(dice, is_ill=is_ill)}
    return {"phq9": {"value": str(dice.randint(12, 20) if is_ill else dice.randint(0, 9)), "item9": str(int(is_ill))}}


def _news2(dice: Random, *, is_ill: bool) -> dict[str, str]:
    well = WELL | {
        "resp": str(dice.randint(13, 20)), "spo2": str(dice.randint(96, 99)), "systolic": str(dice.randint(113, 156)),
        "pulse": str(dice.randint(56, 94)), "temp_c": f"{dice.randint(362, 379) / 10:.1f}",
    }  # fmt: skip
    return well | dice.choice(ILL) if is_ill else well


def _signs(dice: Random, *, is_ill: bool) -> dict[str, str]:
    if is_ill:
        return {dice.choice(WORRYING): "yes", "is_new": "yes", "carer_worried": "yes"}
    return {name: "yes" if dice.random() < 0.05 else "no" for name in WORRYING}
