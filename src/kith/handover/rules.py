"""What must still be done after a death; what of a member's hands must be settled before they go, and what waits for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class FoundAlike:
    """What was found after an import: how many of its people look like somebody here, and in how many pairs."""

    people: int = 0
    pairs: int = 0


def access_until(recorded_at: datetime) -> datetime:
    """Return the moment until which a team can open the record of somebody who died, whatever is done by then."""
    return recorded_at + ACCESS_AFTER_DEATH


def may_close(*, recorded_at: datetime, at: datetime, number_open: int) -> bool:
    """Say whether the list entry of somebody who died may end: 30 days are over and nothing is open for them any more."""
    return number_open == 0 and at >= access_until(recorded_at)


class Held(StrEnum):
    """What a member can hold, in the order of the page."""

    NAMED_LEAD = "named lead"
    DEPUTY = "deputy"
    ACTION = "action"
    CONTACT = "contact"
    SERIES = "series"
    OFFER = "offer"
    OVERRIDE = "override"
    DUTY = "duty"
    SECOND = "second"


TO_SETTLE = frozenset({Held.NAMED_LEAD, Held.DEPUTY, Held.ACTION, Held.CONTACT, Held.SERIES})
"""What moves only by acceptance or with the duty lead's name. Offers lapse, the rota has its own second in line."""


@dataclass(frozen=True, slots=True)
class Away:
    """The days a member is away: from the first, to the last (both included), or for good without a last."""

    first_day: date
    last_day: date | None = None

    @property
    def is_for_good(self) -> bool:
        """Whether they do not come back."""
        return self.last_day is None

    def has(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def must_be_settled(held: Held, day: date | None, away: Away) -> bool:
    """
    Say whether a line keeps a leave from being confirmed.

    For good: all that moves. For a time: work whose deadline, and contacts whose day, comes before they are back; leading
    people is then the deputy's, else the duty lead's, by the rule of the day lead (P2), and waits for the member.
    """
    if held not in TO_SETTLE:
        return False
    if away.is_for_good:
        return True
    if held is Held.CONTACT:
        return day is not None and away.has(day)
    return held is Held.ACTION and (day is None or away.last_day is None or day <= away.last_day)


class Standing(StrEnum):
    """Where a line of a leave stands."""

    OPEN = "open"
    OFFERED = "offered"
    DECLINED = "declined"
    TO_DUTY = "to duty"
    STAYS = "stays"


SETTLED = frozenset({Standing.TO_DUTY, Standing.STAYS})
"""Standings that let a leave be confirmed; what was accepted is not in the hands any more."""


def standing_of(*, must: bool, offer: str, to_duty: bool) -> Standing:
    """Return where a line stands, from whether it must be settled, the state of its latest offer, and the duty lead's name."""
    if to_duty:
        return Standing.TO_DUTY
    if not must:
        return Standing.STAYS
    return {"waiting": Standing.OFFERED, "declined": Standing.DECLINED}.get(offer, Standing.OPEN)


def number_open(standings: Collection[Standing]) -> int:
    """Return how many lines keep a leave from being confirmed."""
    return sum(one not in SETTLED for one in standings)
