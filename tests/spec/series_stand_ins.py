"""Who makes a contact of a series while members are absent."""

from kith.contact.series_rules import Absent, who_goes

from .plain import day, named

title = "A series while members are absent"
rule = (
    "A contact of a series is made by whoever the series is with; on a day of their absence by the named lead, else the deputy, "
    "else the duty lead of that day. Where all are absent it stays, and passes on when the absence begins."
)
header = ("With", "Named lead", "Deputy", "Duty lead", "Absent", "Day", "Made by")
rows = (
    ("Sam", "Ama", "Joy", "Ida", "", "Mon 8 Jun", "Sam"),
    ("Sam", "Ama", "Joy", "Ida", "Sam Mon 8 Jun to Fri 12 Jun", "Sun 7 Jun", "Sam"),
    ("Sam", "Ama", "Joy", "Ida", "Sam Mon 8 Jun to Fri 12 Jun", "Mon 8 Jun", "Ama"),
    ("Sam", "Ama", "Joy", "Ida", "Sam Mon 8 Jun to Fri 12 Jun", "Fri 12 Jun", "Ama"),
    ("Sam", "Ama", "Joy", "Ida", "Sam Mon 8 Jun to Fri 12 Jun", "Sat 13 Jun", "Sam"),
    ("Sam", "Sam", "Joy", "Ida", "Sam Mon 8 Jun to Fri 12 Jun", "Wed 10 Jun", "Joy"),
    ("Sam", "Ama", "Joy", "Ida", "Sam Mon 8 Jun to Fri 12 Jun; Ama Wed 10 Jun to Wed 10 Jun", "Wed 10 Jun", "Joy"),
    ("Sam", "", "", "Ida", "Sam Mon 8 Jun to Fri 12 Jun", "Wed 10 Jun", "Ida"),
    ("Sam", "", "", "", "Sam Mon 8 Jun to Fri 12 Jun", "Wed 10 Jun", "Sam"),
    ("district nurses", "Ama", "Joy", "Ida", "", "Mon 8 Jun", "district nurses"),
)


def answer(with_whom, lead, deputy, duty, absent, on):
    gone = []
    for one in filter(None, absent.split("; ")):
        name, _, period = one.partition(" ")
        first, last = period.split(" to ")
        gone.append(Absent(named(name), day(first), day(last)))
    line = [named(one) for one in (lead, deputy, duty) if one]
    member = None if with_whom == "district nurses" else named(with_whom)
    names = {named(one): one for one in ("Sam", "Ama", "Joy", "Ida")}
    goes = who_goes(member, on=day(on), absences=gone, stand_ins=line)
    return names[goes] if goes else with_whom
