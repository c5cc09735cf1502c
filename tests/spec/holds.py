"""Where held work stands."""

from kith.action.rules import ActionFacts, ActionState, standing

from .plain import day, moment, named

title = "Holds"
rule = (
    "Held work waits until its return date and is back from hold on that day. The return date is its new deadline when later "
    "than the old one: from 5pm of that day it is overdue."
)
header = ("Due", "Held to", "Now", "Stands")
rows = (
    ("Fri 5 Jun 5pm", "Tue 9 Jun", "Mon 8 Jun 8:22am", "waiting"),
    ("Fri 5 Jun 5pm", "Mon 8 Jun", "Mon 8 Jun 12:01am", "returned"),
    ("Fri 5 Jun 5pm", "Mon 8 Jun", "Mon 8 Jun 5pm", "returned"),
    ("Fri 5 Jun 5pm", "Mon 8 Jun", "Mon 8 Jun 5:01pm", "overdue"),
    ("Fri 12 Jun 5pm", "Mon 8 Jun", "Tue 9 Jun 9am", "returned"),
    ("Fri 12 Jun 5pm", "Mon 8 Jun", "Fri 12 Jun 5:01pm", "overdue"),
)


def answer(due, held_to, now):
    action = ActionFacts(
        named("an action"), "Perching stool", moment(due), state=ActionState.HELD, return_date=day(held_to)
    )
    return standing(action, moment(now)).value
