"""What the page of notices sends, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.message.mail_rules import Digest
from kith.web import typed


def seen_until(form: Mapping[str, str]) -> datetime:
    """Return when the page of notices was made. Raises Refusal when it was lost on the way."""
    try:
        told = datetime.fromisoformat(form.get("up_to", ""))
    except ValueError:
        raise Refusal(_("Load the page again, then mark the notices as read.")) from None
    if told.tzinfo is None:
        raise Refusal(_("Load the page again, then mark the notices as read."))
    return told


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody wants to be reached and told, as the form says it."""

    email: str
    phone: str
    at_once: tuple[str, ...]
    digest: str
    digest_at: time | None
    every_hours: int | None


def wanted_of(form: QueryDict) -> Wanted:
    """Return what was sent; of time and hours the one that belongs to the digest chosen. Raises Refusal for no time or number."""
    digest = form.get("digest", "")
    return Wanted(
        email=form.get("email", ""),
        phone=form.get("phone", ""),
        at_once=tuple(form.getlist("at_once")),
        digest=digest,
        digest_at=typed.clock(form, "digest_at") if digest == Digest.DAILY else None,
        every_hours=typed.number(form, "every_hours") if digest == Digest.HOURS else None,
    )
