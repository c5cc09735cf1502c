"""Mails as rows: what is due is queued once, taken by one worker, noted; what does not arrive is raised, once."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from builders import AT, ATeam, Someone, a_member, a_person, a_team, an_act, an_action, reached_by_mail
from kith.access.home import as_kith, with_key
from kith.act import NotAllowed, Refusal, ids
from kith.act.models import History
from kith.action import operations as actions
from kith.escalation import operations as escalations
from kith.message.delivering import deliver
from kith.message.mail_queries import ToSend, mail_to_take, violations
from kith.message.mail_rules import Handed, MailStep
from kith.message.mailing import note_mail, queue_mail, take_mail
from kith.message.models import Carried, Mail, Message
from kith.message.models import MailStep as Step
from kith.message.operations import mark_read, set_preferences
from kith.team.operations import record_absence
from kith.team.reachable import reachable
from statements import counted
from trailing import last_entry

MINUTE = timedelta(minutes=1)
EVENING = AT.replace(hour=19)


class Postman:
    """Hands mails over to nobody: keeps them, and says of each what it was told to say."""

    def __init__(self, *answers: Handed) -> None:
        self.answers, self.taken = list(answers), []

    def __call__(self, mail: ToSend, at: datetime) -> Handed:
        self.taken.append(mail)
        return self.answers.pop(0) if self.answers else Handed(MailStep.SENT)

    @property
    def to(self) -> list[tuple[str, str, int]]:
        return [(mail.address, mail.kind, mail.number_of_notices) for mail in self.taken]


def escalated(team: ATeam, at: datetime = AT, name: str = "Doris Pettigrew") -> UUID:
    """Let the social worker raise somebody: the team lead, who has the duty, is asked."""
    doris = a_person(team, name)
    with an_act(team.social_worker, at) as act:
        return escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused", wanted="urgent")


def mails(*fields: str) -> list[tuple[object, ...]]:
    with as_kith(at=AT):
        return list(Mail.objects.order_by("recorded_at", "kind").values_list(*fields))


def steps() -> list[str]:
    """Return what happened to mails, in order; what happened in one act by name."""
    with as_kith(at=AT):
        return list(Step.objects.order_by("recorded_at", "what").values_list("what", flat=True))


def told(who: Someone, kind: str) -> int:
    with an_act(who):
        return Message.objects.filter(account_id=who.account_id, kind=kind).count()


def test_urgent_leaves_within_the_minute_and_once(north: ATeam) -> None:
    reached_by_mail(north.lead, north.nurse)
    escalated(north)
    postman = Postman()
    assert deliver(AT, postman) == 1
    assert postman.to == [("ama.millbrook-north@example.org", "urgent", 1)]
    assert deliver(AT + MINUTE, postman) == 0
    assert len(postman.taken) == 1
    assert mails("state", "tries", "repeats") == [("sent", 1, 0)]
    assert steps() == ["queued", "sent"]


def test_without_an_address_nothing_is_mailed_and_nothing_breaks(north: ATeam) -> None:
    escalated(north)
    assert deliver(AT, Postman()) == 0
    assert mails("id") == []


def test_what_is_read_before_it_leaves_is_set_aside(north: ATeam) -> None:
    reached_by_mail(north.lead)
    escalated(north)
    with as_kith(at=AT) as act:
        assert queue_mail(act=act) == 1
    with an_act(north.lead) as act:
        mark_read(act=act, up_to=AT)
    postman = Postman()
    assert deliver(AT + MINUTE, postman) == 0
    assert (postman.taken, mails("state"), steps()) == ([], [("set aside",)], ["queued", "set aside"])


def test_the_rest_waits_for_the_digest_and_nobody_on_leave_gets_one(north: ATeam) -> None:
    reached_by_mail(north.lead, north.nurse, at_once=[])
    for owner in (north.lead, north.nurse, north.lead):
        comment(north, owner)
    with an_act(north.nurse) as act:
        record_absence(
            act=act, member_id=north.nurse.member_id, first_day=AT.date(), last_day=AT.date(), reason="leave"
        )
    postman = Postman()
    deliver(AT, postman)
    assert postman.to == [], "8:22am: the digest comes at half past"
    deliver(AT + 8 * MINUTE, postman)
    assert postman.to == [("ama.millbrook-north@example.org", "digest", 2)]
    deliver(EVENING + timedelta(days=1), postman)
    assert len(postman.taken) == 1, "in the evening nobody is at work"
    deliver(AT + timedelta(days=1, minutes=8), postman)
    assert postman.to[1:] == [("sam.millbrook-north@example.org", "digest", 1)]


def comment(team: ATeam, owner: Someone) -> None:
    """Let the social worker write of an action of somebody's: told, and not urgent."""
    action = an_action(team, a_person(team, f"Doris {ids.new().hex[:8]}"), owner=owner)
    with an_act(team.social_worker) as act:
        actions.comment(act=act, action_id=action, text="Ring first")


