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
