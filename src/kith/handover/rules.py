"""What must still be done after a death, by when, and how long a team may open the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from kith.language import later

ACCESS_AFTER_DEATH = timedelta(days=30)
"""How long at least a team can open the record of somebody who died; longer while after-death work is open."""


@dataclass(frozen=True, slots=True)
class AfterDeath:
    """One piece of work that every death brings: its words, said by `_` where it is made, and by which service day it is due."""

    what: str
    due_service_days: int


AFTER_DEATH: Mapping[str, AfterDeath] = MappingProxyType(
    {
        "DEATH-1": AfterDeath(later("Tell the partners and cancel what is booked with them"), 1),
        "DEATH-2": AfterDeath(later("Speak to the carer or family: bereavement support"), 2),
        "DEATH-3": AfterDeath(later("Have equipment, keys and medicines returned"), 5),
        "DEATH-4": AfterDeath(later("Review with the team what went well and what to learn"), 20),
    }
)
"""In order of urgency. Source: our own after-death list; its owner is the place's clinical lead."""


def access_until(recorded_at: datetime) -> datetime:
    """Return the moment until which a team can open the record of somebody who died, whatever is done by then."""
    return recorded_at + ACCESS_AFTER_DEATH


def may_close(*, recorded_at: datetime, at: datetime, number_open: int) -> bool:
    """Say whether the list entry of somebody who died may end: 30 days are over and nothing is open for them any more."""
    return number_open == 0 and at >= access_until(recorded_at)