def test_off_duty_somebody_is_written_to_only_when_they_are_asked_now(north: ATeam) -> None:
    reached_by_mail(*north.members)
    escalated(north, EVENING)
    comment(north, north.nurse)
    with as_kith(at=EVENING) as act:
        queue_mail(act=act)
    assert mails("kind") == [], "the on-call cover is asked, who has no address; the nurse is at home"


@pytest.mark.parametrize("final", [Handed(MailStep.REFUSED, "550"), Handed(MailStep.BOUNCED, "554")])
def test_urgent_mail_that_is_refused_is_raised_to_another_who_has_the_duty_once(north: ATeam, final: Handed) -> None:
    reached_by_mail(north.lead)
    escalation = escalated(north)
    deliver(AT, Postman(final))
    assert mails("state", "raised_at") == [("given up", AT)]
    assert steps() == sorted(["queued", str(final.step), "given up", "raised"])
    deliver(AT + MINUTE, Postman(final))
    assert told(north.nurse, "mail not delivered") == 1, (
        "the second in line, because the duty lead is who was not reached"
    )
    with an_act(north.nurse):
        notice = Message.objects.get(kind="mail not delivered")
        assert (notice.thing_kind, notice.thing_id) == ("escalation", escalation)
    with as_kith(at=AT):
        assert violations(at=AT + timedelta(days=1)) == {"P6": []}


def test_a_server_that_is_away_is_tried_again_and_given_up_after_a_quarter_of_an_hour(north: ATeam) -> None:
    reached_by_mail(north.lead, north.nurse, north.social_worker)
    escalated(north)
    away = Handed(MailStep.NOT_REACHED, "ConnectionRefusedError")
    tried = []
    for minute in range(18):
        postman = Postman(*[away] * 9)
        deliver(AT + minute * MINUTE, postman)
        tried += [minute for mail in postman.taken if mail.address.startswith("ama")]
    assert tried == [0, 1, 3, 7, 15]
    assert ("given up", 5) in mails("state", "tries")
    assert told(north.nurse, "mail not delivered") == 1
    with as_kith(at=AT):
        assert Message.objects.filter(kind="mail not delivered").count() == 1, (
            "what did not arrive of that is raised no further"
        )


def test_a_run_ends_once_no_server_is_there_and_spares_the_tries_of_the_others(north: ATeam) -> None:
    south = a_team("Millbrook South")
    reached_by_mail(north.lead, south.lead)
    escalated(north)
    escalated(south)
    postman = Postman(Handed(MailStep.NOT_REACHED, "TimeoutError"))
    deliver(AT, postman)
    assert len(postman.taken) == 1
    assert sorted(mails("tries")) == [(0,), (1,)]


def test_a_worker_that_dies_between_sending_and_noting_repeats_once_under_the_same_id(north: ATeam) -> None:
    """What the server got twice carries one message id; whether a third would leave is not left to chance."""
    reached_by_mail(north.lead)
    escalated(north)

    class Died(Exception):
        """The worker is killed after the server took the mail."""

    names: list[str] = []

    def dies(mail: ToSend, at: datetime) -> Handed:
        names.append(mail.message_id)
        raise Died

    with pytest.raises(Died):
        deliver(AT, dies)
    assert deliver(AT + 4 * MINUTE, Postman()) == 0, "it may still be under way"
    with pytest.raises(Died):
        deliver(AT + 5 * MINUTE, dies)
    assert deliver(AT + 11 * MINUTE, Postman()) == 0
    assert len(names) == 2 and len(set(names)) == 1
    assert mails("state", "repeats") == [("given up", 1)]
    assert steps() == ["queued", "taken again", "given up", "raised"]
    assert told(north.nurse, "mail not delivered") == 1


def test_a_mail_is_taken_by_one_worker_and_noted_by_the_one_who_took_it(north: ATeam) -> None:
    reached_by_mail(north.lead)
    escalated(north)
    with as_kith(at=AT) as act:
        queue_mail(act=act)
        [key] = mail_to_take(at=AT)
        assert take_mail(act=with_key(act), mail_id=key) is True
        assert take_mail(act=with_key(act), mail_id=key) is False
        assert note_mail(act=with_key(act), mail_id=key, taken_at=AT - MINUTE, step="sent") == ""
        assert note_mail(act=with_key(act), mail_id=key, taken_at=AT, step="sent") == "sent"
        assert note_mail(act=with_key(act), mail_id=key, taken_at=AT, step="refused") == ""
    assert mails("state") == [("sent",)]


