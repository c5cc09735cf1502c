"""What responses do, in the words of plans: held against what somebody does not want."""

from kith.contradiction.tables import tables
from kith.contradiction.wish_rules import does

title = "Responses, in the words of plans"
rule = (
    "What is done in one of its clauses counts; when it is to be done, and what takes it back, does not. The second column is "
    "how a reader takes it, the third what Kith finds."
)
header = ("A response", "It does", "Kith finds")
rows = (
    ("Ring her daughter.", "daughter", "daughter"),
    ("If no answer, ring her daughter", "daughter", "daughter"),
    ("If she does not answer the door, ring her daughter", "daughter", "daughter"),
    ("If there is no answer ring the daughter and wait", "daughter", "daughter"),
    ("Do not wait, ring her daughter", "daughter", "daughter"),
    ("Ring the GP, her son and the team", "son", "son"),
    ("Daughter to be rung", "daughter", "daughter"),
    ("Text the neighbour who has the key", "neighbour", "neighbour"),
    ("Escalate to the GP; consider admission", "hospital", "nothing"),
    ("When the ambulance comes, ring the team", "nothing", "nothing"),
    ("Stay with her until the ambulance is there", "nothing", "nothing"),
    ("Ask whether her daughter has the key", "nothing", "nothing"),
    ("Take his hospital bag along", "nothing", "nothing"),
    ("Ring the GP, not her daughter", "nothing", "nothing"),
    ("Ring the GP before ringing her daughter", "nothing", "nothing"),
    ("Ask the nurse, as her daughter wishes", "nothing", "nothing"),
    ("If her daughter rings, tell the team", "nothing", "nothing"),
    ("Let her son know the same day", "son", "son"),
    ("If he cannot be woken, call an ambulance", "hospital", "hospital"),
    ("If not better by 5pm, call an ambulance", "hospital", "hospital"),
    ("999, then ring us", "hospital", "hospital"),
    ("Ring the team: she may need hospital", "hospital", "hospital"),
    ("Send him to A&E with his notes", "hospital", "hospital"),
    ("Keep her at home; no ambulance", "nothing", "nothing"),
    ("Avoid hospital and ring the team", "nothing", "nothing"),
    ("Ring the hospital pharmacy for the list", "nothing", "nothing"),
    ("Ring the ward after she is home from hospital", "nothing", "nothing"),
    ("Call the police", "police", "police"),
    ("If she is not at home by six, tell the police", "police", "police"),
    ("Use the key safe", "key-safe", "key-safe"),
    ("Knock, then let yourself in", "key-safe", "key-safe"),
    ("Two carers and the hoist", "hoist", "hoist"),
    ("Do not lift her, use the hoist", "hoist", "hoist"),
    ("Put up the bed rails at night", "bed-rails", "bed-rails"),
    ("Check that the bed rails are down", "nothing", "nothing"),
    ("Offer respite", "care-home", "care-home"),
    ("Look for a bed in a nursing home", "care-home", "nothing"),
    ("Visit the same day and weigh him", "nothing", "nothing"),
)


def answer(response, does_it):
    """Return what a response is found to do."""
    found = [wish.about for wish in tables().wishes if does(response, wish.ways)]
    return (" and ".join(found) or "nothing",)
