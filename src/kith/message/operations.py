"""The only writer of read marks. Messages themselves are written by the act that tells (`parts`)."""

from datetime import datetime

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, operation
from kith.message.models import Message
from kith.message.words import WORDS


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
