"""What the address of a board asks for, as typed values and back. What it does not know it leaves at the usual."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from kith.board.rules import SortBy
from kith.board.section_rules import SECTIONS, Section
from kith.caseload.rules import RISK_TIERS, RiskTier

E = TypeVar("E", bound=StrEnum)


class View(StrEnum):
    """Whose people a board shows."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


NOBODY = "nobody"
"""The filter for people whom nobody leads today."""
FILTERED_BY = SECTIONS
"""The reasons that a board can be filtered by: those that it finds so far."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the address of a board asks for.

    `lead` is the account of a day lead (an account is one person over several teams), `NOBODY`, or empty for everyone.
    Of `why` (reasons) and `tiers` one must fit, an empty one lets everybody through; `followed` are those whom the viewer
    follows, also where they need nothing. `rest` also lists those who need nothing. `only` are the people whose lines an
    open page fetches, None for everybody's. `saved` is a view by its id.
    """

    view: View = View.TEAM
    sort: SortBy = SortBy.URGENT
    lead: str = ""
    why: tuple[Section, ...] = ()
    tiers: tuple[RiskTier, ...] = ()
    followed: bool = False
    rest: bool = False
    only: frozenset[UUID] | None = None
    saved: UUID | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether fewer people are asked for than those of the view."""
        return bool(self.lead or self.why or self.tiers or self.followed)

    @property
    def address(self) -> str:
        """What is asked for as it stands in an address after the question mark, always in one order, without `rest`."""
        parts: list[tuple[str, str]] = [("view", self.view)]
        parts += [("sort", self.sort)] if self.sort is not SortBy.URGENT else []
        parts += [("lead", self.lead)] if self.lead else []
        parts += [("why", one) for one in self.why] + [("tier", one) for one in self.tiers]
        parts += [("followed", "yes")] if self.followed else []
        return urlencode(parts)


def asked(address: QueryDict, *, usual: View = View.TEAM, live: str | None = None) -> Asked:
    """Return what the address asks for; `usual` is the view of an address that names none, `live` the header of a live page."""
    return Asked(
        view=_one_of(View, address.get("view", ""), usual),
        sort=_one_of(SortBy, address.get("sort", ""), SortBy.URGENT),
        lead=_lead(address.get("lead", "")),
        why=tuple(one for one in FILTERED_BY if one in address.getlist("why")),
        tiers=tuple(one for one in RISK_TIERS if one in address.getlist("tier")),
        followed=address.get("followed", "") == "yes",
        rest=address.get("rest", "") == "show",
        only=None if live is None or live == "all" else _people(live),
        saved=_id(address.get("saved", "")),
    )


def _people(text: str) -> frozenset[UUID]:
    """Return the ids in a list with commas; what is no id is left out."""
    return frozenset(found for one in text.split(",") if (found := _id(one)))


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None


def _one_of(kinds: type[E], text: str, usual: E) -> E:
    return kinds(text) if text in set(kinds) else usual


def _lead(text: str) -> str:
    return text if text == NOBODY else str(_id(text) or "")
