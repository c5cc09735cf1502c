"""
Mail to a real server on loopback: what leaves, what a server may answer, and that nobody can be found out from it.

One home for all of it: each part starts from what the part before left.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as settings_
from django.db import connection, transaction

from builders import AT, a_person, a_team, an_act, an_action, reached_by_mail
from kith.access.home import as_kith
from kith.action import operations as actions
from kith.config.mail import mail_settings
from kith.database.templates import Clone
from kith.escalation import operations as escalations
from kith.jobs.minutely import send_mail
from kith.message.mail_queries import ToSend
from kith.message.mail_rules import Handed, MailStep
from kith.message.mailer import hand_over
from kith.message.models import Mail, Message
from smtp_server import SmtpServer, smtp_server

MINUTE = timedelta(minutes=1)
CANARY = "Quennell-Zyx"
NHS = "9434765919"
A_MAIL = ToSend(AT, "urgent", "sam@example.org", 1, "<1@kith.example.org>", AT)  # type: ignore[arg-type]


@pytest.fixture
def server(settings: Any) -> Any:
    with smtp_server() as running:
        url = f"smtp://127.0.0.1:{running.port}?tls=none"
        said = {"EMAIL_URL": url, "EMAIL_FROM": "kith@example.org", "KITH_URL": "https://kith.example.org/"}
        for name, value in mail_settings(said).items():
            setattr(settings, name, value)
        yield running


def test_mail_leaves_by_the_job_names_nobody_and_what_is_refused_is_raised(
    fresh_database: Clone, server: SmtpServer
) -> None:
    north = a_team()
    reached_by_mail(north.lead, north.nurse, at_once=[])
    doris = a_person(north, f"Doris {CANARY}", nhs_number=NHS, no_nhs_number_because="")
    with an_act(north.social_worker) as act:
        raised = escalations.raise_(
            act=act, team_id=north.id, person_id=doris, worry=f"{CANARY} is confused", wanted="urgent"
        )
    action = an_action(north, doris, f"Ring {CANARY}", owner=north.nurse)
    with an_act(north.social_worker) as act:
        actions.comment(act=act, action_id=action, text=f"{CANARY} prefers the afternoon")
    send_mail.run(AT)
    send_mail.run(AT + 8 * MINUTE)
    send_mail.run(AT + 9 * MINUTE)
    assert [(one.to, one.header("Subject")) for one in server.mails] == [
        (["ama.millbrook-north@example.org"], "Kith: something urgent waits for you"),
        (["sam.millbrook-north@example.org"], "Kith: notices wait for you"),
    ]
    assert "https://kith.example.org/notices/" in server.mails[0].text
    assert "1 notice waits for you on Kith" in server.mails[1].text
    with as_kith(at=AT):
        for mail in Mail.objects.all():
            [sent] = [one for one in server.mails if one.header("Message-ID") == mail.message_id]
            assert sent.sender == "kith@example.org" and mail.state == "sent"
        told = [str(one) for message in Message.objects.all() for one in (message.id, message.thing_id, message.act_id)]
    sure = [
        CANARY,
        "Doris",
        NHS,
        str(doris),
        str(raised),
        str(action),
        north.info.name,
        north.slug,
        north.lead.name,
        *told,
    ]
    texts = [one.text.replace("ama.millbrook-north@", "").replace("sam.millbrook-north@", "") for one in server.mails]
    assert [word for word in sure for text in texts if word.lower() in text.lower()] == []

    server.answers["RCPT"] = "550 5.1.1 no such mailbox"
    amos = a_person(north, "Amos Bell")
    with an_act(north.social_worker, AT + 20 * MINUTE) as act:
        escalations.raise_(act=act, team_id=north.id, person_id=amos, worry="Fell twice", wanted="urgent")
    send_mail.run(AT + 20 * MINUTE)
    with an_act(north.nurse, AT + 20 * MINUTE):
        assert Message.objects.filter(kind="mail not delivered", account_id=north.nurse.account_id).count() == 1
    assert len(server.mails) == 2


@pytest.mark.parametrize(
    ("answers", "hang_up", "handed"),
    [
        ({}, set(), Handed(MailStep.SENT)),
        ({"RCPT": "550 no such mailbox"}, set(), Handed(MailStep.REFUSED, "550")),
        ({"RCPT": "450 come back later"}, set(), Handed(MailStep.NOT_REACHED, "450")),
        ({"MAIL": "553 not from you"}, set(), Handed(MailStep.REFUSED, "553")),
        ({"DATA.": "554 no"}, set(), Handed(MailStep.BOUNCED, "554")),
        ({"DATA.": "452 full"}, set(), Handed(MailStep.NOT_REACHED, "452")),
        ({}, {"DATA."}, Handed(MailStep.NOT_REACHED, "SMTPServerDisconnected")),
    ],
)
def test_what_a_server_answers_is_told_apart(
    server: SmtpServer, django_db_blocker: Any, answers, hang_up, handed
) -> None:
    server.answers.update(answers)
    server.hang_up.update(hang_up)
    assert hand_over(A_MAIL, AT) == handed


def test_a_server_that_is_not_there_is_not_reached(server: SmtpServer, settings: Any) -> None:
    settings.EMAIL_PORT = 9
    assert hand_over(A_MAIL, AT) == Handed(MailStep.NOT_REACHED, "ConnectionRefusedError")


@pytest.mark.django_db
def test_no_mail_is_handed_over_inside_a_transaction(server: SmtpServer) -> None:
    assert connection.in_atomic_block
    with transaction.atomic(), pytest.raises(RuntimeError, match="outside any transaction"):
        hand_over(A_MAIL, AT)
    assert server.mails == []
    assert settings_.MAIL_IS_SENT
