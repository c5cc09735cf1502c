"""What different services did twice."""

from kith.network.rules import ASKED_DAYS, FACES_DAYS, KNOWS_DAYS, MANY_FACES, REPEATED_DAYS, Meeting, duplicates

from .plain import moment, named

title = "Done twice by different services"
rule = (
    "Repeated: another service assessed the same domain of the same person at most 28 days before. Asked again: another "
    "service had the same answer to the same question at most 7 days before, of a table whose answers hold a week. One day: "
    "two services visit one home on one day, whoever of the household they come for. A reason takes a case out of the count. "
    "The family, and a contact of which nobody says for whom it was, are held against nobody."
)
note = "Meetings are of Doris, unless they say Ron, who lives with her. “nursing: skin” is a visit at which skin was assessed."
header = ("First", "Then", "What is found")
rows = (
    ("Mon 1 Jun 9am nursing: skin", "Mon 8 Jun 9am social care: skin", "repeated skin"),
    ("Mon 1 Jun 9am nursing: skin", "Mon 8 Jun 9am nursing: skin", "nothing"),
    ("Mon 1 Jun 9am nursing: skin", "Mon 8 Jun 9am social care: mood", "nothing"),
    ("Mon 1 Jun 9am nursing: skin", "Mon 8 Jun 9am social care: skin because changed", "repeated skin, with a reason"),
    ("Mon 1 Jun 9am nursing: skin because changed", "Mon 8 Jun 9am social care: skin", "repeated skin"),
    ("Mon 1 Jun 9am nursing: skin mood", "Mon 8 Jun 9am social care: mood skin", "repeated mood, repeated skin"),
    ("Mon 1 Jun 11:59pm nursing: skin", "Mon 29 Jun 12:01am social care: skin", "repeated skin"),
    ("Mon 1 Jun 9am nursing: skin", "Tue 30 Jun 9am social care: skin", "nothing"),
    ("Mon 1 Jun 9am Ron nursing: skin", "Mon 8 Jun 9am social care: skin", "nothing"),
    ("Mon 1 Jun 9am family: skin", "Mon 8 Jun 9am social care: skin", "nothing"),
    ("Mon 1 Jun 9am nobody: skin", "Mon 8 Jun 9am social care: skin", "nothing"),
    ("Mon 1 Jun 9am nursing asks falls=2", "Mon 8 Jun 9am social care asks falls=2", "asked again falls"),
    ("Mon 1 Jun 9am nursing asks falls=2", "Mon 8 Jun 9am social care asks falls=3", "nothing"),
    ("Mon 1 Jun 9am nursing asks falls=2", "Mon 8 Jun 9am nursing asks falls=2", "nothing"),
    ("Mon 1 Jun 9am nursing asks falls=2", "Tue 9 Jun 9am social care asks falls=2", "nothing"),
    ("Mon 1 Jun 9am nursing", "Mon 1 Jun 4pm social care", "one day"),
    ("Mon 1 Jun 9am nursing", "Mon 1 Jun 4pm nursing", "nothing"),
    ("Mon 1 Jun 9am nursing", "Mon 1 Jun 4pm Ron social care", "one day"),
    ("Mon 1 Jun 9am nursing because together", "Mon 1 Jun 4pm social care", "one day, with a reason"),
    ("Mon 1 Jun 9am nursing by phone", "Mon 1 Jun 4pm social care", "nothing"),
    ("Mon 1 Jun 9am nursing", "planned Mon 1 Jun 4pm social care", "one day"),
    ("Mon 1 Jun 9am nursing: skin", "planned Mon 8 Jun 9am social care: skin", "nothing"),
    ("Sun 29 Mar 12:30am nursing", "Sun 29 Mar 11:30pm social care", "one day"),
    ("Sat 24 Oct 11:30pm nursing", "Sun 25 Oct 12:30am social care", "nothing"),
)
FIGURES = {REPEATED_DAYS: 28, ASKED_DAYS: 7, KNOWS_DAYS: 90, FACES_DAYS: 28, MANY_FACES: 4}
WORDS = {"repeated assessment": "repeated", "asked again": "asked again", "two services on one day": "one day"}
SERVICES = {"nursing": "district-nursing", "social": "social-care", "family": "family", "nobody": ""}


def meeting(text, number):
    planned, text = text.startswith("planned "), text.removeprefix("planned ")
    parts = text.split()
    when, rest = " ".join(parts[:4]), " ".join(parts[4:]).replace("social care", "social")
    rest, _, because = rest.partition(" because ")
    rest, _, asks = rest.partition(" asks ")
    rest, _, domains = rest.partition(":")
    words = rest.split()
    who = words.pop(0) if words[0] == "Ron" else "Doris"
    return Meeting(
        id=str(number),
        person_id=named(who),
        service=SERVICES[words[0]],
        at=moment(when),
        is_made=not planned,
        is_visit="phone" not in words,
        home="12 High Street",
        domains=tuple(domains.split()),
        because=because,
        answers={("falls", asks.partition("=")[0]): asks.partition("=")[2]} if asks else {},
    )


def answer(first, then):
    found = duplicates([meeting(then, 2), meeting(first, 1)], FIGURES)
    said = [
        f"{WORDS[one.kind]} {one.what}".strip() + (", with a reason" if one.has_reason else "")
        for one in found
        if not (one.kind == "two services on one day" and (one.later.domains or one.later.answers))
    ]
    return ", ".join(said) or "nothing"
