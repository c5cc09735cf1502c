"""When a series that ends after a number of contacts has its last."""

from kith.contact.series_rules import LONGEST, Days, OnClosed, last_day_of

from .plain import CALENDARS, day, say_day

title = "The end of a series of contacts"
rule = (
    "An end after a number of contacts becomes a day when the series is planned, counting those that have a day: one that a closed "
    "day sends to the day of another is left out and not counted. No series is longer than a year of 366 days."
)
header = ("Often", "From", "Contacts", "Team works", "Last day", "May be planned")
rows = (
    ("every 7 days", "Mon 8 Jun", 1, "every day of the year", "Mon 8 Jun 2026", "yes"),
    ("every 7 days", "Mon 8 Jun", 6, "every day of the year", "Mon 13 Jul 2026", "yes"),
    ("every 7 days", "Mon 8 Jun", 53, "every day of the year", "Mon 7 Jun 2027", "yes"),
    ("every 7 days", "Mon 8 Jun", 54, "every day of the year", "Mon 14 Jun 2027", "no"),
    ("every 366 days", "Mon 8 Jun", 2, "every day of the year", "Wed 9 Jun 2027", "yes"),
    ("every 1 days", "Sat 1 Jan 2028", 60, "every day of the year", "Tue 29 Feb 2028", "yes"),
    ("every 1 days", "Sat 1 Jan 2028", 367, "every day of the year", "Mon 1 Jan 2029", "yes"),
    ("every 1 days", "Sat 1 Jan 2028", 368, "every day of the year", "Tue 2 Jan 2029", "no"),
    ("every 1 days", "Tue 9 Jun", 5, "weekdays", "Mon 15 Jun 2026", "yes"),
    ("every 1 days", "Thu 2 Apr", 3, "weekdays", "Wed 8 Apr 2026", "yes"),
    ("Mon, Thu", "Tue 9 Jun", 3, "every day of the year", "Thu 18 Jun 2026", "yes"),
    ("Sat", "Mon 8 Jun", 2, "every day of the year", "Sat 20 Jun 2026", "yes"),
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def days_of(often):
    if often.startswith("every "):
        return Days(every=int(often.split()[1]))
    return Days(weekdays=frozenset(WEEKDAYS.index(one) for one in often.split(", ")))


def answer(often, first, number, works):
    start = days_of(often).first_on(day(first))
    last = last_day_of(days_of(often), first=day(first), number=number, closed=OnClosed.NEXT, calendar=CALENDARS[works])
    return say_day(last), "yes" if last - start <= LONGEST else "no"
