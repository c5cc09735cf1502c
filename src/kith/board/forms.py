"""What an address or a form of the board asks for, as typed values. What it does not know it leaves at the usual."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from kith.board.rules import SortBy

E = TypeVar("E", bound=StrEnum)


class View(StrEnum):
    """Whose people a board shows."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


NOBODY = "nobody"
"""The filter for people whom nobody leads today."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the address of a board asks for.

    `lead` is the account of a day lead (an account is one person over several teams), `NOBODY`, or empty for everyone.
    `rest` also lists those who need nothing.
    """

    view: View = View.TEAM
    sort: SortBy = SortBy.URGENT
    lead: str = ""
    rest: bool = False


def asked(address: Mapping[str, str], *, usual: View = View.TEAM) -> Asked:
    """Return what the address asks for; `usual` is the view of an address that names none."""
    return Asked(
        view=_one_of(View, address.get("view", ""), usual),
        sort=_one_of(SortBy, address.get("sort", ""), SortBy.URGENT),
        lead=_lead(address.get("lead", "")),
        rest=address.get("rest", "") == "show",
    )


def _one_of(kinds: type[E], text: str, usual: E) -> E:
    return kinds(text) if text in set(kinds) else usual


def _lead(text: str) -> str:
    if text == NOBODY:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""
