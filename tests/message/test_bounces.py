"""Mails that a server took and that came back: its report is read as it arrives, noted once, and raised when it was urgent."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from builders import AT, ATeam, an_act, reached_by_mail
from kith.access.home import as_kith, with_key
from kith.act import NotAllowed
from kith.cli.mail import command
from kith.message.bounces import NoReport, Report, note_bounce, read_report
from kith.message.delivering import deliver
from kith.message.mail_queries import violations
from kith.message.models import MailStep
from kith.message.operations import mark_read
from message.test_mailing import Postman, escalated, mails, steps, told

MINUTE = timedelta(minutes=1)
LATER = AT + 30 * MINUTE

REPORT = """\
Return-Path: <>
Received: by mail.example.org (Postfix) id 4Wq2; Mon, 8 Jun 2026 09:52:00 +0100 (BST)
Date: Mon, 8 Jun 2026 09:52:00 +0100 (BST)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: kith@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4Wq2.1780908720/mail.example.org"
Message-Id: <20260608085200.4Wq2@mail.example.org>

This is a MIME-encapsulated message.

--4Wq2.1780908720/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<ama.millbrook-north@example.org>: host mx.example.org said: 550 5.1.1 User unknown

--4Wq2.1780908720/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4Wq2
Arrival-Date: Mon,  8 Jun 2026 09:22:00 +0100 (BST)

Final-Recipient: rfc822; ama.millbrook-north@example.org
Original-Recipient: rfc822;ama.millbrook-north@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--4Wq2.1780908720/mail.example.org
Content-Description: Undelivered Message Headers
Content-Type: {original}

Subject: Kith: something urgent waits for you
From: kith@example.org
To: ama.millbrook-north@example.org
Message-ID: {message_id}
Date: Mon, 8 Jun 2026 09:22:00 +0100
{body}
--4Wq2.1780908720/mail.example.org--
"""


def report(
    message_id: str, action: str = "failed", status: str = "5.1.1", original: str = "text/rfc822-headers"
) -> bytes:
    """Return the report of a server, with the headers of the mail or the whole of it."""
    body = "\nSomething urgent waits for you on Kith.\n" if original == "message/rfc822" else ""
    text = REPORT.format(message_id=message_id, action=action, status=status, original=original, body=body)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_says_which_mail_what_became_of_it_and_why(original: str) -> None:
    failed = read_report(report("<a-1@kith.example>", original=original))
    assert (failed, failed.is_failure) == (Report("<a-1@kith.example>", "failed", "5.1.1"), True)
    delayed = read_report(report("<a-1@kith.example>", "delayed", "4.4.1", original))
    assert (delayed.action, delayed.status, delayed.is_failure) == ("delayed", "4.4.1", False)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "no report of delivery"),
        (b"Subject: I am on leave\r\n\r\nBack on Monday", "no report of delivery"),
        (report("<a@b>").replace(b"report-type=delivery-status", b"report-type=disposition-notification"), "no report"),
        (report("<a@b>").replace(b"Action: failed\r\n", b""), "no recipient and no status"),
        (report("<a@b>").replace(b"Message-ID: <a@b>\r\n", b""), "does not carry the headers"),
        (b"\x00\xff" * 3_000_000, "too large"),
    ],
)
def test_anything_else_is_said_to_be_none(text: bytes, why: str) -> None:
    with pytest.raises(NoReport, match=why):
        read_report(text)


def sent(north: ATeam) -> str:
    """Let an urgent mail to the lead be taken by the server; return its id."""
    reached_by_mail(north.lead)
    escalated(north)
    assert deliver(AT, Postman()) == 1
    [(message_id,)] = mails("message_id")
    return str(message_id)


def test_an_urgent_mail_that_came_back_is_raised_once_to_somebody_else(north: ATeam) -> None:
    message_id = sent(north)
    for _again in range(2):
        with as_kith(at=LATER) as act:
            note_bounce(act=act, message_id=message_id, status="5.1.1")
    assert mails("state", "raised_at") == [("given up", LATER)]
    assert sorted(steps()[2:]) == ["bounced", "given up", "raised"]
    with as_kith(at=LATER):
        assert MailStep.objects.get(what="bounced").code == "5.1.1"
        assert violations(LATER) == {"P6": []}
    assert told(north.lead, "mail not delivered") == 0, "they were not reached"
    assert told_anybody(north) == 1


def told_anybody(north: ATeam) -> int:
    """Return how many notices say that a mail did not arrive, to whomever."""
    with connection.cursor() as cursor, as_kith(at=LATER):
        cursor.execute("select count(*) from message_message where kind = 'mail not delivered'")
        return int(cursor.fetchone()[0])


def test_what_was_read_meanwhile_is_noted_and_told_to_nobody(north: ATeam) -> None:
    message_id = sent(north)
    with an_act(north.lead, LATER) as act:
        mark_read(act=act, up_to=LATER)
    with as_kith(at=LATER) as act:
        assert note_bounce(act=act, message_id=message_id, status="5.1.1")
        assert note_bounce(act=with_key(act), message_id="<another@kith.example>", status="5.1.1") is None
    assert told_anybody(north) == 0


def test_nobody_but_kith_notes_it(north: ATeam) -> None:
    message_id = sent(north)
    with an_act(north.lead, LATER) as act, pytest.raises(NotAllowed):
        note_bounce(act=act, message_id=message_id, status="5.1.1")
    assert mails("state") == [("sent",)]


def test_the_command_takes_a_report_from_a_file_or_from_standard_input(
    north: ATeam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id, file = sent(north), tmp_path / "report.eml"
    monkeypatch.setattr("kith.cli.team.ready", lambda: None)
    file.write_bytes(report(message_id, "delayed", "4.4.1"))
    run = CliRunner().invoke
    assert run(command, ["bounced", str(file)]).output == "nothing is noted: the mail is delayed\n"
    assert mails("state") == [("sent",)]
    noted = run(command, ["bounced", "-", "--json"], input=report(message_id))
    assert json.loads(noted.output)["noted"] is True
    assert mails("state") == [("given up",)]
    again = run(command, ["bounced", "-"], input=report(message_id), standalone_mode=False)
    assert (again.output, again.return_value) == ("no mail that stands as sent has this id\n", 1)
    other = run(command, ["bounced", "-"], input=b"Subject: hello\r\n\r\nhello")
    assert (other.exit_code, "is no report of delivery" in str(other.output)) == (2, True)
