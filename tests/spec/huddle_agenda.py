"""Who is on the agenda."""

from kith.board.rules import line
from kith.huddle.rules import Added, Carried, agenda

from .plain import CALENDARS, NOW, moment, named, person

title = "Agenda of the huddle"
rule = (
    "Carried over first; then everybody in Escalated, New to us and Contact missed; then those with an action overdue 5 or "
    "more service days, or a hold that returned today (or since the last service day); then anyone a member added. No one twice."
)
note = f"It is {NOW}, 2026; the team works weekdays."
header = ("Person", "What is known", "Carried over", "Added by", "Place", "Because")
rows = (
    ("Walter Finch", "", "ring the warden; order a key safe", "", 1, "carried over: ring the warden; order a key safe"),
    ("Irene Oduya", "phone missed Sun 7 Jun 2pm", "ring her son", "Ama Owusu", 2, "carried over: ring her son"),
    ("Doris Pettigrew", "urgent Breathless at rest due Mon 8 Jun 9am", "", "", 3,
     "Breathless at rest by 9am, 38 minutes left"),
    ("Brian Ashworth", "on the list Fri 5 Jun by referral from Dr Marsh", "", "", 4, "New referral from Dr Marsh, 3 days"),
    ("Desmond Clarke", "visit missed Fri 5 Jun 9am; action Order dressings due Tue 26 May 5pm", "", "", 5,
     "Visit missed Friday"),
    ("Harold Whitcombe", "action Ring the pharmacy due Tue 26 May 5pm", "", "", 6, "Ring the pharmacy overdue 9 days"),
    ("Patrick O'Dowd", "action Medicines question due Mon 1 Jun 5pm", "", "", 7, "Medicines question overdue 5 days"),
    ("Shanice Campbell", "action Medicines question due Tue 2 Jun 5pm", "", "", "", ""),
    ("Betty Ormerod", "action Perching stool due Wed 3 Jun 5pm, held to Mon 8 Jun", "", "", 8, "back from hold"),
    ("Edith Wolstenholme", "action Perching stool due Fri 12 Jun 5pm, held to Sat 6 Jun", "", "", 9, "back from hold"),
    ("Jean Dunmore", "action Perching stool due Fri 12 Jun 5pm, held to Fri 5 Jun", "", "", "", ""),
    ("Frank Hindle", "visit planned Mon 8 Jun 10am; action Ring daughter due Mon 8 Jun 5pm", "", "", "", ""),
    ("Linda Scholes", "action Ring daughter due Mon 8 Jun 5pm", "", "Ama Owusu", 10, "added by Ama Owusu"),
    ("Joan Heywood", "", "", "Tom Brennan", 11, "added by Tom Brennan"),
)  # fmt: skip


def answer(name, known, carried, added):
    at, calendar = moment(NOW), CALENDARS["weekdays"]
    found = agenda(
        [line(person(row[0], row[1]), at, calendar) for row in reversed(rows)],
        [Carried(named(row[0]), what) for row in rows for what in filter(None, row[2].split("; "))],
        [Added(named(row[0]), row[3]) for row in rows if row[3]],
    )
    mine = [(item.position, item.words) for item in found if item.person_id == named(name)]
    assert len(mine) < 2
    return mine[0] if mine else ("", "")
