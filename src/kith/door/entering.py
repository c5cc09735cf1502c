"""
Coming in by a link: from what stands in an address to the act of a partner contact, or to the same closed door for everybody.

Nothing here tells why a door stays closed: a token that was guessed, cut or changed, a link that was used, ended or is past its
time, and one whose reason no longer holds give one answer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.act import Act, ids
from kith.act.context import set_context
from kith.act.types import Seat
from kith.door.queries import held
from kith.door.rules import Held
from kith.door.seams import seams
from kith.door.tokens import link_in
from kith.policy.by_link import BY_LINK
from kith.web.shows import Display


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever came by a link, as the web layer knows a viewer: the account that names them, one role, the link's team alone."""

    link: Held

    @property
    def account_id(self) -> UUID:
        """The account that names the contact on the trail."""
        return self.link.account_id

    @property
    def name(self) -> str:
        """The contact, with their agency."""
        return self.link.name

    @property
    def role(self) -> str:
        """The role of whoever acts by a link."""
        return BY_LINK

    @property
    def roles(self) -> tuple[str, ...]:
        """That role alone."""
        return (BY_LINK,)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The place at the team that the link stands for; no seat of the database."""
        return (Seat(self.link.team_id, BY_LINK),)

    @property
    def teams(self) -> frozenset[UUID]:
        """The link's team."""
        return frozenset({self.link.team_id})

    @property
    def agreed(self) -> bool:
        """Nobody signs in here, so there is nothing to agree to first."""
        return True

    @property
    def display(self) -> Display:
        """Pages as everybody sees them."""
        return Display()

    def act(self, *, at: datetime, key: str, purpose: str = "care", channel: str = "link") -> Act:
        """Return the act of this contact, by link."""
        return Act(self.account_id, self.name, self.role, at, key, self.seats, purpose, channel)


def enter(token: str, at: datetime) -> Holder | None:
    """
    Return who comes by a token, and set the database's context to them; None for a token that we never made.

    The link may be over: ask `Held.is_open` and `still_holds` before showing anything. Whoever was signed in in this browser is
    nobody here. Two statements, none for a token that we never made.
    """
    if (link_id := link_in(token)) is None or (link := held(link_id=link_id)) is None:
        set_context(account_id=None, role="", at=at)
        return None
    set_context(account_id=link.account_id, role=BY_LINK, at=at, link_id=link.id)
    return Holder(link)


def act_by_link(link_id: UUID, at: datetime, key: str = "") -> Act:
    """
    Let the running transaction go on as the holder of a link, and return the act to write with: for the simulation and jobs.

    Raises:
        LookupError: where there is no such link.
    """
    link = held(link_id=link_id)
    if link is None:
        raise LookupError(f"there is no link {link_id}")
    set_context(account_id=link.account_id, role=BY_LINK, at=at, link_id=link.id)
    return Holder(link).act(at=at, key=key or str(ids.new()))


def still_holds(link: Held, at: datetime) -> bool:
    """Say whether what a link was made for may still be shown: asked of the package that made it, as its holder."""
    asks = seams.holds.get(link.for_what)
    return asks is not None and asks(link, at)
