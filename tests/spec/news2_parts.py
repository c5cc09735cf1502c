"""Every edge of every part of NEWS2."""

from kith.policy.evaluation_rules import Fact, evaluate
from kith.policy.queries import thresholds

title = "NEWS2: points of each sign"
rule = (
    "Royal College of Physicians, 2017. Each edge of each part; the other signs are at rest. Scale 2 is the oxygen scale for "
    "people whose clinician has set a target of 88 to 92%."
)
header = ("Sign", "Value", "Points")
AT_REST = {
    "resp": "16", "spo2": "97", "spo2_scale": "1", "on_oxygen": "no",
    "systolic": "120", "pulse": "70", "acvpu": "A", "temp_c": "37.0",
}  # fmt: skip
SIGNS = {
    "breaths a minute": ("resp", {}),
    "oxygen, scale 1": ("spo2", {}),
    "oxygen, scale 2, on air": ("spo2", {"spo2_scale": "2"}),
    "oxygen, scale 2, on oxygen": ("spo2", {"spo2_scale": "2", "on_oxygen": "yes"}),
    "on oxygen": ("on_oxygen", {}),
    "top blood pressure": ("systolic", {}),
    "pulse": ("pulse", {}),
    "alertness": ("acvpu", {}),
    "temperature": ("temp_c", {}),
}
PART_OF = {
    "resp": "resp",
    "spo2": "spo2",
    "on_oxygen": "air_o2",
    "systolic": "sbp",
    "pulse": "pulse",
    "acvpu": "consciousness",
    "temp_c": "temp",
}
_EDGES = {
    "breaths a minute": "8:3 9:1 11:1 12:0 20:0 21:2 24:2 25:3",
    "oxygen, scale 1": "91:3 92:2 93:2 94:1 95:1 96:0 100:0",
    "oxygen, scale 2, on air": "83:3 84:2 85:2 86:1 87:1 88:0 92:0 93:0 94:0 95:0 97:0 100:0",
    "oxygen, scale 2, on oxygen": "83:3 84:2 85:2 86:1 87:1 88:0 92:0 93:1 94:1 95:2 96:2 97:3 100:3",
    "on oxygen": "no:0 yes:2",
    "top blood pressure": "90:3 91:2 100:2 101:1 110:1 111:0 219:0 220:3",
    "pulse": "40:3 41:1 50:1 51:0 90:0 91:1 110:1 111:2 130:2 131:3",
    "alertness": "A:0 C:3 V:3 P:3 U:3",
    "temperature": "35.0:3 35.1:1 36.0:1 36.1:0 38.0:0 38.1:1 39.0:1 39.1:2",
}
rows = tuple((sign, *edge.split(":")) for sign, edges in _EDGES.items() for edge in edges.split())


def answer(sign, value):
    name, also = SIGNS[sign]
    facts = {key: Fact(text) for key, text in (AT_REST | also | {name: value}).items()}
    return (str(evaluate(thresholds()["news2"], facts).parts[PART_OF[name]]),)
