"""What is said before somebody is planned for a person."""

from kith.network.rules import ASKED_DAYS, FACES_DAYS, KNOWS_DAYS, MANY_FACES, REPEATED_DAYS, Meeting, guard

from .plain import day, moment, named

title = "A new face, or one of many"
rule = (
    "Before a contact is planned it is said when whoever is to make it has never met the person, while somebody who knows "
    "them (a contact in the last 90 days) is there on that day; and when it would be the fourth different face, or more, "
    "within 28 days. Nobody is stopped. The family is no face; nothing is said of the first contact of all."
)
note = "Contacts that were made, or are planned; it is to be planned for Mon 29 Jun."
header = ("Contacts", "Who is to go", "Who is there that day", "What is said")
rows = (
    ("", "Sam", "Tom", "nothing"),
    ("Tom Mon 15 Jun 9am", "Sam", "Tom", "new, Tom knows them 1 of 1"),
    ("Tom Mon 15 Jun 9am", "Sam", "Ann", "nothing"),
    ("Tom Mon 15 Jun 9am", "Tom", "Sam", "nothing"),
    (
        "Tom Mon 1 Jun 9am; Ann Tue 2 Jun 9am; Tom Wed 3 Jun 9am",
        "Sam",
        "Ann Tom",
        "new, Tom knows them 2 of 3, Ann knows them 1 of 3",
    ),
    ("Tom Mon 15 Jun 9am; Sam Mon 1 Jun 9am", "Sam", "Tom", "nothing"),
    ("Tom Tue 31 Mar 9am", "Sam", "Tom", "new, Tom knows them 1 of 1"),
    ("Tom Mon 30 Mar 9am", "Sam", "Tom", "nothing"),
    ("family Ann Mon 15 Jun 9am", "Sam", "Ann", "nothing"),
    ("planned Tom Thu 25 Jun 9am", "Sam", "Tom", "nothing"),
    ("Ann Mon 8 Jun 9am; Tom Tue 9 Jun 9am; Eve Wed 10 Jun 9am", "Sam", "", "face 4 in 28 days"),
    ("Ann Mon 8 Jun 9am; Tom Tue 9 Jun 9am; planned Eve Thu 25 Jun 9am", "Sam", "", "face 4 in 28 days"),
    ("Ann Mon 8 Jun 9am; Tom Tue 9 Jun 9am; Tom Wed 10 Jun 9am", "Sam", "", "nothing"),
    ("Ann Mon 1 Jun 9am; Tom Tue 9 Jun 9am; Eve Wed 10 Jun 9am", "Sam", "", "nothing"),
    ("Ann Tue 2 Jun 9am; Tom Tue 9 Jun 9am; Eve Wed 10 Jun 9am", "Sam", "", "face 4 in 28 days"),
    (
        "Ann Mon 8 Jun 9am; Tom Tue 9 Jun 9am; Eve Wed 10 Jun 9am; Lee Thu 11 Jun 9am",
        "Sam",
        "Eve",
        "new, Eve knows them 1 of 4, face 5 in 28 days",
    ),
    ("Ann Mon 8 Jun 9am; Tom Tue 9 Jun 9am; Eve Wed 10 Jun 9am; Sam Thu 11 Jun 9am", "Sam", "Eve", "nothing"),
)
FIGURES = {REPEATED_DAYS: 28, ASKED_DAYS: 7, KNOWS_DAYS: 90, FACES_DAYS: 28, MANY_FACES: 4}


def meeting(text, number):
    planned, text = text.startswith("planned "), text.removeprefix("planned ")
    family, text = text.startswith("family "), text.removeprefix("family ")
    who, _, when = text.partition(" ")
    service = "family" if family else "district-nursing"
    return Meeting(str(number), named("Doris"), service, moment(when), is_made=not planned, who=who, name=who)


def answer(contacts, who, there):
    meetings = [meeting(one, number) for number, one in enumerate(filter(None, contacts.split("; ")))]
    found = guard(who, meetings, day=day("Mon 29 Jun"), there=there.split(), figures=FIGURES)
    if found is None:
        return "nothing"
    said = ["new", *(f"{one.name} knows them {one.number} of {one.of}" for one in found.known)] if found.is_new else []
    return ", ".join([*said, *([f"face {found.faces} in {found.faces_days} days"] if found.faces else [])])
