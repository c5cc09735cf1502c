"""When waiting work raises itself, and to whom."""

from kith.action.raising_rules import after_service_days, begins_to_wait
from kith.place.rules import local_day, time_words
from kith.policy.queries import cadences

from .plain import CALENDARS, moment, say_day

title = "Waiting work raises itself"
rule = (
    "Overdue, stale and unaccepted work is raised to its owner, after a service day to the person's named lead, after two to "
    "the duty lead, once each: after the moment shown. Overdue waits from its deadline, stale from ten service days after "
    "the last word, unaccepted from the answer or the lapse."
)
header = ("What", "Since", "The team works", "To the owner", "To the named lead", "To the duty lead")
rows = (
    ("overdue", "Thu 4 Jun 5pm", "weekdays", "Thu 4 Jun 2026 5pm", "Fri 5 Jun 2026 5pm", "Mon 8 Jun 2026 5pm"),
    ("overdue", "Fri 5 Jun 5pm", "weekdays", "Fri 5 Jun 2026 5pm", "Mon 8 Jun 2026 5pm", "Tue 9 Jun 2026 5pm"),
    ("overdue", "Sat 6 Jun 10am", "weekdays", "Sat 6 Jun 2026 10am", "Mon 8 Jun 2026 10am", "Tue 9 Jun 2026 10am"),
    ("overdue", "Fri 22 May 5pm", "weekdays", "Fri 22 May 2026 5pm", "Tue 26 May 2026 5pm", "Wed 27 May 2026 5pm"),
    (
        "overdue",
        "Fri 22 May 5pm",
        "every day of the year",
        "Fri 22 May 2026 5pm",
        "Sat 23 May 2026 5pm",
        "Sun 24 May 2026 5pm",
    ),
    ("overdue", "Fri 23 Oct 9am", "weekdays", "Fri 23 Oct 2026 9am", "Mon 26 Oct 2026 9am", "Tue 27 Oct 2026 9am"),
    ("stale", "Fri 5 Jun 3pm", "weekdays", "Fri 19 Jun 2026 3pm", "Mon 22 Jun 2026 3pm", "Tue 23 Jun 2026 3pm"),
    ("stale", "Fri 22 May 3pm", "weekdays", "Mon 8 Jun 2026 3pm", "Tue 9 Jun 2026 3pm", "Wed 10 Jun 2026 3pm"),
    (
        "unaccepted",
        "Fri 5 Jun 2:10pm",
        "weekdays",
        "Fri 5 Jun 2026 2:10pm",
        "Mon 8 Jun 2026 2:10pm",
        "Tue 9 Jun 2026 2:10pm",
    ),
)


def answer(what, since, works):
    calendar = CALENDARS[works]
    waits = begins_to_wait(what, moment(since), calendar)
    own = [one for one in cadences() if one.subject == what]
    return tuple(_say(after_service_days(waits, one.after_service_days, calendar)) for one in own)


def _say(at):
    return f"{say_day(local_day(at))} {time_words(at)}"
