"""What became of the last huddle's decisions."""

from kith.action.rules import ActionState
from kith.huddle.closing_rules import look_back, look_back_words

from .plain import day

title = "Looking back at the last huddle"
rule = "Actions agreed last time are done, will not be done, or are carried over; the parts add up."
note = "Today is Mon 8 Jun 2026."
header = ("Last huddle", "Done", "Open", "Held", "Cancelled", "In error", "In words")
rows = (
    ("Fri 5 Jun", 9, 2, 1, 0, 0, "Done since Friday: 9 of 12; 3 carried over"),
    ("Sun 7 Jun", 3, 0, 0, 0, 0, "Done since yesterday: 3 of 3"),
    ("Fri 5 Jun", 1, 1, 0, 1, 1, "Done since Friday: 1 of 4; 2 will not be done; 1 carried over"),
    ("Fri 5 Jun", 0, 0, 0, 0, 0, ""),
)


def answer(last, done, still_open, held, cancelled, in_error):
    numbers = (still_open, held, done, cancelled, in_error)
    states = [state for state, number in zip(ActionState, numbers, strict=True) for _ in range(number)]
    return look_back_words(look_back(states), day(last), day("Mon 8 Jun"))
