"""Which partners are asked again after something changed."""

from kith.alignment.rules import Again, LastAsked, Part, State, ask_again

title = "Who is asked again"
rule = (
    "A new version asks again only an agency of whose own parts one is new, says something else or is gone. Parts that are told"
    " and not asked about, that the agreement leaves out or the sender took out, ask nobody; work of theirs that is over asks"
    " nobody either. Who objects, has no agreement any more or said that it is not for them is not asked."
)
note = (
    "Each was sent: their repair, how the person wants to be helped, whom to ring. The agreement allows these and the address;"
    " the sender took the goals out."
)
header = ("What happened", "It stood", "Asked again", "Because of")
rows = (
    ("nothing", "aligned", "no: same", ""),
    ("a new way to be helped is written", "aligned", "yes", "preferences"),
    ("a new way to be helped is written", "not aligned", "yes", "preferences"),
    ("a new way to be helped is written", "sent", "yes", "preferences"),
    ("a new way to be helped is written", "no answer", "yes", "preferences"),
    ("a new way to be helped is written", "not for them", "no: not for them", ""),
    ("their repair is due on another day", "aligned", "yes", "actions-of-agency:1"),
    ("their repair is called off", "aligned", "yes", "actions-of-agency:1"),
    ("their repair is done", "aligned", "no: same", ""),
    ("they are to do something more", "aligned", "yes", "actions-of-agency:2"),
    ("two of theirs change at once", "aligned", "yes", "actions-of-agency:1, preferences"),
    ("they move home", "aligned", "yes", "address"),
    ("nobody knows any more how to help them", "aligned", "yes", "preferences"),
    ("another day lead is to be rung", "aligned", "no: same", ""),
    ("they said that something is not right, and it is being settled", "not aligned", "no: same", ""),
    ("another agency's work changes", "aligned", "no: same", ""),
    ("the goals change, which the sender took out", "aligned", "no: same", ""),
    ("a warning sign changes, which the agreement leaves out", "aligned", "no: same", ""),
    ("the agreement leaves out how they are helped", "aligned", "no: same", ""),
    ("the person objects", "aligned", "no: not shared", ""),
    ("the agreement ends, and their repair changes", "aligned", "no: not shared", ""),
    ("a summary was never sent", "aligned", "no: never asked", ""),
)

REPAIR = Part("actions-of-agency", "actions-of-agency:1", "What you do", "Repair the damp, by 15 June")
HELP = Part("preferences", "preferences", "How they want to be helped", "Knock loudly and wait")
RING = Part("day-lead-and-how-to-reach", "day-lead-and-how-to-reach", "Whom to ring", "Sam Whitlock")
OTHERS = Part("actions-of-all", "actions-of-all:9", "What everybody does", "Ring the pharmacy, by 9 June")
MATTER = Part(
    "contradictions", "contradictions:6", "What does not fit together yet", "You told us that something does not fit."
)
GOALS = Part("goals", "goals", "Their goals", "To sit in the garden")
SIGNS = Part("warning-signs", "warning-signs", "Signs", "Green phlegm")
HOME = Part("address", "address", "Where they live", "Flat 3, 18 Tanner's Row")
SENT = (REPAIR, HELP, RING)
ALLOWED = frozenset(
    {
        "actions-of-agency",
        "preferences",
        "day-lead-and-how-to-reach",
        "address",
        "goals",
        "actions-of-all",
        "contradictions",
    }
)


def _says(part, text):
    return Part(part.field, part.key, part.heading, text)


NEW_HELP, LATE = _says(HELP, "Ring the bell twice"), _says(REPAIR, "Repair the damp, by 22 June")
MORE = _says(Part("actions-of-agency", "actions-of-agency:2", "What you do", ""), "Fit a second stair rail, by 30 June")
NOW = {
    "nothing": SENT,
    "a new way to be helped is written": (REPAIR, NEW_HELP, RING),
    "their repair is due on another day": (LATE, HELP, RING),
    "their repair is called off": (_says(REPAIR, "Not to be done any more: Repair the damp"), HELP, RING),
    "their repair is done": (HELP, RING),
    "they are to do something more": (REPAIR, MORE, HELP, RING),
    "two of theirs change at once": (LATE, NEW_HELP, RING),
    "they move home": (*SENT, HOME),
    "nobody knows any more how to help them": (REPAIR, RING),
    "another day lead is to be rung": (REPAIR, HELP, _says(RING, "Ama Owusu")),
    "they said that something is not right, and it is being settled": (*SENT, MATTER),
    "another agency's work changes": (*SENT, OTHERS),
    "the goals change, which the sender took out": (*SENT, GOALS),
    "a warning sign changes, which the agreement leaves out": (*SENT, SIGNS),
    "the agreement leaves out how they are helped": (REPAIR, RING),
    "the person objects": (),
    "the agreement ends, and their repair changes": (LATE, HELP, RING),
    "a summary was never sent": SENT,
}
MAY = {
    "the person objects": None,
    "the agreement ends, and their repair changes": None,
    "the agreement leaves out how they are helped": ALLOWED - {"preferences"},
}


def answer(happened, stood):
    asked = [one for one in SENT if one.is_asked]
    last = LastAsked(
        {one.key: one.digest for one in asked},
        {one.key: one.field for one in asked},
        frozenset({"goals"}),
        State(stood),
    )
    said = ask_again(
        None if happened == "a summary was never sent" else last, NOW[happened], MAY.get(happened, ALLOWED)
    )
    return "yes" if said.because is Again.CHANGED else f"no: {said.because.value}", ", ".join(sorted(said.keys))
