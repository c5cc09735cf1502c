"""What keeps a weekly meeting open."""

from kith.mdt.closing_rules import Answer, Case, Decided, loose_ends
from kith.mdt.rules import Outcome

from .plain import day, named

title = "Closing a weekly meeting"
rule = (
    "Every case has an outcome, every decision its right, its owner and its day, every person somebody who tells them; what the "
    "last meeting decided is told, or this one says why not. Of a restricted case only the outcome is asked. The refusal says each "
    "thing that is loose."
)
header = ("Case", "Outcome", "Telling planned", "Decision", "Right", "Owner", "Day", "Untold since", "Because", "Loose")
rows = (
    ("Precious Ndlovu", "settled", "yes", "medical letter", "TOPIC-REF", "yes", "yes", "", "", ""),
    ("Precious Ndlovu", "", "", "", "", "", "", "", "", "Precious Ndlovu: no outcome recorded"),
    ("Precious Ndlovu", "settled", "no", "medical letter", "TOPIC-REF", "yes", "yes", "", "",
     "Precious Ndlovu: nobody is to tell them yet"),
    ("Precious Ndlovu", "no change", "no", "", "", "", "", "", "", "Precious Ndlovu: nobody is to tell them yet"),
    ("Precious Ndlovu", "escalated", "yes", "", "", "", "", "", "", ""),
    ("Precious Ndlovu", "to huddle", "no", "", "", "", "", "", "", "Precious Ndlovu: nobody is to tell them yet"),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "", "", ""),
    ("Precious Ndlovu", "off the list", "no", "", "", "", "", "", "", ""),
    ("Precious Ndlovu", "settled", "yes", "medical letter", "", "yes", "yes", "", "",
     "Precious Ndlovu: “medical letter” names no right by which it is decided"),
    ("Precious Ndlovu", "settled", "yes", "medical letter.", "TOPIC-REF", "no", "no", "", "",
     "Precious Ndlovu: “medical letter” has no owner / Precious Ndlovu: “medical letter” has no deadline"),
    ("Restricted case", "", "", "", "", "", "", "", "", "Restricted case: no outcome recorded"),
    ("Restricted case", "settled", "no", "", "", "", "", "", "", ""),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "Thu 4 Jun", "",
     "Tracey Holt: not told yet what the meeting of Thursday 4 June decided"),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "Thu 4 Jun", "she is in hospital until Friday", ""),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "Thu 4 Jun", " ",
     "Tracey Holt: not told yet what the meeting of Thursday 4 June decided"),
)  # fmt: skip


def answer(name, outcome, telling, what, right, owner, by, untold, because):
    case = Case(
        named("case"), 1, name, Outcome(outcome) if outcome else None, telling == "yes", name == "Restricted case"
    )
    decided = Decided(named("decision"), case.case_id, what, right, owner == "yes", by == "yes")
    told = [Answer(named("telling"), "Tracey Holt", day(untold), because)] if untold else []
    return " / ".join(one.sentence for one in loose_ends([case], [decided] if what else [], told))
