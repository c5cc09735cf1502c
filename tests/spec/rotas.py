"""What a rota needs before it is published."""

from kith.team.rules import RotaDay, rota_faults

from .plain import day, named

title = "Publishing a rota"
rule = "Each day needs a duty lead and a second in line, and they are two members."
header = ("Day", "Duty lead", "Second in line", "Refused because")
rows = (
    ("Mon 8 Jun", "Ama", "Tom", ""),
    ("Mon 8 Jun", "", "Tom", "Monday 8 June has no duty lead."),
    ("Mon 8 Jun", "Ama", "", "Monday 8 June has no second in line."),
    ("Mon 8 Jun", "Ama", "Ama", "Monday 8 June has the same member as duty lead and second in line."),
    ("Tue 9 Jun", "", "", "Tuesday 9 June has no duty lead. Tuesday 9 June has no second in line."),
)


def answer(on, duty, second):
    return " ".join(rota_faults([RotaDay(day(on), named(duty) if duty else None, named(second) if second else None)]))
