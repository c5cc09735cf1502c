"""States of a list entry, risk tiers, how somebody came on the list, and who leads for a person on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.language import _, later


class ListState(StrEnum):
    """Where a person stands on a team's list."""

    WAITING = "waiting"
    ACTIVE = "active"
    CLOSING = "closing"
    ENDED = "ended"


LIST_STATES = tuple(ListState)
ON_LIST = frozenset({ListState.WAITING, ListState.ACTIVE, ListState.CLOSING})
"""States that put a person on the board and give them a day lead: all but ended, so nobody falls out while closing."""

LIST_CHANGES: Mapping[ListState, frozenset[ListState]] = MappingProxyType(
    {
        ListState.WAITING: frozenset({ListState.ACTIVE, ListState.ENDED}),
        ListState.ACTIVE: frozenset({ListState.WAITING, ListState.CLOSING, ListState.ENDED}),
        ListState.CLOSING: frozenset({ListState.ACTIVE, ListState.ENDED}),
        ListState.ENDED: frozenset(),
    }
)
"""From a state to the states that may follow; coming back after the end is a new entry."""


class RiskTier(StrEnum):
    """How much attention a person is thought to need, least first after "not assessed"."""

    NOT_ASSESSED = "not assessed"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISK_TIERS = tuple(RiskTier)
_TIER_WORDS: Mapping[str, str] = {
    RiskTier.NOT_ASSESSED: later("not assessed"),
    RiskTier.LOW: later("low"),
    RiskTier.MEDIUM: later("medium"),
    RiskTier.HIGH: later("high"),
}


def tier_words(tier: str) -> str:
    """Return what a risk tier is called on a page; one that is not known by its own name."""
    return _(_TIER_WORDS.get(tier, tier))


class CameBy(StrEnum):
    """How a person came on the list. Those brought in by an import are not new to anybody in the sense of the board."""

    REFERRAL = "referral"
    DISCHARGE = "discharge"
    ADDED = "added"
    IMPORT = "import"


class LeadBy(StrEnum):
    """By which right somebody is day lead, first to last."""

    OVERRIDE = "override"
    NAMED = "named"
    DEPUTY = "deputy"
    DUTY = "duty"
    SECOND = "second"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Leads:
    """
    Who leads for one person: the named lead, the deputy, and today's override (made with a reason). Member ids.

    `closed`: members who have closed the record to themselves, and so cannot answer for the person.
    """

    named: UUID | None = None
    deputy: UUID | None = None
    override: UUID | None = None
    closed: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Duty:
    """One team's day: who is on shift, duty lead, second in line, the place's on-call cover, and whether it works."""

    on_shift: frozenset[UUID] = frozenset()
    duty: UUID | None = None
    second: UUID | None = None
    cover: UUID | None = None
    is_service_day: bool = True


@dataclass(frozen=True, slots=True)
class DayLead:
    """The member answerable for a person today, and by which right."""

    member_id: UUID
    by: LeadBy


def day_lead(leads: Leads, duty: Duty) -> DayLead | None:
    """
    Return who is answerable for a person on the list today (P2).

    On a service day the first of these who is on shift and has not closed the record to themselves: override, named lead,
    deputy, duty lead, second in line; else the place's on-call cover, who also answers on every other day and has nobody
    behind them. None only when nobody covers; doctor counts that.
    """
    if duty.is_service_day:
        for by, member in _in_line(leads, duty):
            if member is not None and member in duty.on_shift and member not in leads.closed:
                return DayLead(member, by)
    return DayLead(duty.cover, LeadBy.COVER) if duty.cover else None


def duty_lead(duty: Duty, closed: frozenset[UUID] = frozenset()) -> DayLead | None:
    """
    Return the team's owner of last resort today: duty lead, else second, else on-call cover (P1, P2).

    For one person, `closed` are the members who have closed the record to themselves: the next in line answers.
    """
    return day_lead(Leads(closed=closed), duty)


def _in_line(leads: Leads, duty: Duty) -> tuple[tuple[LeadBy, UUID | None], ...]:
    return (
        (LeadBy.OVERRIDE, leads.override),
        (LeadBy.NAMED, leads.named),
        (LeadBy.DEPUTY, leads.deputy),
        (LeadBy.DUTY, duty.duty),
        (LeadBy.SECOND, duty.second),
    )
