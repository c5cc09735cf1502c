"""On which days the contacts of a series are."""

from kith.contact.series_rules import OnClosed, falls

from .plain import CALENDARS, day
from .series_ends import days_of

title = "Days of a series of contacts"
rule = (
    "A series has a contact every so many days from its first day on, or on weekdays. One that falls on a day the team does not "
    "work is on the next or the last service day before, or stays; where that day has one of the series already, it is left out."
)
header = ("Often", "From", "To", "Team works", "On a closed day", "Contacts on")
rows = (
    ("every 7 days", "Mon 8 Jun", "Mon 29 Jun", "weekdays", "next", "8 Jun, 15 Jun, 22 Jun, 29 Jun"),
    ("every 7 days", "Mon 30 Mar", "Mon 20 Apr", "weekdays", "next", "30 Mar, 7 Apr, 13 Apr, 20 Apr"),
    ("every 7 days", "Mon 30 Mar", "Mon 20 Apr", "weekdays", "previous", "30 Mar, 2 Apr, 13 Apr, 20 Apr"),
    ("every 7 days", "Mon 30 Mar", "Mon 20 Apr", "weekdays", "keep", "30 Mar, 6 Apr, 13 Apr, 20 Apr"),
    ("every 7 days", "Fri 3 Apr", "Fri 10 Apr", "weekdays", "next", "7 Apr, 10 Apr"),
    ("every 7 days", "Fri 3 Apr", "Fri 10 Apr", "weekdays and bank holidays", "next", "3 Apr, 10 Apr"),
    ("every 1 days", "Thu 2 Apr", "Wed 8 Apr", "weekdays", "next", "2 Apr, 7 Apr, 8 Apr"),
    ("every 1 days", "Thu 2 Apr", "Wed 8 Apr", "weekdays", "keep", "2 Apr, 3 Apr, 4 Apr, 5 Apr, 6 Apr, 7 Apr, 8 Apr"),
    ("every 1 days", "Thu 2 Apr", "Sun 5 Apr", "weekdays", "next", "2 Apr, 7 Apr"),
    ("Sat, Sun", "Sat 6 Jun", "Sun 14 Jun", "weekdays", "next", "8 Jun, 15 Jun"),
    ("every 3 days", "Fri 3 Apr", "Thu 9 Apr", "weekdays", "next", "7 Apr, 9 Apr"),
    ("every 3 days", "Fri 3 Apr", "Thu 9 Apr", "weekdays", "previous", "2 Apr, 9 Apr"),
    ("every 14 days", "Mon 14 Dec", "Mon 25 Jan 2027", "weekdays", "next", "14 Dec, 29 Dec, 11 Jan, 25 Jan"),
    ("every 10 days", "Wed 21 Jan", "Tue 3 Mar", "weekdays", "next", "21 Jan, 2 Feb, 10 Feb, 20 Feb, 2 Mar"),
    ("every 30 days", "Sat 31 Jan", "Fri 1 May", "seven days", "next", "31 Jan, 2 Mar, 1 Apr, 1 May"),
    ("every 28 days", "Tue 1 Feb 2028", "Tue 28 Mar 2028", "weekdays", "next", "1 Feb, 29 Feb, 28 Mar"),
    ("Mon, Thu", "Mon 8 Jun", "Thu 18 Jun", "weekdays", "next", "8 Jun, 11 Jun, 15 Jun, 18 Jun"),
    ("Mon, Thu", "Tue 9 Jun", "Thu 18 Jun", "weekdays", "next", "11 Jun, 15 Jun, 18 Jun"),
    ("Mon, Tue", "Mon 30 Mar", "Tue 7 Apr", "weekdays", "next", "30 Mar, 31 Mar, 7 Apr"),
    ("Mon, Fri", "Mon 30 Mar", "Fri 10 Apr", "weekdays", "next", "30 Mar, 7 Apr, 10 Apr"),
    ("Mon, Fri", "Mon 30 Mar", "Fri 10 Apr", "weekdays", "previous", "30 Mar, 2 Apr, 10 Apr"),
    ("Sat", "Sat 6 Jun", "Sat 13 Jun", "weekdays", "keep", "6 Jun, 13 Jun"),
    ("Wed", "Wed 3 Jun", "Wed 17 Jun", "weekdays, closed Wed 10 Jun", "next", "3 Jun, 11 Jun, 17 Jun"),
)  # fmt: skip


def answer(often, first, last, works, closed):
    found = falls(
        days_of(often),
        start=day(first),
        until=day(last),
        last=day(last),
        closed=OnClosed(closed),
        calendar=CALENDARS[works],
    )
    return ", ".join(f"{one.on.day} {one.on:%b}" for one in found)
