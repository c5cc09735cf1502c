"""Mails to partners: what they say, that they leave as all others do, and who is told when one does not arrive."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_member, an_act
from door.made import JO, UNTIL, a_link, end, send
from kith.access.home import as_kith
from kith.act import Refusal
from kith.door.models import Link
from kith.door.rules import Ended
from kith.message.bounces import note_bounce
from kith.message.delivering import deliver
from kith.message.mail_queries import Asks, ToSend
from kith.message.mail_rules import Handed, MailKind, MailStep
from kith.message.mailer import words_to_partner
from kith.message.models import Mail, Message
from kith.message.outward import Outward, sent_of

MAIL = "jo@wexcombe.example.org"


def mailed(team: ATeam, link_id: UUID, *, email: str = MAIL, kind: str = "ask") -> UUID:
    with an_act(team.nurse) as act:
        return send(act=act, wanted=Outward(link_id, kind, JO, email, "Millbrook North", UNTIL))


def handed(*answers: Handed) -> tuple[list[ToSend], Any]:
    taken: list[ToSend] = []
    left = list(answers)

    def hand_over(mail: ToSend, _at: object) -> Handed:
        taken.append(mail)
        return left.pop(0) if left else Handed(MailStep.SENT)

    return taken, hand_over


def told(team: ATeam) -> list[tuple[UUID, str]]:
    with an_act(team.nurse):
        kinds = Message.objects.filter(kind="partner mail not delivered")
        return list(kinds.values_list("account_id", "thing_kind"))


def test_a_mail_to_a_partner_leaves_with_its_link_and_nothing_about_anybody(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    mail_id = mailed(team, link_id)
    taken, hand_over = handed()
    assert deliver(AT, hand_over) == 1
    [mail] = taken
    assert (mail.id, mail.kind, mail.address) == (mail_id, MailKind.PARTNER, MAIL)
    assert mail.asks == Asks("ask", "Millbrook North", UNTIL, link_id)
    with an_act(team.nurse):
        assert sent_of(link_ids=[link_id])[link_id].state == "sent"
        assert sent_of(link_ids=[]) == {}


@pytest.mark.parametrize(
    ("kind", "subject"), [("ask", "Millbrook North asks you to confirm something by"), ("remind", "still waits")]
)
def test_what_a_mail_says_is_which_team_and_by_when(kind: str, subject: str) -> None:
    said, text = words_to_partner(Asks(kind, "Millbrook North", UNTIL, UUID(int=1)))
    assert subject in said
    assert "Millbrook North asks you to confirm something by 8:22am on Friday 12 June 2026." in text
    assert not any(word in said + text for word in ("today", "tomorrow")), "nobody knows when a mail is read"


def test_a_link_that_ended_meanwhile_is_not_mailed(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    mailed(team, link_id)
    with an_act(team.nurse) as act:
        end(act=act, for_id=Link.objects.get(id=link_id).for_id, because=Ended.WITHDRAWN)
    taken, hand_over = handed()
    assert (deliver(AT, hand_over), taken) == (0, [])
    with an_act(team.nurse):
        assert sent_of(link_ids=[link_id])[link_id].state == "set aside"


def test_whoever_asked_is_told_of_a_mail_that_does_not_arrive(team: ATeam, doris: UUID) -> None:
    mailed(team, a_link(team, doris))
    deliver(AT, handed(Handed(MailStep.REFUSED, "550"))[1])
    assert told(team) == [(team.nurse.account_id, "test matter")]


def test_a_mail_that_bounces_later_is_told_once(team: ATeam, doris: UUID) -> None:
    mail_id = mailed(team, a_link(team, doris))
    deliver(AT, handed()[1])
    with as_kith(at=AT) as act:
        message_id = Mail.objects.get(id=mail_id).message_id
        assert note_bounce(act=act, message_id=message_id, status="5.1.1") == mail_id
    assert told(team) == [(team.nurse.account_id, "test matter")]


def test_whoever_has_the_duty_is_told_where_the_asker_has_left(team: ATeam, doris: UUID) -> None:
    leaver = a_member(team, "Leaving Soon", until=AT + timedelta(seconds=30))
    mailed(team, a_link(team, doris, by=leaver))
    deliver(AT + timedelta(minutes=1), handed(Handed(MailStep.REFUSED, "550"))[1])
    with an_act(team.lead):
        assert list(Message.objects.filter(kind="partner mail not delivered").values_list("account_id", flat=True)) == [
            team.lead.account_id
        ]


def test_a_contact_without_an_address_is_refused_and_nothing_is_left(team: ATeam, doris: UUID) -> None:
    link_id = a_link(team, doris)
    with pytest.raises(Refusal, match="no e-mail address"):
        mailed(team, link_id, email="")
    with as_kith(at=AT):
        assert not Mail.objects.filter(kind=MailKind.PARTNER).exists()
