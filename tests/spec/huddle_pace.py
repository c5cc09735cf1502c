"""Time and pace of a huddle."""

from kith.huddle.rules import minutes_left, pace_words

from .plain import moment

title = "Time and pace of the huddle"
rule = "Minutes are whole, never seconds; over time is said, not punished."
note = "A huddle of 20 minutes that started on Mon 8 Jun at 9am."
header = ("Now", "People left", "Minutes left", "In words")
rows = (
    ("Mon 8 Jun 9:06am", 13, 14, "13 people left: about 1 minute each"),
    ("Mon 8 Jun 9:06am", 1, 14, "1 person left: about 14 minutes each"),
    ("Mon 8 Jun 9:15am", 13, 5, "13 people left: less than a minute each"),
    ("Mon 8 Jun 9:20am", 2, 0, "2 people left: less than a minute each"),
    ("Mon 8 Jun 9:23am", 2, -3, "3 minutes over"),
    ("Mon 8 Jun 10:20am", 2, -60, "60 minutes over"),
    ("Tue 9 Jun 8am", 2, -1360, "more than an hour over"),
    ("Mon 8 Jun 9:15am", 0, 5, "Everybody has an outcome"),
)


def answer(now, people):
    left = minutes_left(moment("Mon 8 Jun 9am"), 20, moment(now))
    return left, pace_words(people, left)
