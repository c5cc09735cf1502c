"""
Who knocks at an address of links, how often, and the trail of doors that stayed closed.

From one network address so many wrong tries are answered, then it has to wait; a link that holds is not kept from its holder by
what others of the same address try. Of a network address a keyed digest is kept, for a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kith.act import ids
from kith.act.context import set_context
from kith.door.entering import Holder, enter, still_holds
from kith.door.models import Knock
from kith.door.operations import shut
from kith.door.rules import OPENINGS_OF_A_LINK, WITHIN, WRONG_FROM_AN_ADDRESS
from kith.policy.by_link import BY_LINK
from kith.trail.writing import write_entry
from kith.web.hops import address_of

FORGOTTEN_AFTER = timedelta(days=1)


class Closed(Enum):
    """Why a door stays closed, as far as it is told: it opens nothing, or somebody has to wait."""

    NOTHING = 404
    WAIT = 429


@dataclass(frozen=True, slots=True)
class Door:
    """One knock: where from, and when."""

    digest: str
    at: datetime

    def refuse(self, holder: Holder | None) -> Closed:
        """
        Note a wrong knock and put it on the trail, as the contact where the link is known; say what is answered.

        Past the limit nothing is noted any more, so that nobody fills the trail from outside.
        """
        if self.is_over_limit():
            return Closed.WAIT
        self._note(holder.link.id if holder else None, is_wrong=True)
        _on_trail(holder, self.at)
        return Closed.NOTHING

    def is_over_limit(self) -> bool:
        """Say whether too many wrong knocks came from this network address lately. One statement."""
        return self._lately(address_digest=self.digest, is_wrong=True) >= WRONG_FROM_AN_ADDRESS

    def note_wrong_code(self, link_id: UUID) -> None:
        """Note a wrong code: it counts against the network address as well as against the link."""
        self._note(link_id, is_wrong=True)

    def is_worn(self, link_id: UUID) -> bool:
        """Note that a link was opened, and say whether that was so often that the next has to wait. Two statements."""
        if self._lately(link_id=link_id, is_wrong=False) >= OPENINGS_OF_A_LINK:
            return True
        self._note(link_id, is_wrong=False)
        return False

    def _lately(self, **which: object) -> int:
        return Knock.objects.filter(happened_at__gt=self.at - WITHIN, **which).count()

    def _note(self, link_id: UUID | None, *, is_wrong: bool) -> None:
        Knock.objects.filter(happened_at__lt=self.at - FORGOTTEN_AFTER).delete()
        Knock(link_id=link_id, address_digest=self.digest, is_wrong=is_wrong, happened_at=self.at).save()


def door_of(request: HttpRequest, at: datetime) -> Door:
    """Return the door that a request knocks at."""
    return Door(salted_hmac("kith.door.knock", address_of(request), algorithm="sha256").hexdigest(), at)


def come(request: HttpRequest, token: str, at: datetime, *, answered_too: bool = False) -> Holder | Closed:
    """
    Return who comes by a token, with the database's context set to them, or how the door stays closed.

    A link that is over, or of which its package says that it may not be opened any more, is no link. With `answered_too` one
    that was answered still lets its holder in: to be told so.
    """
    door, holder = door_of(request, at), enter(token, at)
    if holder is None:
        return door.refuse(None)
    link = holder.link
    is_answered = answered_too and link.answered_at is not None and link.ended_at is None and at < link.valid_until
    if not is_answered and not (link.is_open(at) and _holds(holder, request, at)):
        return door.refuse(holder)
    return Closed.WAIT if door.is_worn(link.id) else holder


def _holds(holder: Holder, request: HttpRequest, at: datetime) -> bool:
    """Say whether a link may still be opened. By a press one that may not ends, and it is told; a GET changes nothing."""
    if still_holds(holder.link, at):
        return True
    if request.method == "POST":
        shut(act=holder.act(at=at, key=str(ids.new())), link_id=holder.link.id)
    return False


def _on_trail(holder: Holder | None, at: datetime) -> None:
    """Put a door that stayed closed on the trail, with one reason for all; as nobody where no link is known."""
    link = holder.link if holder else None
    if link is None:
        set_context(account_id=None, role="", at=at)
    write_entry(
        entry_id=ids.new(),
        happened_at=at,
        account_id=link.account_id if link else None,
        role=BY_LINK,
        purpose="care",
        channel="link",
        command="door.open",
        reason="NotOpen",
        team_id=link.team_id if link else None,
        person_ids=[link.person_id] if link else [],
        thing_kind="link" if link else "",
        thing_id=link.id if link else None,
    )
