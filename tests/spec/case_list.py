"""Who is talked about at the weekly meeting, in which order, and who waits."""

from kith.preparation.rules import Candidate, CaseReason, Reason, case_list

from .plain import moment, named

title = "List of the weekly meeting"
rule = (
    "Who was put to the meeting by a huddle or the last meeting, and had to wait once, first and whatever the room; then by the "
    "weightiest reason; then who had to wait last time; then by how many kinds of reason there are; then since when. Who was "
    "pulled up or down by somebody stays so. Above the line stand as many as there is room for."
)
note = "There is room for 5."
header = ("Person", "Why", "Waited last time", "Moved by somebody", "Place", "Above the line")
rows = (
    ("Doris Pettigrew", "deferred by a huddle Mon 1 Jun 9am", "yes", "", 1, "yes"),
    ("Ron Abel", "carried over Thu 4 Jun 3pm", "", "", 2, "yes"),
    ("Una Cole", "risk has risen Fri 5 Jun 9am; missed contacts Sat 6 Jun 9am", "", "", 3, "yes"),
    ("Joan Heywood", "risk has risen Thu 4 Jun 9am", "", "", 4, "yes"),
    ("Brian Ashworth", "plan overdue Mon 4 May 9am", "", "up", 5, "yes"),
    ("Ada Quist", "carried over Thu 4 Jun 4pm", "", "down", 6, ""),
    ("Irene Oduya", "asked for Fri 5 Jun 9am", "yes", "", 7, ""),
    ("Walter Finch", "asked for Mon 8 Jun 8am", "", "", 8, ""),
    ("Frank Hindle", "contradiction Mon 1 Jun 9am", "", "", 9, ""),
    ("Linda Scholes", "partner not aligned Mon 1 Jun 9am", "", "", 10, ""),
    ("Harold Whitcombe", "high risk Mon 5 Jan 9am", "yes", "", 11, ""),
    ("Betty Ormerod", "high risk Mon 1 Jun 9am", "yes", "", 12, ""),
    ("Jean Dunmore", "high risk Thu 1 Jan 9am", "", "", 13, ""),
    ("Tom Brennan", "missed contacts Fri 5 Jun 9am", "", "", 14, ""),
)


def answer(name, why, waited, by_hand):
    found = case_list(
        [Candidate(named(row[0]), _reasons(row[1]), row[2] == "yes") for row in reversed(rows)],
        5,
        {named(row[0]): row[3] == "up" for row in rows if row[3]},
    )
    [mine] = [one for one in found if one.key == named(name)]
    return mine.place, "yes" if mine.is_above else ""


def _reasons(text):
    found = []
    for one in text.split("; "):
        code = next(code for code in CaseReason if one.startswith(code))
        found.append(Reason(code, code, moment(one.removeprefix(code).strip())))
    return tuple(found)
