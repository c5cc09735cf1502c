"""Every edge of every band of the instruments with published cut-offs."""

from kith.policy.evaluation_rules import Fact, evaluate
from kith.policy.queries import thresholds
from kith.policy.scoring import scored

from .news2_parts import AT_REST

title = "Bands and what follows"
rule = (
    "Level 0 nothing, 1 a note for the huddle, 2 a clinical review the same day, 3 the safeguarding lead, 4 an emergency. A "
    "value that is missing is never guessed: the table then cannot assess."
)
header = ("Table", "Entered", "Band", "Level", "Cannot assess without")


def _edges(table, text, of="value"):
    """Read edges as 'band level: lowest highest; ...': the ends of each band, each a row."""
    return tuple(
        (table, f"{of} {value}", *said.rsplit(" ", 1), "")
        for said, _, values in (one.strip().partition(": ") for one in text.split(";"))
        for value in values.split()
    )


rows = (
    ("news2", "", "low", "0", ""),
    ("news2", "pulse 91", "low", "1", ""),
    ("news2", "resp 21, temp_c 39.1", "low", "1", ""),
    ("news2", "resp 21, systolic 100, pulse 91", "medium", "2", ""),
    ("news2", "resp 25", "low-medium", "2", ""),
    ("news2", "acvpu C, pulse 91", "low-medium", "2", ""),
    ("news2", "resp 25, systolic 100", "medium", "2", ""),
    ("news2", "resp 25, systolic 90", "medium", "2", ""),
    ("news2", "resp 25, systolic 90, pulse 91", "high", "4", ""),
    ("news2", "resp 21, systolic 100, pulse 111, temp_c 38.1", "high", "4", ""),
    ("news2", "pulse 91, usual 1", "low", "1", ""),
    ("news2", "pulse 111, usual 1", "low", "1", ""),
    ("news2", "pulse 111, usual 0", "low", "2", ""),
    ("news2", "temp_c -", "", "", "temp_c"),
    ("news2", "resp -, acvpu -", "", "", "resp acvpu"),
    ("news2", "spo2 101", "", "", "spo2"),
    ("phq9", "value 4, item9 0", "minimal", "0", ""),
    ("phq9", "value 5, item9 0", "mild", "0", ""),
    ("phq9", "value 9, item9 0", "mild", "0", ""),
    ("phq9", "value 10, item9 0", "moderate", "1", ""),
    ("phq9", "value 14, item9 0", "moderate", "1", ""),
    ("phq9", "value 15, item9 0", "moderately severe", "1", ""),
    ("phq9", "value 19, item9 0", "moderately severe", "1", ""),
    ("phq9", "value 20, item9 0", "severe", "1", ""),
    ("phq9", "value 27, item9 3", "severe", "2", ""),
    ("phq9", "value 1, item9 1", "minimal", "2", ""),
    ("phq9", "value 8, item9 1, intent yes", "mild", "4", ""),
    ("phq9", "value 3", "", "", "item9"),
    ("phq9", "value 1, item9 2", "", "", "value item9"),
    ("phq9", "value 27, item9 0", "", "", "value item9"),
    *_edges("gad7", "minimal 0: 0 4; mild 0: 5 9; moderate 1: 10 14; severe 2: 15 21"),
    ("gad7", "value 22", "", "", "value"),
    *_edges("efi", "fit 0: 0 0.12; mild 0: 0.121 0.24; moderate 0: 0.241 0.36; severe 1: 0.361 1"),
    *_edges("efi", "fit 0: 0 4; mild 0: 5 8; moderate 0: 9 12; severe 1: 13 36", of="deficits"),
    ("efi", "deficits 37", "", "", "deficits"),
    ("efi", "deficits 9, value 0.9", "", "", "value deficits"),
    *_edges("waterlow", "not at risk 0: 0 9; at risk 0: 10 14; high risk 1: 15 19; very high risk 1: 20 64"),
    *_edges("braden", "no risk 0: 23 19; mild risk 0: 18 15"),
    *_edges("braden", "moderate risk 1: 14 13; high risk 1: 12 10; very high risk 1: 9 6"),
    *_edges("must", "low risk 0: 0; medium risk 0: 1; high risk 1: 2 6"),
    *_edges("cfs", "not frail 0: 1 3; very mild frailty 0: 4; mild frailty 0: 5"),
    *_edges("cfs", "moderate frailty 0: 6; severe frailty 1: 7; very severe frailty 1: 8; terminally ill 1: 9"),
    ("cfs", "value 0", "", "", "value"),
    ("soft-signs", "appetite yes", "", "1", ""),
    ("soft-signs", "appetite yes, is_new yes", "", "1", ""),
    ("soft-signs", "appetite yes, is_new yes, carer_worried yes", "", "2", ""),
    ("soft-signs", "chest_pain yes", "", "4", ""),
    ("falls", "falls 1", "", "1", ""),
    ("falls", "falls 2", "", "2", ""),
    ("falls", "injury serious", "", "4", ""),
    ("missed-contacts", "tier low, missed 2", "", "1", ""),
    ("missed-contacts", "tier low, missed 3", "", "2", ""),
    ("missed-contacts", "tier medium, missed 2", "", "2", ""),
    ("missed-contacts", "tier high, missed 1", "", "2", ""),
    ("social-crisis", "carer cannot go on", "", "2", ""),
    ("social-crisis", "domestic_abuse immediate danger", "", "4", ""),
    ("safeguarding-adult", "needs yes, at_risk yes, cannot_protect yes", "", "3", ""),
    ("safeguarding-adult", "needs no, at_risk not sure, cannot_protect no", "", "3", ""),
    ("safeguarding-adult", "needs no, at_risk no, cannot_protect no", "", "0", ""),
    ("safeguarding-child", "harm not sure", "", "3", ""),
)  # fmt: skip


def answer(table, entered):
    found = thresholds()[table]
    cells = dict(AT_REST) if table == "news2" else {}
    for one in filter(None, entered.split(", ")):
        name, _, value = one.partition(" ")
        cells[name] = "" if value == "-" else value
    cells_out = scored(evaluate(found, {name: Fact(text) for name, text in cells.items()}))
    return cells_out["band"], cells_out["level"], cells_out["missing"]
