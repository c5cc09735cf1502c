"""When a bank holiday is kept."""

from kith.place.rules import bank_holidays

from .plain import say_day

title = "Bank holidays of England"
rule = "A bank holiday that falls on a weekend is kept on the next weekday that is not one; some were moved or added."
header = ("Year", "Bank holiday", "Kept on")
rows = (
    (2020, "Early May bank holiday", "Fri 8 May 2020"),
    (2020, "Boxing Day", "Mon 28 Dec 2020"),
    (2021, "Christmas Day", "Mon 27 Dec 2021"),
    (2021, "Boxing Day", "Tue 28 Dec 2021"),
    (2022, "New Year's Day", "Mon 3 Jan 2022"),
    (2022, "Spring bank holiday", "Thu 2 Jun 2022"),
    (2022, "Platinum Jubilee", "Fri 3 Jun 2022"),
    (2022, "State funeral of Queen Elizabeth II", "Mon 19 Sep 2022"),
    (2022, "Boxing Day", "Mon 26 Dec 2022"),
    (2022, "Christmas Day", "Tue 27 Dec 2022"),
    (2023, "Coronation of King Charles III", "Mon 8 May 2023"),
    (2026, "New Year's Day", "Thu 1 Jan 2026"),
    (2026, "Good Friday", "Fri 3 Apr 2026"),
    (2026, "Easter Monday", "Mon 6 Apr 2026"),
    (2026, "Early May bank holiday", "Mon 4 May 2026"),
    (2026, "Spring bank holiday", "Mon 25 May 2026"),
    (2026, "Summer bank holiday", "Mon 31 Aug 2026"),
    (2026, "Christmas Day", "Fri 25 Dec 2026"),
    (2026, "Boxing Day", "Mon 28 Dec 2026"),
    (2027, "Good Friday", "Fri 26 Mar 2027"),
    (2038, "Easter Monday", "Mon 26 Apr 2038"),
)


def answer(year, name):
    kept = {name: day for day, name in bank_holidays(year).items()}
    return say_day(kept[name])
