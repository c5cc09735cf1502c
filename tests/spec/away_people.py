"""What becomes of a contact while its person is away, and what the board says."""

from kith.board.rules import next_contact_words, reasons
from kith.board.section_rules import Section
from kith.contact.away_rules import AwayKind, PersonAway, is_paused

from .plain import CALENDARS, day, moment, person

title = "People who are away"
rule = (
    "Contacts from the first day away to the day before the person is back are paused: neither missed nor to be made. From the day "
    "they are back contacts go on; on that day, or the first service day after it, the person stands on the board."
)
header = ("Away from", "Back on", "Visit", "Now", "The visit is", "Next contact", "Board says")
rows = (
    ("Mon 8 Jun", "Fri 12 Jun", "Mon 8 Jun 12:01am", "Mon 8 Jun 9am", "paused", "Away until Friday", ""),
    ("Mon 8 Jun", "Fri 12 Jun", "Sun 7 Jun 11:59pm", "Sun 7 Jun 9am", "planned", "none planned", ""),
    ("Mon 8 Jun", "Fri 12 Jun", "Thu 11 Jun 11:59pm", "Thu 11 Jun 9am", "paused", "Away until tomorrow", ""),
    ("Mon 8 Jun", "Fri 12 Jun", "Fri 12 Jun 12:01am", "Fri 12 Jun 9am", "planned", "none planned", "Back from hospital today"),
    ("Mon 8 Jun", "Mon 29 Jun", "Mon 22 Jun 9am", "Mon 8 Jun 9am", "paused", "Away until Monday 29 June", ""),
    ("Mon 8 Jun", "Sat 13 Jun", "Sat 13 Jun 9am", "Sat 13 Jun 9am", "planned", "none planned", "Back from hospital today"),
    ("Mon 8 Jun", "Sat 13 Jun", "Mon 15 Jun 9am", "Mon 15 Jun 9am", "planned", "none planned", "Back from hospital Saturday"),
    ("Mon 8 Jun", "Sat 13 Jun", "Mon 15 Jun 9am", "Tue 16 Jun 9am", "planned", "none planned", ""),
    ("Mon 8 Jun", "Mon 8 Jun", "Mon 8 Jun 9am", "Tue 9 Jun 9am", "planned", "none planned", ""),
    ("Sat 24 Oct", "Sun 25 Oct", "Sat 24 Oct 11:30pm", "Sat 24 Oct 9am", "paused", "Away until tomorrow", ""),
)  # fmt: skip


def answer(first, back, visit, now):
    away, at = PersonAway(AwayKind.HOSPITAL, day(first), day(back)), moment(now)
    begun = away if first != back and day(first) <= at.date() else None
    facts = person("Doris Okafor", "")
    facts = facts.__class__(**{name: getattr(facts, name) for name in facts.__slots__} | {"away": begun})
    said = [one.words for one in reasons(facts, at, CALENDARS["weekdays"]) if one.section is Section.DUE]
    is_one = "paused" if is_paused(moment(visit), away) else "planned"
    return is_one, next_contact_words(None, at, begun), "; ".join(said)
