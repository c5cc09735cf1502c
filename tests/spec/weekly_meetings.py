"""When the next weekly meeting is."""

from kith.place.rules import date_words, local_day, time_words
from kith.preparation.rules import next_meeting

from .plain import clock, moment

title = "The next weekly meeting"
rule = "The team's weekday and time, strictly after now, by the London clock over both clock changes."
note = "The team meets on Thursdays at 2pm."
header = ("Now", "Next meeting")
rows = (
    ("Mon 8 Jun 9am", "Thursday 11 June 2pm"),
    ("Thu 11 Jun 9am", "Thursday 11 June 2pm"),
    ("Thu 11 Jun 2pm", "Thursday 18 June 2pm"),
    ("Thu 26 Mar 3pm", "Thursday 2 April 2pm"),
    ("Thu 22 Oct 3pm", "Thursday 29 October 2pm"),
)


def answer(now):
    meets_at = next_meeting(moment(now), 3, clock("2pm"))
    return f"{date_words(local_day(meets_at))} {time_words(meets_at)}"
