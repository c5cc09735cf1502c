"""What the board says of offers, to whom."""

from kith.board.answers import Asked, OfferFacts, offer_said

from .plain import moment, named

title = "Waiting for an answer"
rule = (
    "An offer stands on the board of whoever gave it and of whoever it is to until it is accepted or dealt with; the words "
    "say who owns the work meanwhile, and the link is for whoever has something to do."
)
note = "Sam offers “Ring the pharmacy” on Mon 8 Jun at 8am, to be answered by 5pm; Ama has the duty."
header = ("Offered to", "Stands", "Read by", "Now", "In words", "More", "Link")
rows = (
    ("Tom", "waiting", "Tom", "Mon 8 Jun 9am", "Sam offers you: Ring the pharmacy", "answer by 5pm", "answer"),
    (
        "Tom",
        "waiting",
        "Sam",
        "Mon 8 Jun 9am",
        "Your offer to Tom has no answer yet",
        "you own it until Tom accepts",
        "see the offer",
    ),
    (
        "Tom",
        "waiting",
        "Sam",
        "Tue 9 Jun 9am",
        "Your offer to Tom has no answer, 1 day",
        "you own it until Tom accepts",
        "see the offer",
    ),
    (
        "Tom",
        "waiting",
        "Joy",
        "Tue 9 Jun 9am",
        "Sam’s offer to Tom has no answer, 1 day",
        "Sam owns it until Tom accepts",
        "",
    ),
    (
        "the whole team",
        "waiting",
        "Joy",
        "Mon 8 Jun 9am",
        "Sam offers the whole team: Ring the pharmacy",
        "to be taken by 5pm",
        "take it",
    ),
    (
        "the whole team",
        "waiting",
        "Sam",
        "Mon 8 Jun 9am",
        "Offered to the whole team: Ring the pharmacy",
        "nobody has taken it yet; Ama owns it until then",
        "see the offer",
    ),
    (
        "Tom",
        "declined",
        "Sam",
        "Mon 8 Jun 9am",
        "Tom declined: Ring the pharmacy",
        "it is still yours",
        "who else could",
    ),
    ("Tom", "declined", "Tom", "Mon 8 Jun 9am", "Tom declined: Ring the pharmacy", "it stays with Sam", ""),
    (
        "Tom",
        "lapsed",
        "Sam",
        "Tue 9 Jun 9am",
        "Tom did not answer: Ring the pharmacy",
        "it is still yours",
        "who else could",
    ),
    (
        "Tom",
        "withdrawn",
        "Tom",
        "Mon 8 Jun 9am",
        "Sam withdrew the offer to Tom: Ring the pharmacy",
        "it stays with Sam",
        "",
    ),
)


def answer(to, stands, reader, now):
    is_pool = to == "the whole team"
    waits = stands == "waiting"
    offer = OfferFacts(
        offer_id=named("an offer"),
        asked=Asked(stands),
        what="Ring the pharmacy",
        giver="Sam",
        to=to,
        holder="Ama" if is_pool and waits else "Sam",
        offered_at=moment("Mon 8 Jun 8am"),
        answer_by=moment("Mon 8 Jun 5pm") if now.startswith("Mon") else moment("Tue 9 Jun 5pm"),
        is_yours=reader == "Sam",
        is_for_you=waits and (reader == to or (is_pool and reader != "Sam")),
        is_pool=is_pool,
    )
    said = offer_said(offer, moment(now))
    return said.words, said.more, said.door
