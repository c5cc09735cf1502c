"""The states of a proposal, and what a proposal may still become."""

from enum import StrEnum


class State(StrEnum):
    """Where a proposal stands. It came back when what it rests on had changed; it lapsed when nobody was left to ask."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    CAME_BACK = "came back"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STATES = tuple(State)
ASK_WITHIN = (15, 30, 60, 0)
"""Within how many minutes a question may be answered; 0 is by the time of the decision."""
