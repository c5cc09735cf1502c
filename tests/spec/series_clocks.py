"""The window of a series over both clock changes."""

from kith.contact.series_rules import OnClosed, falls
from kith.place.rules import at_local

from .plain import CALENDARS, clock, day
from .series_ends import days_of

title = "A series over both clock changes"
rule = "A visit at 8am is at 8am on the clock of the room before and after: its moment in UTC moves by the hour."
header = ("From", "To", "Window", "In UTC")
rows = (
    ("Fri 27 Mar", "Mon 30 Mar", "8am to 8:30am", "27 08:00-08:30, 28 08:00-08:30, 29 07:00-07:30, 30 07:00-07:30"),
    ("Sat 24 Oct", "Mon 26 Oct", "8am to 8:30am", "24 07:00-07:30, 25 08:00-08:30, 26 08:00-08:30"),
    ("Sat 28 Mar", "Sun 29 Mar", "1:15am to 1:45am", "28 01:15-01:45, 29 01:15-01:45"),
    ("Sun 25 Oct", "Mon 26 Oct", "1:15am to 1:45am", "25 00:15-00:45, 26 01:15-01:45"),
    ("Sun 25 Oct", "Mon 26 Oct", "12:30am to 2:30am", "24 23:30-02:30, 26 00:30-02:30"),
    ("Sat 28 Mar", "Sun 29 Mar", "midnight to 11:59pm", "28 00:00-23:59, 29 00:00-22:59"),
)


def answer(first, last, window):
    found = falls(
        days_of("every 1 days"),
        start=day(first),
        until=day(last),
        last=day(last),
        closed=OnClosed.KEEP,
        calendar=CALENDARS["weekdays"],
    )
    start, end = (clock(one) for one in window.split(" to "))
    return ", ".join(f"{at_local(one.on, start):%-d %H:%M}-{at_local(one.on, end):%H:%M}" for one in found)
