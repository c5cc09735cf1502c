"""
Mails to contacts at partner agencies: made by whoever asks, in the act that asks; handed over like every other mail.

They hold nothing about anybody. One that bounces or is given up is told to whoever asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.db import connection

from kith.act import Act, Refusal, ids
from kith.door.models import Link
from kith.language import _
from kith.message.mail_rules import MailKind, MailState, OutwardKind
from kith.message.models import Mail
from kith.message.models import Outward as Row


@dataclass(frozen=True, slots=True)
class Outward:
    """A mail to make: which link it carries, why (`ask` or `remind`), to whom and where, and what it says: team and by when."""

    link_id: UUID
    kind: str
    to_contact_id: UUID
    email: str
    team_name: str
    answer_by: datetime


def send(act: Act, outward: Outward) -> UUID:
    """
    Make a mail to the contact of a link; return it. Inside an operation; three statements. It leaves within the minute.

    What it says is written first: by that the team may see the mail.

    Raises:
        Refusal: where the contact has no e-mail address.
        LookupError: for a link that is not this contact's.
    """
    if "@" not in outward.email:
        raise Refusal(_("This contact has no e-mail address: write one down, or ring them."), field="contact")
    link = Link.objects.filter(id=outward.link_id, contact_id=outward.to_contact_id).first()
    if link is None:
        raise LookupError(f"link {outward.link_id} is not of contact {outward.to_contact_id}")
    mail_id = ids.new()
    Row(
        id=ids.new(), team_id=link.team_id, account_id=link.account_id, mail_id=mail_id, link_id=link.id,
        kind=OutwardKind(outward.kind), team_name=outward.team_name, answer_by=outward.answer_by, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    Mail(
        id=mail_id, account_id=link.account_id, kind=MailKind.PARTNER, address=outward.email, number_of_notices=1,
        message_id=f"<{mail_id}@{settings.MAIL_DOMAIN}>", state=MailState.QUEUED, due_at=act.at, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    return mail_id


@dataclass(frozen=True, slots=True)
class Sent:
    """How the newest mail of a link stands: its state (`queued`, `sending`, `sent`, `given up`, `set aside`) and since when."""

    state: str
    address: str
    at: datetime


NOT_MAILED: Mapping[UUID, Sent] = MappingProxyType({})


def sent_of(*, link_ids: Collection[UUID]) -> Mapping[UUID, Sent]:
    """Return how the newest mail of each of these links stands; links without one are left out. One statement."""
    if not link_ids:
        return NOT_MAILED
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (o.link_id) o.link_id, m.state, m.address, m.recorded_at from message_outward o"
            " join message_mail m on m.id = o.mail_id where o.link_id = any(%s::uuid[])"
            " order by o.link_id, o.recorded_at desc, o.id",
            [list(link_ids)],
        )
        return {row[0]: Sent(*row[1:]) for row in cursor.fetchall()}
