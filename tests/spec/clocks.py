"""What a London time is worth in UTC."""

from kith.place.rules import at_local

from .plain import clock, day

title = "London time over both clock changes"
rule = (
    "5pm means 5pm on the clock in the room, winter and summer. When clocks go back, 1am to 2am happens twice and the first "
    "counts; when they go forward, that hour does not happen and an hour later is meant."
)
header = ("Day", "London clock", "In UTC")
rows = (
    ("Fri 16 Jan", "5pm", "17:00"),
    ("Mon 8 Jun", "5pm", "16:00"),
    ("Sat 28 Mar", "5pm", "17:00"),
    ("Sun 29 Mar", "12:59am", "00:59"),
    ("Sun 29 Mar", "1:30am", "01:30"),
    ("Sun 29 Mar", "2:30am", "01:30"),
    ("Sun 29 Mar", "5pm", "16:00"),
    ("Sat 24 Oct", "5pm", "16:00"),
    ("Sun 25 Oct", "1:30am", "00:30"),
    ("Sun 25 Oct", "2:30am", "02:30"),
    ("Sun 25 Oct", "5pm", "17:00"),
)


def answer(on, at):
    return f"{at_local(day(on), clock(at)):%H:%M}"
