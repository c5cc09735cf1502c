"""How long somebody is new."""

from kith.board.reason_rules import is_new

from .plain import CALENDARS, moment, person

title = "New to us"
rule = (
    "Somebody is new for 5 service days, the day of coming on the list included if it is one. Those brought in by an import "
    "are not: one line says how many are not yet looked through."
)
header = ("Team works", "Came on the list", "By", "Today", "New")
rows = (
    ("weekdays", "Mon 1 Jun", "referral", "Mon 1 Jun", "yes"),
    ("weekdays", "Mon 1 Jun", "referral", "Fri 5 Jun", "yes"),
    ("weekdays", "Mon 1 Jun", "referral", "Sun 7 Jun", "yes"),
    ("weekdays", "Mon 1 Jun", "referral", "Mon 8 Jun", "no"),
    ("weekdays", "Sat 30 May", "discharge", "Fri 5 Jun", "yes"),
    ("weekdays", "Sat 30 May", "discharge", "Mon 8 Jun", "no"),
    ("weekdays", "Fri 22 May", "added", "Fri 29 May", "yes"),
    ("weekdays", "Fri 22 May", "added", "Mon 1 Jun", "no"),
    ("seven days", "Mon 1 Jun", "referral", "Fri 5 Jun", "yes"),
    ("seven days", "Mon 1 Jun", "referral", "Sat 6 Jun", "no"),
    ("weekdays", "Mon 8 Jun", "import", "Mon 8 Jun", "no"),
)


def answer(works, came_on, by, today):
    somebody = person("Brian Ashworth", f"on the list {came_on} by {by}")
    return "yes" if is_new(somebody, moment(f"{today} 9am"), CALENDARS[works]) else "no"
