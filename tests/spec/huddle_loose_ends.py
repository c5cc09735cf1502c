"""What keeps a huddle open."""

from kith.huddle.closing_rules import Agreed, Item, Raised, loose_ends
from kith.huddle.outcome_rules import Outcome

from .plain import moment, named

title = "Closing a huddle"
rule = (
    "Every item has an outcome or an escalation, every action agreed an owner and a deadline, whatever is handed over somebody "
    "it is offered to, every escalation a note of who was told. The refusal says each thing that is loose."
)
header = ("Person", "Outcome", "Action agreed", "Owner", "Deadline", "Offered to", "Escalation raised", "Note", "Loose")
rows = (
    ("Kelvin Marsh", "action", "write the crisis plan", "Peter", "Mon 8 Jun 5pm", "", "", "", ""),
    ("Harold Whitcombe", "action", "ring the pharmacy", "", "Mon 8 Jun 5pm", "", "", "",
     "Harold Whitcombe: “ring the pharmacy” has no owner"),
    ("Maureen Tully", "action", "order perching stool", "Tom", "", "", "", "",
     "Maureen Tully: “order perching stool” has no deadline"),
    ("Jean Dunmore", "action", "chase the blood result", "", "", "", "", "",
     "Jean Dunmore: “chase the blood result” has no owner / Jean Dunmore: “chase the blood result” has no deadline"),
    ("Ronald Pickles", "hand over", "ring the warden", "Ama", "Mon 8 Jun 5pm", "Tom", "", "", ""),
    ("Ronald Pickles", "hand over", "", "", "", "", "", "", "Ronald Pickles: handed over to nobody yet"),
    ("Ronald Pickles", "hand over", "ring the warden", "Ama", "Mon 8 Jun 5pm", "", "", "",
     "Ronald Pickles: handed over to nobody yet"),
    ("Tracey Holt", "", "", "", "", "", "", "", "Tracey Holt: no outcome recorded"),
    ("Sheila Bamford", "action", "", "", "", "", "", "", "Sheila Bamford: no action written down"),
    ("Doris Pettigrew", "", "", "", "", "", "Mon 8 Jun 8:05am", "",
     "Doris Pettigrew: escalation raised at 8:05am has no note"),
    ("Doris Pettigrew", "escalation", "", "", "", "", "Mon 8 Jun 8:05am", " ",
     "Doris Pettigrew: escalation raised at 8:05am has no note"),
    ("Doris Pettigrew", "", "", "", "", "", "Mon 8 Jun 8:05am", "Dr Marsh told by phone, visits at 11am", ""),
    ("Brian Ashworth", "as planned", "", "", "", "", "", "", ""),
    ("Walter Finch", "no change", "", "", "", "", "", "", ""),
    ("Ivy Garside", "weekly meeting", "", "", "", "", "", "", ""),
)  # fmt: skip


def answer(name, outcome, what, owner, deadline, offered, raised, note):
    item = Item(named("item"), 1, name, Outcome(outcome) if outcome else None)
    agreed = Agreed(named("action"), item.item_id, what, named(owner) if owner else None,
                    moment(deadline) if deadline else None, is_offered=bool(offered))  # fmt: skip
    escalation = Raised(named("escalation"), item.item_id, moment(raised or "Mon 8 Jun 9am"), note)
    found = loose_ends([item], [agreed] if what else [], [escalation] if raised else [])
    return " / ".join(one.sentence for one in found)
