"""Who is day lead."""

from kith.caseload.rules import Duty, Leads, day_lead

from .plain import named

title = "Day lead"
rule = (
    "On a service day the first who is on shift and has not closed the record to themselves: override, named lead, deputy, "
    "duty lead, second in line; else the place's on-call cover, who also answers on every other day."
)
header = ("Override", "Named lead", "Deputy", "On shift", "Closed it", "Service day", "Day lead", "Because")
rows = (
    ("", "Sam", "Joy", "Sam, Joy, Ama, Tom", "", "yes", "Sam", "named"),
    ("Joy", "Sam", "", "Sam, Joy, Ama, Tom", "", "yes", "Joy", "override"),
    ("Joy", "Sam", "", "Sam, Ama, Tom", "", "yes", "Sam", "named"),
    ("", "Sam", "Joy", "Joy, Ama, Tom", "", "yes", "Joy", "deputy"),
    ("", "Sam", "Joy", "Ama, Tom", "", "yes", "Ama", "duty"),
    ("", "", "", "Sam, Ama, Tom", "", "yes", "Ama", "duty"),
    ("", "Sam", "Joy", "Beth, Tom", "", "yes", "Tom", "second"),
    ("", "Sam", "Joy", "Beth", "", "yes", "Rukhsana", "cover"),
    ("", "", "", "", "", "yes", "Rukhsana", "cover"),
    ("Joy", "Sam", "Joy", "Sam, Joy, Ama, Tom", "", "no", "Rukhsana", "cover"),
    ("", "Sam", "Joy", "Sam, Joy, Ama, Tom", "Sam", "yes", "Joy", "deputy"),
    ("", "", "", "Sam, Ama, Tom", "Ama", "yes", "Tom", "second"),
    ("", "", "", "Sam, Ama, Tom", "Ama, Tom", "yes", "Rukhsana", "cover"),
    ("", "", "", "Ama, Tom", "Ama, Tom, Rukhsana", "yes", "Rukhsana", "cover"),
)
note = "Duty lead: Ama. Second in line: Tom. On-call cover of the place: Rukhsana."


def answer(override, named_lead, deputy, on_shift, closed, service_day):
    shut = frozenset(map(named, filter(None, closed.split(", "))))
    leads = Leads(named=_who(named_lead), deputy=_who(deputy), override=_who(override), closed=shut)
    shift = frozenset(map(named, filter(None, on_shift.split(", "))))
    duty = Duty(shift, named("Ama"), named("Tom"), named("Rukhsana"), is_service_day=service_day == "yes")
    found = day_lead(leads, duty)
    people = {named(name): name for name in ("Ama", "Tom", "Rukhsana", override, named_lead, deputy)}
    return people[found.member_id], found.by.value


def _who(name):
    return named(name) if name else None
