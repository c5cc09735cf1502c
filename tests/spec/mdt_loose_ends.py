"""What keeps a weekly meeting open."""

from kith.mdt.closing_rules import Answer, Case, Decided, Unseen, loose_ends
from kith.mdt.rules import Outcome

from .plain import day, named

title = "Closing a weekly meeting"
rule = (
    "Every case has an outcome; settled means decided, and no change that nothing is; the work of a decision is not cancelled; "
    "every person has somebody who tells them; what the last meeting decided is told, or this one says why not. Of a restricted "
    "case only the outcome is asked. The refusal says each thing that is loose; of what the reader may not open, who may."
)
header = (
    "Case",
    "Outcome",
    "Telling planned",
    "Decision",
    "Its work",
    "Untold since",
    "Because",
    "Not open to the reader",
    "Loose",
)
rows = (
    ("Precious Ndlovu", "settled", "yes", "medical letter", "open", "", "", "", ""),
    ("Precious Ndlovu", "settled", "yes", "", "", "", "", "", "Precious Ndlovu: settled, and nothing is decided"),
    ("Precious Ndlovu", "", "", "", "", "", "", "", "Precious Ndlovu: no outcome recorded"),
    ("Precious Ndlovu", "settled", "no", "medical letter", "done", "", "", "", "Precious Ndlovu: nobody is to tell them yet"),
    ("Precious Ndlovu", "no change", "no", "", "", "", "", "", "Precious Ndlovu: nobody is to tell them yet"),
    ("Precious Ndlovu", "no change", "yes", "medical letter", "open", "", "", "",
     "Precious Ndlovu: no change, and something is decided"),
    ("Precious Ndlovu", "escalated", "yes", "", "", "", "", "", ""),
    ("Precious Ndlovu", "to huddle", "no", "", "", "", "", "", "Precious Ndlovu: nobody is to tell them yet"),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "", ""),
    ("Precious Ndlovu", "off the list", "no", "", "", "", "", "", ""),
    ("Precious Ndlovu", "settled", "yes", "medical letter.", "cancelled", "", "", "",
     "Precious Ndlovu: the work of “medical letter” was cancelled: take the decision back, or decide it anew"),
    ("Somebody gone", "off the list", "no", "medical letter", "cancelled", "", "", "", ""),
    ("Restricted case", "", "", "", "", "", "", "", "Restricted case: no outcome recorded"),
    ("Restricted case", "settled", "no", "", "", "", "", "", ""),
    ("Precious Ndlovu", "next week", "no", "", "", "Thu 4 Jun", "", "",
     "Tracey Holt: not told yet what the meeting of Thursday 4 June decided"),
    ("Precious Ndlovu", "next week", "no", "", "", "Thu 4 Jun", "she is in hospital until Friday", "", ""),
    ("Precious Ndlovu", "next week", "no", "", "", "Thu 4 Jun", " ", "",
     "Tracey Holt: not told yet what the meeting of Thursday 4 June decided"),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "open to Ama and Sam",
     "A case that is not open to you is not settled: ask Ama and Sam"),
    ("Precious Ndlovu", "next week", "no", "", "", "", "", "open to nobody here",
     "A case that is not open to you is not settled, nor open to anybody who is here"),
)  # fmt: skip


def answer(name, outcome, telling, what, work, untold, because, hidden):
    case = Case(
        named("case"), 1, name, Outcome(outcome) if outcome else None, telling == "yes", name == "Restricted case",
        name == "Somebody gone",
    )  # fmt: skip
    decided = Decided(named("decision"), case.case_id, what, work == "cancelled")
    told = [Answer(named("telling"), "Tracey Holt", day(untold), because)] if untold else []
    able = [one for one in ("Ama", "Sam") if one in hidden]
    unseen = [Unseen(able)] if hidden else []
    return " / ".join(one.sentence for one in loose_ends([case], [decided] if what else [], told, unseen))
