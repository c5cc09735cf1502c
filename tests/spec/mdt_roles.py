"""Which roles are there, and the gap that matters."""

from kith.mdt.rules import Attends, How, roles_here

from .plain import moment, named

title = "Who is there in a weekly meeting"
rule = (
    "Roles stand in the order in which they are expected, then those only asked, then others who came. A role that nobody is there "
    "for says how many people need it."
)
header = ("Expected", "There", "Open questions to", "Roles")
rows = (
    ("nurse, gp", "Ama nurse room; Sam nurse room; Dr Marsh gp room until 2:30pm", "",
     "nurse here: Ama, Sam / gp here: Dr Marsh, until 2:30pm"),
    ("consultant", "Dr Cole consultant link", "", "consultant here: Dr Cole, by link"),
    ("housing", "Yusuf housing note", "housing", "housing note: Yusuf: sent a note"),
    ("pharmacist", "", "pharmacist; pharmacist, gp; gp",
     "pharmacist missing: no one; 2 people need it / gp missing: no one; 2 people need it"),
    ("pharmacist", "Yusuf housing away", "", "pharmacist missing: no one"),
    ("", "Yusuf housing room; Zoe housing note", "", "housing here: Yusuf, Zoe: sent a note"),
)  # fmt: skip


def answer(expected, there, needs):
    attending = [_read(one) for one in there.split("; ") if one]
    found = roles_here(attending, [one for one in expected.split(", ") if one],
                       [frozenset(one.split(", ")) for one in needs.split("; ") if one])  # fmt: skip
    return " / ".join(f"{one.role} {one.state}: {one.words}" for one in found)


def _read(text):
    said, _, until = text.partition(" until ")
    *name, role, how = said.split()
    return Attends(named(text), " ".join(name), role, How(how), moment(f"Mon 8 Jun {until}") if until else None)
