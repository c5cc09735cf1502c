"""The writers of read marks and of how somebody wants to be told. Messages are written by the act that tells (`parts`)."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.message.mail_rules import DIGEST_TIMES, EVERY_HOURS, URGENT, Digest, Topic
from kith.message.models import Message
from kith.message.words import WORDS
from kith.team.reachable import set_contact_details


@operation("message.mark_read")
def mark_read(*, act: Act, up_to: datetime, kind: str = "") -> int:
    """
    Mark the actor's own messages as read: those told by `up_to`, which is when their page was made, of one kind if named.

    Return how many were unread. What came after the page was made stays unread. One statement.

    Raises:
        Refusal: for a kind that does not exist, or a moment to come.
    """
    if up_to > act.at:
        raise Refusal(_("Load the page again, then mark the notices as read."))
    unread = Message.objects.filter(account_id=act.account_id, read_at=None, recorded_at__lte=up_to)
    if kind:
        if kind not in WORDS:
            raise Refusal(_("Load the page again, then mark the notices as read."), field="kind")
        unread = unread.filter(kind=kind)
    return unread.update(read_at=act.at, act_id=act.id)


@operation("message.read_by_opening")
def read_by_opening(*, act: Act, thing_kind: str, thing_id: UUID) -> int:
    """
    Mark what asked the actor for something now as read, as they have opened the thing itself; return how many. One statement.
    """
    urgent = unread_of(account_id=act.account_id, thing_kind=thing_kind, thing_id=thing_id)
    return urgent.update(read_at=act.at, act_id=act.id)


def unread_of(*, account_id: UUID, thing_kind: str, thing_id: UUID) -> QuerySet[Message]:
    """Return what asks an account for something now about a thing, and is not read."""
    return Message.objects.filter(
        account_id=account_id, thing_kind=thing_kind, thing_id=thing_id, kind__in=sorted(URGENT), read_at=None
    )


@operation("message.set_preferences")
def set_preferences(
    *,
    act: Act,
    email: str,
    phone: str,
    at_once: Sequence[str],
    digest: str,
    digest_at: time | None = None,
    every_hours: int | None = None,
) -> UUID:
    """
    Say how the actor is reached, what they want at once while on duty, and when the rest comes; return their account.

    Two statements besides the wrapper's. Of time and hours only the one that belongs to `digest` is kept.

    Raises:
        Refusal: for a topic that there is not, a time outside 8am to 4:30pm or hours that are not offered; as
            `set_contact_details`.
    """
    if not set(at_once) <= set(Topic):
        raise Refusal(_("Choose what you want at once from the list."), field="at_once")
    if digest not in set(Digest):
        raise Refusal(_("Choose when the rest comes."), field="digest")
    if digest == Digest.DAILY and digest_at not in DIGEST_TIMES:
        raise Refusal(_("Choose a time of the list."), field="digest_at")
    if digest == Digest.HOURS and every_hours not in EVERY_HOURS:
        raise Refusal(_("Choose how many hours lie between."), field="every_hours")
    set_contact_details(act=act, email=email, phone=phone)
    of_digest: tuple[Any, Any] = (digest_at, None) if digest == Digest.DAILY else (None, every_hours)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into message_preference (id, account_id, at_once, digest, digest_at, every_hours, act_id)"
            " values (%s, %s, %s, %s, %s, %s, %s) on conflict (account_id) do update set at_once = excluded.at_once,"
            " digest = excluded.digest, digest_at = excluded.digest_at, every_hours = excluded.every_hours,"
            " act_id = excluded.act_id",
            [ids.new(), act.account_id, sorted(set(at_once)), digest, *of_digest, act.id],
        )
    return act.account_id
