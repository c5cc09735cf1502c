"""The only writers of links, for the operations of packages above: making one, using it up, ending it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.access.operations import partner_account
from kith.act import Act, Refusal, ids
from kith.door.models import Link
from kith.door.rules import LONGEST, Ended
from kith.door.tokens import code_of
from kith.language import _


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A link to make: what it opens, about whom, for which contact, until when, and whether a code stands before it.

    `name` is the contact with their agency, as the trail names them: "Jo Bell, Wexcombe Homes".
    """

    person_id: UUID
    team_id: UUID
    for_what: str
    for_id: UUID
    contact_id: UUID
    name: str
    until: datetime
    code: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A link that was made, and its code where one stands before it: to be told by telephone, never by e-mail."""

    link_id: UUID
    code: str | None


def issue(act: Act, wanted: Wanted) -> Issued:
    """
    Make a link; one that is open for the same thing is ended. Inside an operation; four statements.

    The code must not be returned by an operation, whose outcome is kept: ask `door.tokens.code_of` again for the page.

    Raises:
        Refusal: for a moment that has passed, or is more than 14 days away.
    """
    if not act.at < wanted.until <= act.at + LONGEST:
        raise Refusal(_("Choose a day within the next 14 days: a link opens no longer."), field="until")
    end(act, for_what=wanted.for_what, for_id=wanted.for_id, because=Ended.REPLACED)
    account_id = partner_account(act=act, contact_id=wanted.contact_id, name=wanted.name)
    link = Link(
        id=ids.new(), team_id=wanted.team_id, person_id=wanted.person_id, account_id=account_id, asked_by_id=act.account_id,
        contact_id=wanted.contact_id, contact_name=wanted.name, for_what=wanted.for_what, for_id=wanted.for_id,
        issued_at=act.at, valid_until=wanted.until, needs_code=wanted.code, act_id=act.id,
    )  # fmt: skip
    link.save(force_insert=True)
    act.concerns(wanted.person_id, team_id=wanted.team_id, link_id=str(link.id))
    return Issued(link.id, code_of(link.id) if wanted.code else None)


def use(act: Act, link_id: UUID) -> None:
    """
    Take the one answer of a link. Inside the operation that keeps the answer; one statement, so that one of two wins.

    Raises:
        Refusal: where it was answered already, has ended, or its time is over.
    """
    fresh = Link.objects.filter(id=link_id, answered_at=None, ended_at=None, valid_until__gt=act.at)
    if fresh.update(answered_at=act.at, act_id=act.id) != 1:
        raise Refusal(
            _("An answer was sent from this link already, or its time is over. Yours is not saved: ring the team.")
        )


def end(act: Act, *, for_what: str, for_id: UUID, because: str) -> int:
    """
    End the link of a thing, whether or not it was answered; return how many ended, 1 or 0. Inside an operation; one statement.

    `because` is one of `door.rules.Ended`.
    """
    own = Link.objects.filter(for_what=for_what, for_id=for_id, ended_at=None)
    return own.update(ended_at=act.at, ended_because=Ended(because), act_id=act.id)
