"""What others do for people in a made-up borough, what of it does not go together, and how it is settled, in words."""

from datetime import time
from typing import NamedTuple

from kith.contradiction.rules import Finds


class Does(NamedTuple):
    """One thing that somebody does: kind, what of it, how, on which weekdays (none: every day), and between which times."""

    kind: str
    subject: str
    instruction: str
    days: tuple[int, ...] = ()
    times: tuple[time, time] | None = None


DONE_BY_OTHERS = (
    Does("medicine", "morning", "prompt"),
    Does("medicine", "morning", "administer"),
    Does("medicine", "bedtime", "prompt"),
    Does("visits", "care call", "alongside", (0, 2, 4)),
    Does("visits", "day centre", "elsewhere", (1,)),
    Does("equipment", "key safe", "provides"),
    Does("equipment", "walking frame", "provides"),
    Does("money", "shopping", "handles"),
    Does("moving", "bath", "two-carers"),
    Does("moving", "stairs", "one-carer"),
    Does("behaviour", "refusing care", "step-back"),
    Does("contact", "neighbour", "may-ring"),
    Does("contact", "neighbour", "never-ring"),
)
"""What is done for people, as it comes in."""
TWO_DO = {
    Finds.SAME: (
        (Does("medicine", "teatime", "prompt"), Does("medicine", "teatime", "administer")),
        (Does("moving", "bed", "one-carer"), Does("moving", "bed", "hoist")),
        (Does("money", "bills", "handles"), Does("money", "bills", "helps")),
        (Does("behaviour", "distress", "distract"), Does("behaviour", "distress", "step-back")),
        (Does("contact", "landlord", "may-ring"), Does("contact", "landlord", "never-ring")),
    ),
    Finds.VISITS: (
        (
            Does("visits", "lunch club", "elsewhere", (3,), (time(11), time(14))),
            Does("visits", "cleaning", "alongside", (3,), (time(13), time(15))),
        ),
        (
            Does("visits", "care call", "alone", (), (time(8), time(9))),
            Does("visits", "shopping", "alongside", (4,), (time(8, 30), time(10))),
        ),
    ),
    Finds.STOPPED: (
        (Does("equipment", "bed rails", "provides"), Does("equipment", "bed rails", "provides")),
        (Does("medicine", "lunchtime", "administer"), Does("medicine", "lunchtime", "administer")),
    ),
    Finds.LEADS: (
        (Does("behaviour", "leaving home", "distract"), Does("behaviour", "leaving home", "distract")),
        (Does("money", "benefits", "helps"), Does("money", "benefits", "helps")),
    ),
    Finds.OLDER: (
        (Does("medicine", "all rounds", "prompt"), Does("moving", "stairs", "one-carer")),
        (Does("moving", "all transfers", "two-carers"), Does("equipment", "hoist", "provides")),
    ),
}
"""By kind of contradiction, what two agencies do; of what is older than a way home from hospital, what one of them does."""
WISHES = (
    ("Please do not ring my daughter: she is ill herself.", "Ring my daughter before anything is moved."),
    ("Never call the police: it makes it worse.", "Shouting at night: call the police."),
    ("I do not want bed rails.", "After a fall from the bed: put up the bed rails."),
)
"""What somebody does not want, and what stands under what to do if something happens."""
WISHES_BECAUSE = "They said so when we sat down together"
INSTEAD = "Ring the team first, and ask me."
"""What stands there once it is settled."""
SEEN_BY_PEOPLE = (
    "The day centre brings them home at three, and the carer who lets them in leaves at two",
    "Home care was told not to move the bed, and the fire officer wants it moved",
    "Two services each wait for the other to order the shower chair",
    "The letter says no visitors on Mondays, and two of us come on Mondays",
)
"""What does not go together and no rule finds."""
STOPPED_BECAUSE = (
    "The contract ended",
    "They manage it themselves again",
    "The occupational therapist advised against it",
)
NOBODY_ANY_MORE = "The review says that nobody is to do this any more"
THEMSELVES = "The person themselves"
AGREED_HOW = ("by telephone", "at the visit", "at the weekly meeting")
HOLDS_NOW = {
    Finds.SAME: (
        "One of them stops today, the other goes on as before",
        "What was told last holds until the next review",
    ),
    Finds.VISITS: ("One of the two visits ends, and is planned anew on another day",),
    Finds.PREFERENCE: ("What they want holds, and the plan says what is done instead",),
    Finds.STOPPED: ("Nobody does this any more, as the review says",),
    Finds.LEADS: ("One of them leads, the other goes on and asks first",),
    Finds.OLDER: ("What they do was looked at again with them",),
    Finds.RAISED: (
        "Both were rung, and one of them comes an hour later",
        "One letter was older than the other: the newer holds",
    ),
}
TOLD_ALL = ("Both by telephone, them at the visit", "By letter to both, and at today’s visit")
GO_TOGETHER = ("They take turns, and each knows it", "One is for the week, the other for the weekend")
ONE_ALONE = "Nobody else is concerned"
