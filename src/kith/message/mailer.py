"""
The one mailer: hands a mail over to the server of the settings, and says what came of it.

A mail names nobody and nothing: that something waits, how much of it, and where to sign in. Everything else is read in Kith.
"""

import smtplib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.door.tokens import token_of
from kith.message.mail_queries import Asks, ToSend
from kith.message.mail_rules import Handed, MailKind, MailStep, OutwardKind
from kith.place.rules import local_day
from kith.web.words import clock, full_day

PERMANENT = 500
"""From this number on a server's answer stands: another try would come to the same."""


def hand_over(mail: ToSend, at: datetime) -> Handed:
    """
    Hand a mail to the server. Never inside a transaction: it would be held open for as long as a server cares to think.

    Whatever goes wrong on the way is what came of it, never an error: a refused address, a refused text, no server.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a mail is handed over outside any transaction")
    try:
        _mail(mail, at).send()
    except smtplib.SMTPRecipientsRefused as refused:
        return _answered(MailStep.REFUSED, next((code for code, _words in refused.recipients.values()), 0))
    except smtplib.SMTPSenderRefused as refused:
        return _answered(MailStep.REFUSED, refused.smtp_code)
    except smtplib.SMTPDataError as refused:
        return _answered(MailStep.BOUNCED, refused.smtp_code)
    except smtplib.SMTPResponseException as error:
        return Handed(MailStep.NOT_REACHED, str(error.smtp_code))
    except (smtplib.SMTPException, OSError) as error:
        return Handed(MailStep.NOT_REACHED, type(error).__name__)
    return Handed(MailStep.SENT)


def _answered(step: MailStep, code: int) -> Handed:
    """Return what a server's number comes to: below 500 it may think otherwise later."""
    return Handed(step if code >= PERMANENT else MailStep.NOT_REACHED, str(code))


def _mail(mail: ToSend, at: datetime) -> EmailMessage:
    with translation.override(settings.LANGUAGE_CODE):
        subject, body, path = _said(mail)
    headers: Mapping[str, str] = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, f"{body}\n\n{settings.PUBLIC_URL}{path}\n", to=[mail.address], headers=dict(headers))


def _said(mail: ToSend) -> tuple[str, str, str]:
    """Return subject, text and the path of the link of a mail; that of a partner is worked out here and kept nowhere."""
    if mail.asks is None:
        return (*words_of(mail.kind, mail.number_of_notices), reverse("notices"))
    subject, body = words_to_partner(mail.asks)
    return subject, body, reverse("partner-link", kwargs={"token": token_of(mail.asks.link_id)})


def words_to_partner(asks: Asks) -> tuple[str, str]:
    """
    Return subject and text of a mail to a contact at a partner agency: which team asks and by when, never about whom.

    The day stands with its date: nobody knows when a mail is read.
    """
    when = _("%(time)s on %(day)s") % {"time": clock(asks.answer_by), "day": full_day(local_day(asks.answer_by))}
    words = {"team": asks.team_name, "when": when}
    if asks.kind == OutwardKind.REMIND:
        subject = _("%(team)s still waits for your answer, until %(when)s") % words
    else:
        subject = _("%(team)s asks you to confirm something by %(when)s") % words
    lines = [
        _("%(team)s asks you to confirm something by %(when)s.") % words,
        _("Open the link below and answer. It takes two minutes, and you need no account."),
        _("This mail says nothing about anybody, on purpose. Do not forward it: the link is for you."),
        _("If you did not expect it, or it has stopped working, ring the team on a number that you know."),
    ]
    return subject, "\n\n".join(lines)


def words_of(kind: str, number: int) -> tuple[str, str]:
    """Return subject and first line of a mail: neither says what waits, or for whom."""
    if kind == MailKind.URGENT:
        return _("Kith: something urgent waits for you"), _(
            "Something urgent waits for you on Kith: open your notices."
        )
    words = ngettext(
        "%(n)d notice waits for you on Kith: open your notices.",
        "%(n)d notices wait for you on Kith: open your notices.",
        number,
    )
    return _("Kith: notices wait for you"), words % {"n": number}
