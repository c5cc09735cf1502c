"""When a series that ends after a number of contacts has its last."""

from kith.contact.series_rules import LONGEST, Days, last_day_of

from .plain import day, say_day

title = "The end of a series of contacts"
rule = "An end after a number of contacts becomes a day when the series is planned. No series is longer than a year of 366 days."
header = ("Often", "From", "Contacts", "Last day", "May be planned")
rows = (
    ("every 7 days", "Mon 8 Jun", 1, "Mon 8 Jun 2026", "yes"),
    ("every 7 days", "Mon 8 Jun", 6, "Mon 13 Jul 2026", "yes"),
    ("every 7 days", "Mon 8 Jun", 53, "Mon 7 Jun 2027", "yes"),
    ("every 7 days", "Mon 8 Jun", 54, "Mon 14 Jun 2027", "no"),
    ("every 366 days", "Mon 8 Jun", 2, "Wed 9 Jun 2027", "yes"),
    ("every 1 days", "Sat 1 Jan 2028", 60, "Tue 29 Feb 2028", "yes"),
    ("every 1 days", "Sat 1 Jan 2028", 367, "Mon 1 Jan 2029", "yes"),
    ("every 1 days", "Sat 1 Jan 2028", 368, "Tue 2 Jan 2029", "no"),
    ("Mon, Thu", "Tue 9 Jun", 3, "Thu 18 Jun 2026", "yes"),
    ("Sat", "Mon 8 Jun", 2, "Sat 20 Jun 2026", "yes"),
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def days_of(often):
    if often.startswith("every "):
        return Days(every=int(often.split()[1]))
    return Days(weekdays=frozenset(WEEKDAYS.index(one) for one in often.split(", ")))


def answer(often, first, number):
    start = days_of(often).first_on(day(first))
    last = last_day_of(days_of(often), first=day(first), number=number)
    return say_day(last), "yes" if last - start <= LONGEST else "no"
