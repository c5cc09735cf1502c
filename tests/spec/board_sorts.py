"""The other orders of the board."""

from kith.board.rules import SortBy, in_order, line

from .plain import CALENDARS, NOW, moment, person

title = "Sorted by last seen or by name"
rule = (
    "By last seen: never first, then longest ago. By name: family name, then given name, capitals or not. No sections."
)
note = f"It is {NOW}, 2026; the team works weekdays."
header = ("Person", "What is known", "Place by urgency", "Place by last seen", "Place by name")
rows = (
    ("Zoe Akers", "urgent Breathless at rest due Mon 8 Jun 9am; seen Mon 8 Jun 7am", 1, 4, 1),
    ("Ann Bamford", "seen Fri 1 May 9am", 4, 2, 3),
    ("Bo bamford", "", 5, 1, 4),
    ("Yasmin Akhtar", "visit planned Mon 8 Jun 10am; seen Fri 5 Jun 9am", 2, 3, 2),
    ("Carl Threlfall", "action Ring daughter due Mon 8 Jun 3pm; seen Mon 8 Jun 8am", 3, 5, 5),
)


def answer(name, known):
    at, calendar = moment(NOW), CALENDARS["weekdays"]
    lines = [line(person(who, facts), at, calendar) for who, facts, *_ in reversed(rows)]
    return tuple([one.name for one in in_order(lines, by)].index(name) + 1 for by in SortBy)
