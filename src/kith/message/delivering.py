"""Bringing mails to the server, a minute's worth: each is taken in a transaction, handed over outside any, noted in another."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.message.mail_queries import ToSend, due_mailings, mail_to_take, taken
from kith.message.mail_rules import Handed, MailStep
from kith.message.mailing import note_mail, queue_mail, take_mail

HandOver = Callable[[ToSend, datetime], Handed]
"""What brings a mail to a server and says what came of it."""


def deliver(at: datetime, hand_over: HandOver) -> int:
    """
    Queue what is due, then hand over what is queued; return how many a server took.

    Once no server is reached the rest waits for the next run, so that a server that is away does not use up their tries.
    """
    with as_kith(at=at, channel="job") as act:
        if due_mailings(at=at):
            queue_mail(act=act)
    with as_kith(at=at, channel="job"):
        waiting = mail_to_take(at=at)
    number = 0
    for mail_id in waiting:
        handed = _deliver_one(mail_id, at, hand_over)
        number += handed is not None and handed.step is MailStep.SENT
        if handed and handed.step is MailStep.NOT_REACHED and not handed.code.isdecimal():
            break
    return number


def _deliver_one(mail_id: UUID, at: datetime, hand_over: HandOver) -> Handed | None:
    with as_kith(at=at, channel="job") as act:
        if not take_mail(act=act, mail_id=mail_id):
            return None
        mail = taken(mail_id=mail_id)
    handed = hand_over(mail, at)
    with as_kith(at=at, channel="job") as act:
        note_mail(act=act, mail_id=mail_id, taken_at=mail.taken_at, step=handed.step, code=handed.code)
    return handed
