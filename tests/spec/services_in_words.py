"""Which service somebody's name, or a place's, speaks of."""

from kith.contact.service_rules import service_of_words
from kith.contact.services import services

title = "Whose contact it was, by name"
rule = (
    "A contact by somebody who is not on the team names them and their service in words. The longest words of the list of "
    "services that stand in it decide; a star lets a word go on. What no list knows is “another service”."
)
header = ("What was written", "Service")
rows = (
    ("Sue Reid, district nurse", "district nursing"),
    ("District nurses", "district nursing"),
    ("Practice nurse at Elm Grove Surgery", "general practice"),
    ("Dr Patel", "general practice"),
    ("OAKWOOD GP PRACTICE", "general practice"),
    ("Occupational therapist from the hospital", "therapy"),
    ("Royal Infirmary, ward 7", "hospital"),
    ("Warden of Beech Court", "housing"),
    ("memory clinic", "mental health"),
    ("carers from Bright Home Care", "home care"),
    ("Her daughter Ann", "family or friend"),
    ("Sonia", "another service"),
    ("Legpath", "another service"),
    ("", "another service"),
)


def answer(words):
    known = services()
    return known[service_of_words(known, words)].label
