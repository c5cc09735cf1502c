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

from kith.message.mail_queries import ToSend
from kith.message.mail_rules import Handed, MailKind, MailStep

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
        subject, body = words_of(mail.kind, mail.number_of_notices)
    headers: Mapping[str, str] = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
    }
    link = f"{settings.PUBLIC_URL}{reverse('notices')}"
    return EmailMessage(subject, f"{body}\n\n{link}\n", to=[mail.address], headers=dict(headers))


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
