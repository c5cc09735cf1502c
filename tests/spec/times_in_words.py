"""Times and time left, in words."""

from kith.board.moment_rules import by_words, left_words
from kith.place.rules import time_words

from .plain import NOW, moment

title = "Times in words"
rule = "8:45am, 9am, midday, midnight; another day is named; time left in whole minutes, from a day on in days."
note = f"It is {NOW}, 2026."
header = ("Moment", "Time", "As a deadline", "Time left")
rows = (
    ("Mon 8 Jun 8:23am", "8:23am", "by 8:23am", "1 minute left"),
    ("Mon 8 Jun 8:22am", "8:22am", "by 8:22am", "less than a minute left"),
    ("Mon 8 Jun 8:17am", "8:17am", "by 8:17am", "5 minutes over"),
    ("Mon 8 Jun 9:22am", "9:22am", "by 9:22am", "1 hour left"),
    ("Mon 8 Jun midday", "midday", "by midday", "3 hours 38 minutes left"),
    ("Mon 8 Jun 12:05pm", "12:05pm", "by 12:05pm", "3 hours 43 minutes left"),
    ("Mon 8 Jun 12:05am", "12:05am", "by 12:05am", "8 hours 17 minutes over"),
    ("Tue 9 Jun midnight", "midnight", "by midnight tomorrow", "15 hours 38 minutes left"),
    ("Tue 9 Jun 5pm", "5pm", "by 5pm tomorrow", "1 day left"),
    ("Fri 12 Jun 9am", "9am", "by 9am Friday", "4 days left"),
    ("Sun 7 Jun 4pm", "4pm", "by 4pm yesterday", "16 hours 22 minutes over"),
    ("Mon 22 Jun 9am", "9am", "by 9am in 14 days", "14 days left"),
    ("Mon 25 May 9am", "9am", "by 9am 14 days ago", "13 days over"),
)


def answer(text):
    return time_words(moment(text)), by_words(moment(text), moment(NOW)), left_words(moment(text), moment(NOW))
