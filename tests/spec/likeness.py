"""When two records may be of one person, and why."""

from kith.person.likeness_rules import Described, likeness
from kith.person.rules import partial_date

title = "Two records of one person"
rule = (
    "Number, birth date, name and postcode each give points for how well they agree; what is not known gives none. 80 points"
    " and more are the same person, 45 likely, 20 possible; below that nothing is said."
)
note = "A record is written as name (called), birth date, NHS number, postcode; a dash stands for what is not known."
header = ("One record", "Another record", "Level", "Why")
rows = (
    (
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "same",
        "same NHS number, same birth date, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "Dorothy Pettigrew, 1942-03-12, 9434765919, -",
        "same",
        "same NHS number, same birth date, names are alike",
    ),
    (
        "Doris Pettigrew, -, 9434765919, -",
        "Doris Petigrew, -, 9434765919, -",
        "same",
        "same NHS number, name differs by one letter, or two are swapped",
    ),
    (
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "Doris Pettigrew, 1951-11-30, 9434765919, -",
        "likely",
        "same NHS number, another birth date, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "Leonard Marsh, 1951-11-30, 9434765919, -",
        "possible",
        "same NHS number, another birth date, another name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "Doris Pettigrew, 1942-03-12, 9434765991, -",
        "same",
        "NHS number differs by one digit, or two are swapped, same birth date, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, 9434765919, -",
        "Doris Pettigrew, 1942-03-12, 4505577104, -",
        "possible",
        "another NHS number, same birth date, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, -, -",
        "Doris Petigrew, 1942-03-12, -, -",
        "likely",
        "same birth date, name differs by one letter, or two are swapped",
    ),
    (
        "Doris Pettigrew, 1942-03-12, -, -",
        "Doris Pettigrew, 1942-12-03, -, -",
        "likely",
        "birth date with day and month swapped, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, -, -",
        "Doris Pettigrew, 1943-03-12, -, -",
        "likely",
        "birth date differs by one digit, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, -, -",
        "Doris Pettigrew, 1942-03, -, -",
        "likely",
        "same month of birth, the day is not known, same name",
    ),
    (
        "Doris Pettigrew, 1942-03-12, -, -",
        "Doris Pettigrew, 1942, -, -",
        "possible",
        "same year of birth, the day is not known, same name",
    ),
    ("Doris Pettigrew, 1942-03-12, -, -", "Doris Pettigrew, -, -, -", "possible", "same name"),
    ("Doris Pettigrew, 1942-03-12, -, -", "Doris Pettigrew, 1951-11-30, -, -", "", "another birth date, same name"),
    (
        "Doris Pettigrew, 1942-03-12, -, -",
        "Pettigrew Doris, 1942-03-12, -, -",
        "likely",
        "same birth date, given and family name swapped",
    ),
    (
        "Doris (Dot) Pettigrew, 1942-03-12, -, -",
        "Dot Pettigrew, 1942-03-12, -, -",
        "likely",
        "same birth date, same family name, and one is called as the other is named",
    ),
    (
        "Zoë O’Brien-Łuczak, 1942-03-12, -, -",
        "Zoe OBrien Luczak, 1942-03-12, -, -",
        "likely",
        "same birth date, same name",
    ),
    (
        "Anita Smith-Jones, 1942-03-12, -, -",
        "Anita Jones, 1942-03-12, -, -",
        "possible",
        "same birth date, one family name is part of the other",
    ),
    (
        "Anita Jones, 1942-03-12, -, -",
        "Anita Mukherjee, 1942-03-12, -, MB1 2CD",
        "possible",
        "same birth date, same given name, another family name",
    ),
    (
        "Vera Jessop, 1942-03-12, -, MB1 2CD",
        "Ivor Jessop, 1942-03-12, -, mb12cd",
        "",
        "same birth date, another name, same postcode",
    ),
    (
        "Al Li, 1942-03-12, -, -",
        "Al Lo, 1942-03-12, -, -",
        "possible",
        "same birth date, same given name, another family name",
    ),
    ("Leonard Marsh, 1942-03-12, -, -", "Doris Pettigrew, 1942-03-12, -, -", "", "same birth date, another name"),
)


def answer(one, other):
    found = likeness(described(one), described(other))
    return found.level or "", found.words


def described(text):
    """Return a record as the table writes it."""
    name, born, number, postcode = ("" if part == "-" else part for part in text.split(", "))
    known_as = name.partition("(")[2].partition(")")[0]
    given, _, family = name.replace(f" ({known_as})", "").partition(" ")
    return Described(
        given=given,
        family=family,
        known_as=known_as,
        nhs_number=number or None,
        born=partial_date(born) if born else None,
        postcodes=frozenset({postcode} if postcode else ()),
    )
