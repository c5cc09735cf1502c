"""What becomes of a contradiction that was found before, when it is looked for again."""

from uuid import UUID

from kith.contradiction.finding_rules import Found, Kept, Side, steps
from kith.contradiction.rules import Finds, State

title = "A contradiction that was known before"
rule = (
    "A pair is raised once. What was answered holds while both sides say the same; settled, it is open again once a side has "
    "gone and come back."
)
header = ("It stood as", "A side has gone since", "Found now", "What is written")
rows = (
    ("nothing", "no", "yes", "new"),
    ("nothing", "no", "no", "nothing"),
    ("open", "no", "yes", "nothing"),
    ("open", "no", "a side says something else", "its sides as they are now"),
    ("open", "no", "no", "nothing"),
    ("settled", "no", "yes", "nothing"),
    ("settled", "no", "a side says something else", "new, and the old one has gone"),
    ("settled", "no", "no", "the old one has gone"),
    ("settled", "yes", "yes", "open again"),
    ("settled", "yes", "no", "nothing"),
    ("not one", "no", "yes", "nothing"),
    ("not one", "no", "a side says something else", "new"),
    ("not one", "no", "no", "nothing"),
)


def answer(stood, has_gone, found):
    """Return what is written."""
    before, now = _found("prompts"), _found("prompts" if found == "yes" else "administers")
    kept = (
        [] if stood == "nothing" else [Kept(UUID(int=1), before.pair, before.digest, State(stood), has_gone == "yes")]
    )
    done = steps([] if found == "no" else [now], kept)
    said = (
        ["new"] * len(done.new) + ["its sides as they are now"] * len(done.changed) + ["open again"] * len(done.again)
    )
    said += ["the old one has gone"] * len(done.gone)
    return (", and ".join(said) or "nothing",)


def _found(says):
    return Found(Finds.SAME, "", Side("item", "1", (says,), "home care"), Side("item", "2", ("none",), "hospital"))
