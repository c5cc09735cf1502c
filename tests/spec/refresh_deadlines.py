"""By when a plan is looked through after something happened."""

from kith.place.rules import local_day
from kith.plan.refresh_rules import refresh_due

from .plain import CALENDARS, moment, say_day

title = "Looking through a plan after something happened"
rule = (
    "A plan is looked through by 5pm London time, so many service days after the day of what happened (as shipped two), and"
    " never sooner than the end of the service day after somebody told of it."
)
header = ("Team works", "It happened", "Told", "Service days", "By 5pm of", "In UTC")
rows = (
    ("weekdays", "Mon 8 Jun 8:22am", "Mon 8 Jun 8:22am", 2, "Wed 10 Jun 2026", "16:00"),
    ("weekdays", "Mon 8 Jun 11:30pm", "Mon 8 Jun 11:45pm", 2, "Wed 10 Jun 2026", "16:00"),
    ("weekdays", "Fri 5 Jun 3pm", "Fri 5 Jun 4pm", 2, "Tue 9 Jun 2026", "16:00"),
    ("weekdays", "Sat 6 Jun 11pm", "Mon 8 Jun 8am", 2, "Tue 9 Jun 2026", "16:00"),
    ("weekdays", "Mon 1 Jun 9am", "Mon 8 Jun 9am", 2, "Tue 9 Jun 2026", "16:00"),
    ("weekdays", "Wed 3 Jun 9am", "Fri 5 Jun 6pm", 2, "Mon 8 Jun 2026", "16:00"),
    ("weekdays", "Thu 2 Apr 10am", "Thu 2 Apr 10am", 2, "Wed 8 Apr 2026", "16:00"),
    ("weekdays", "Fri 3 Apr midday", "Fri 3 Apr midday", 2, "Wed 8 Apr 2026", "16:00"),
    ("weekdays", "Thu 24 Dec 10am", "Thu 24 Dec 10am", 2, "Wed 30 Dec 2026", "17:00"),
    ("weekdays", "Fri 27 Mar 4pm", "Fri 27 Mar 4pm", 2, "Tue 31 Mar 2026", "16:00"),
    ("weekdays", "Sun 29 Mar 12:30am", "Sun 29 Mar 3am", 2, "Tue 31 Mar 2026", "16:00"),
    ("weekdays", "Fri 23 Oct 4pm", "Fri 23 Oct 4pm", 2, "Tue 27 Oct 2026", "17:00"),
    ("weekdays", "Sun 25 Oct 1:30am", "Sun 25 Oct 9am", 2, "Tue 27 Oct 2026", "17:00"),
    ("weekdays", "Thu 22 Oct 4pm", "Thu 22 Oct 4pm", 1, "Fri 23 Oct 2026", "16:00"),
    ("weekdays, closed Wed 10 Jun", "Mon 8 Jun 9am", "Mon 8 Jun 9am", 2, "Thu 11 Jun 2026", "16:00"),
    ("weekdays and bank holidays", "Thu 2 Apr 10am", "Thu 2 Apr 10am", 2, "Mon 6 Apr 2026", "16:00"),
    ("seven days", "Sat 6 Jun 10am", "Sat 6 Jun 10am", 2, "Mon 8 Jun 2026", "16:00"),
)


def answer(works, happened, told, days):
    due = refresh_due(moment(happened), moment(told), days, CALENDARS[works])
    return say_day(local_day(due)), f"{due:%H:%M}"
