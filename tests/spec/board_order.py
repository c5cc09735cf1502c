"""The order of the board."""

from kith.board.rules import in_order, line

from .plain import CALENDARS, NOW, moment, person

title = "Order of the board"
rule = (
    "Sections in their order; Escalated nearest time first, New to us longest wait first, Contact missed longest ago first, "
    "Actions overdue oldest first, Due today by time; equals by family name, given name, then id."
)
note = f"It is {NOW}, 2026; the team works weekdays."
header = ("Person", "What is known", "Place", "Section")
rows = (
    ("Doris Pettigrew", "urgent Breathless at rest due Mon 8 Jun 9am", 1, "escalated"),
    (
        "Kelvin Marsh",
        "urgent Cannot go on due Mon 8 Jun 9:15am; action Order dressings due Tue 2 Jun 5pm",
        2,
        "escalated",
    ),
    ("Brian Ashworth", "on the list Fri 5 Jun by referral", 3, "new"),
    ("Mohammed Iqbal", "on the list Sat 6 Jun by discharge; visit missed Sun 7 Jun 9am", 4, "new"),
    ("Tracey Holt", "clinic missed Thu 28 May 9am; clinic missed Thu 4 Jun 9am", 5, "missed"),
    ("Desmond Clarke", "visit missed Fri 5 Jun 9am", 6, "missed"),
    (
        "Harold Whitcombe",
        "action Ring the pharmacy due Tue 26 May 5pm; action Benefit form due Fri 5 Jun 5pm",
        7,
        "overdue",
    ),
    ("Maureen Tully", "action Order perching stool due Fri 29 May 5pm", 8, "overdue"),
    ("Ann Akers", "action Ring the pharmacy due Fri 5 Jun 5pm", 9, "overdue"),
    ("Stephen Akers", "action Ring the pharmacy due Fri 5 Jun 5pm", 10, "overdue"),
    ("Abdul Lomax", "action Benefit form due Fri 5 Jun 5pm", 11, "overdue"),
    ("Albert Sugden", "visit planned Mon 8 Jun 8:30am; action Order dressings due Mon 8 Jun 5pm", 12, "due"),
    ("Frank Hindle", "visit planned Mon 8 Jun 10am", 13, "due"),
    ("Linda Scholes", "action Ring daughter due Mon 8 Jun 3pm", 14, "due"),
    ("Betty Ormerod", "action Perching stool due Wed 3 Jun 5pm, held to Mon 8 Jun", 15, "due"),
    ("Arthur Bickerstaff", "visit planned Tue 9 Jun 10am", 16, ""),
    ("Joan Heywood", "", 17, ""),
)


def answer(name, known):
    at, calendar = moment(NOW), CALENDARS["weekdays"]
    board = in_order(line(person(who, facts), at, calendar) for who, facts, *_ in reversed(rows))
    place = [one.name for one in board].index(name)
    return place + 1, board[place].section.value if board[place].section else ""
