"""Which questions of a meeting are a specialist's own."""

from kith.preparation.rules import Put, theirs

from .plain import moment, named

title = "The three questions of a specialist"
rule = (
    "Whoever is asked is told at most three: those they were told of already; the first of each case before a second of any; what "
    "is put to them by name before what is put to their role; what asks for a decision before what asks for an answer; then in the "
    "order of the cases, the oldest first."
)
note = "Dr Marsh is the GP lead. “Place” is that of the case on the list."
header = ("Question", "Asked of", "Place", "Decision", "Put", "Told already", "Dr Marsh’s")
rows = (
    ("Stop the diuretic?", "a GP", 1, "yes", "Tue 9 Jun 9am", "", 3),
    ("Is she fit to fly?", "a GP", 1, "", "Mon 8 Jun 9am", "", ""),
    ("Letter to housing?", "Dr Marsh", 3, "", "Tue 9 Jun 10am", "", 2),
    ("Who tells the son?", "a GP", 2, "", "Mon 8 Jun 9am", "", ""),
    ("Blood test due?", "a GP", 4, "", "Mon 8 Jun 9am", "yes", 1),
    ("Section 117?", "a social worker", 1, "yes", "Mon 8 Jun 9am", "", ""),
    ("Why two inhalers?", "Dr Patel", 1, "yes", "Mon 8 Jun 9am", "", ""),
)


def answer(question, asked, place, decision, put, told):
    found = theirs(named("Dr Marsh"), "gp", [_put(*row[:6]) for row in reversed(rows)], 3)
    return found.index(named(question)) + 1 if named(question) in found else ""


def _put(question, asked, place, decision, put, told):
    role = {"a social worker": "social-worker"}.get(asked, "gp")
    who = named(asked) if not asked.startswith("a ") else None
    return Put(named(question), role, who, place, decision == "yes", moment(put), told == "yes")
