"""The steps of an action's history."""

from kith.action.rules import ActionState, NoSuchStep, check_step

title = "Steps of an action"
rule = "Finished work can be opened again; a mistake is corrected with a trace and ends there."
header = ("Step", "Open", "Held", "Done", "Cancelled", "In error")
rows = (
    ("hold", "held", "held", "no", "no", "no"),
    ("resume", "no", "open", "no", "no", "no"),
    ("complete", "done", "done", "no", "no", "no"),
    ("cancel", "cancelled", "cancelled", "no", "no", "no"),
    ("reopen", "no", "no", "open", "open", "no"),
    ("correct", "in error", "in error", "in error", "in error", "no"),
)


def answer(step):
    return tuple(_leads_to(step, state) for state in ActionState)


def _leads_to(step, state):
    try:
        return check_step(step, state).value
    except NoSuchStep:
        return "no"