@pytest.mark.parametrize("number", [1, 3])
def test_queueing_takes_the_same_statements_whatever_the_number(north: ATeam, number: int) -> None:
    members = [north.lead, *(a_member(north, f"Mo{n} Reid", "nurse") for n in range(number))]
    reached_by_mail(*members, at_once=["work"])
    for one in members:
        comment(north, one)
    escalated(north)
    with as_kith(at=AT) as act, counted() as statements:
        queue_mail(act=act)
    assert statements == 6


def test_mails_are_kith_s_alone_to_make_and_seen_by_whom_they_are_to(north: ATeam) -> None:
    reached_by_mail(north.lead)
    escalated(north)
    for command in (lambda act: queue_mail(act=act), lambda act: take_mail(act=act, mail_id=UUID(int=1))):
        with pytest.raises(NotAllowed), an_act(north.nurse) as act:
            command(act)
    deliver(AT, Postman())
    with an_act(north.lead):
        assert (Mail.objects.count(), Step.objects.count(), Carried.objects.count()) == (1, 2, 1)
    with an_act(north.nurse):
        assert (Mail.objects.count(), Step.objects.count(), Carried.objects.count()) == (0, 0, 0)


def test_the_database_refuses_a_message_in_two_mails_or_in_the_mail_of_another(north: ATeam) -> None:
    reached_by_mail(north.lead, north.nurse)
    escalated(north)
    deliver(AT, Postman())
    with as_kith(at=AT):
        carried = Carried.objects.get()
    refused: list[Callable[[], None]] = [
        lambda: sql("update message_mail set state = 'sending', taken_at = null"),
        lambda: sql("update message_mail set repeats = 2"),
        lambda: sql("update message_mail set raised_at = now()"),
        lambda: sql("update message_carried set account_id = %s", north.nurse.account_id),
    ]
    for one in refused:
        with pytest.raises(Exception, match=r"violates|permission|denied"), transaction.atomic():
            one()
    assert carried.account_id == north.lead.account_id


def sql(text: str, *values: object) -> None:
    with as_kith(at=AT), connection.cursor() as cursor:
        cursor.execute(text, values)
        if not cursor.rowcount:
            raise IntegrityError("violates what a row may be")


# How somebody wants to be told


def test_preferences_are_one_s_own_with_trail_and_past(north: ATeam) -> None:
    reached_by_mail(north.nurse)
    reached_by_mail(north.nurse, phone="07700 900123", digest="hours", every_hours=4, digest_at=None)
    assert last_entry(north.nurse, "message.set_preferences").account_id == north.nurse.account_id
    with an_act(north.lead):
        found = reachable(account_ids=[north.nurse.account_id], at=AT)[north.nurse.account_id]
    assert (found.email, found.phone, found.is_on_duty) == ("sam.millbrook-north@example.org", "07700 900123", True)
    with as_kith(at=AT), connection.cursor() as cursor:
        cursor.execute("select count(*) from team_contactdetails")
        assert cursor.fetchone() == (1,)


def test_how_somebody_is_reached_is_seen_by_their_team_alone(north: ATeam) -> None:
    south = a_team("Millbrook South")
    reached_by_mail(north.nurse)
    with an_act(south.nurse):
        assert reachable(account_ids=[north.nurse.account_id], at=AT)[north.nurse.account_id].email == ""
    with an_act(north.social_worker):
        assert reachable(account_ids=[north.nurse.account_id], at=AT)[north.nurse.account_id].email != ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "email"),
        ({"phone": "ring me"}, "phone"),
        ({"at_once": ["gossip"]}, "at_once"),
        ({"digest": "never"}, "digest"),
        ({"digest": "daily", "digest_at": None}, "digest_at"),
        ({"digest": "hours", "every_hours": 3}, "every_hours"),
    ],
)
def test_preferences_that_cannot_be_are_refused_by_field_and_change_nothing(north: ATeam, wrong, field: str) -> None:
    values = {"email": "", "phone": "", "at_once": [], "digest": "daily", "digest_at": time(9)} | wrong
    with pytest.raises(Refusal) as refused, an_act(north.nurse) as act:
        set_preferences(act=act, **values)
    assert refused.value.field == field
    with an_act(north.nurse):
        assert not History.objects.filter(table_name__in=["team_contactdetails", "message_preference"]).exists()
        assert reachable(account_ids=[north.nurse.account_id], at=AT)[north.nurse.account_id].email == ""
