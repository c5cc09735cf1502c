"""Where an action stands against the clock."""

from kith.action.rules import ActionFacts, is_overdue, overdue_service_days, standing

from .plain import CALENDARS, moment, named

title = "Due and overdue"
rule = (
    "Work is due at a moment, and overdue strictly after it. How long overdue is counted in service days of the team since "
    "the day it was due: weekends, bank holidays and closed days do not count."
)
header = ("Team works", "Due", "Now", "Stands", "Service days overdue")
rows = (
    ("weekdays", "Mon 8 Jun 5pm", "Mon 8 Jun 8:22am", "due today", 0),
    ("weekdays", "Mon 8 Jun 5pm", "Mon 8 Jun 5pm", "due today", 0),
    ("weekdays", "Mon 8 Jun 5pm", "Mon 8 Jun 5:01pm", "overdue", 0),
    ("weekdays", "Tue 9 Jun midnight", "Mon 8 Jun 11:59pm", "later", 0),
    ("weekdays", "Tue 9 Jun 9am", "Mon 8 Jun 5pm", "later", 0),
    # over a weekend
    ("weekdays", "Fri 5 Jun 5pm", "Sat 6 Jun 9am", "overdue", 0),
    ("weekdays", "Fri 5 Jun 5pm", "Sun 7 Jun 9am", "overdue", 0),
    ("weekdays", "Fri 5 Jun 5pm", "Mon 8 Jun 8:22am", "overdue", 1),
    ("weekdays", "Sat 6 Jun 5pm", "Mon 8 Jun 8:22am", "overdue", 1),
    ("weekdays", "Tue 2 Jun 5pm", "Mon 8 Jun 8:22am", "overdue", 4),
    ("seven days", "Fri 5 Jun 5pm", "Mon 8 Jun 8:22am", "overdue", 3),
    # over bank holidays: Easter, spring, Christmas
    ("weekdays", "Thu 2 Apr 5pm", "Mon 6 Apr 9am", "overdue", 0),
    ("weekdays", "Thu 2 Apr 5pm", "Tue 7 Apr 9am", "overdue", 1),
    ("every day of the year", "Thu 2 Apr 5pm", "Tue 7 Apr 9am", "overdue", 5),
    ("weekdays", "Fri 22 May 5pm", "Tue 26 May 9am", "overdue", 1),
    ("weekdays", "Thu 24 Dec 5pm", "Mon 28 Dec 9am", "overdue", 0),
    ("weekdays", "Thu 24 Dec 5pm", "Tue 29 Dec 9am", "overdue", 1),
    ("weekdays, closed Wed 10 Jun", "Tue 9 Jun 5pm", "Thu 11 Jun 9am", "overdue", 1),
    # over both clock changes
    ("weekdays", "Sun 29 Mar 5pm", "Sun 29 Mar 4:59pm", "due today", 0),
    ("weekdays", "Sun 29 Mar 5pm", "Sun 29 Mar 5:01pm", "overdue", 0),
    ("weekdays", "Fri 27 Mar 5pm", "Mon 30 Mar 5pm", "overdue", 1),
    ("weekdays", "Sun 25 Oct 5pm", "Sun 25 Oct 4:59pm", "due today", 0),
    ("weekdays", "Sun 25 Oct 5pm", "Sun 25 Oct 5:01pm", "overdue", 0),
    ("weekdays", "Fri 23 Oct 5pm", "Mon 26 Oct 5pm", "overdue", 1),
)


def answer(works, due, now):
    due_at, at = moment(due), moment(now)
    found = standing(ActionFacts(named("an action"), "Ring the pharmacy", due_at), at)
    assert (found == "overdue") == is_overdue(due_at, at)
    return found.value, overdue_service_days(due_at, at, CALENDARS[works])
