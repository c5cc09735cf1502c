"""What may become of an offer."""

from kith.action.offer_rules import AlreadyAnswered, OfferState, check_answer

title = "Answers to an offer"
rule = (
    "A waiting offer is accepted, declined with a reason, withdrawn by its giver, or lapses; one that is answered stays so. "
    "Work changes hands in nothing but an acceptance."
)
header = ("Answer", "Waiting", "Accepted", "Declined", "Withdrawn", "Lapsed")
rows = (
    ("accept", "accepted", "no", "no", "no", "no"),
    ("decline", "declined", "no", "no", "no", "no"),
    ("withdraw", "withdrawn", "no", "no", "no", "no"),
    ("lapse", "lapsed", "no", "no", "no", "no"),
)


def answer(given):
    return tuple(_leads_to(given, state) for state in OfferState)


def _leads_to(given, state):
    try:
        return check_answer(given, state).value
    except AlreadyAnswered:
        return "no"
