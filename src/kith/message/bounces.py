"""
Reports that a mail which a server had taken did not arrive after all: read from their text, and noted by Kith.

A report of delivery (RFC 3464) is a mail of three parts: words for people, a status for each recipient, and the mail that it is
about, or its headers. Ours have one recipient each and an id of their own, so that is all that is read: nothing a server writes
in words is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import HeaderParser
from uuid import UUID

from kith.act import Act, operation
from kith.message.mail_rules import MailState
from kith.message.mailing import bounced
from kith.message.models import Mail

LARGEST = 5_000_000
"""Bytes of a report; a larger one is none of ours."""
FAILED = "failed"


class NoReport(ValueError):
    """What was given is no report of delivery, or does not say which mail it is about."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says of a mail later: its id, `action` (failed, delayed, delivered, relayed, expanded), `status` (5.1.1)."""

    message_id: str
    action: str
    status: str

    @property
    def is_failure(self) -> bool:
        """Whether it did not arrive and will not."""
        return self.action == FAILED


def read_report(text: bytes) -> Report:
    """
    Return what a report of delivery says, the failure first where it names several recipients.

    Raises:
        NoReport: for any other mail, for one that is too large, without a status, or that does not carry the id of its mail.
    """
    if len(text) > LARGEST:
        raise NoReport("it is too large for a report of delivery")
    mail = message_from_bytes(text, policy=policy.default)
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type") != "delivery-status":
        raise NoReport("it is no report of delivery (multipart/report with report-type=delivery-status)")
    recipients = sorted(_recipients(mail), key=lambda one: one[0] != FAILED)
    if not recipients:
        raise NoReport("it names no recipient and no status")
    if not (message_id := _original_id(mail)):
        raise NoReport("it does not carry the headers of the mail that it is about")
    return Report(message_id, *recipients[0])


def _recipients(mail: Message) -> Iterator[tuple[str, str]]:
    """Give action and status of each recipient; the first block of a status is about the server."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and (action := _words(block, "Action").lower()):
                yield action, _words(block, "Status").split(" ")[0][:40]


def _original_id(mail: Message) -> str:
    """Return the id of the mail that a report is about, from the mail itself or from its headers; '' where it has neither."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            held = part.get_payload()
            if isinstance(held, list) and held and isinstance(held[0], Message):
                return _words(held[0], "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                return _words(HeaderParser().parsestr(body.decode("ascii", "replace")), "Message-ID")
    return ""


def _words(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())


@operation("message.note_bounce")
def note_bounce(*, act: Act, message_id: str, status: str) -> UUID | None:
    """
    Note that a mail which a server had taken did not arrive; return it, None where none of ours is so.

    It is given up as if it had been refused at once: an urgent one is raised to the duty lead of each thing that it told of and
    nobody has read. Told twice it is noted once. By Kith.
    """
    mail = Mail.objects.filter(message_id=message_id, state=MailState.SENT).first()
    if mail is None or not bounced(act, mail, status):
        return None
    return mail.id
