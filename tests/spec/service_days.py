"""Which days a team works, and counting on."""

from kith.team.rules import add_service_days, is_service_day

from .plain import CALENDARS, day, say_day

title = "Service days of a team"
rule = "Each team has its own working weekdays, may work on bank holidays, and may be closed on single days."
header = ("Team works", "Day", "Service day", "Service days later", "Is")
rows = (
    ("weekdays", "Fri 5 Jun", "yes", 1, "Mon 8 Jun 2026"),
    ("weekdays", "Sat 6 Jun", "no", 1, "Mon 8 Jun 2026"),
    ("weekdays", "Sat 6 Jun", "no", 0, "Sat 6 Jun 2026"),
    ("weekdays", "Thu 2 Apr", "yes", 1, "Tue 7 Apr 2026"),
    ("weekdays", "Fri 3 Apr", "no", 2, "Wed 8 Apr 2026"),
    ("weekdays", "Thu 24 Dec", "yes", 1, "Tue 29 Dec 2026"),
    ("weekdays", "Mon 8 Jun", "yes", -9, "Tue 26 May 2026"),
    ("weekdays", "Wed 10 Jun", "yes", 5, "Wed 17 Jun 2026"),
    ("weekdays, closed Wed 10 Jun", "Wed 10 Jun", "no", 1, "Thu 11 Jun 2026"),
    ("weekdays, closed Wed 10 Jun", "Tue 9 Jun", "yes", 1, "Thu 11 Jun 2026"),
    ("weekdays and bank holidays", "Fri 3 Apr", "yes", 1, "Mon 6 Apr 2026"),
    ("Tuesday to Saturday", "Sat 6 Jun", "yes", 1, "Tue 9 Jun 2026"),
    ("seven days", "Thu 2 Apr", "yes", 1, "Sat 4 Apr 2026"),
    ("every day of the year", "Thu 24 Dec", "yes", 1, "Fri 25 Dec 2026"),
)


given = (0, 1, 3)


def answer(works, on, later):
    calendar = CALENDARS[works]
    is_one = "yes" if is_service_day(day(on), calendar) else "no"
    return is_one, say_day(add_service_days(day(on), later, calendar))
