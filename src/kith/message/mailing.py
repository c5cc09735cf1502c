"""
The only writers of mails, all by Kith: queueing what is due, taking one to hand it over, noting what came of it. What goes to
partners is queued by whoever asks them (`outward.py`), and goes the same way from there.

Taking and noting are acts of their own, so that no network call stands inside a transaction. A worker that dies between the
two leaves a mail of which nobody knows whether it left: it is handed over once more, under the same message id, and if that
is lost as well it is given up and raised. So a mail leaves at most twice, and a server that knows its id shows it once.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F

from kith.access.queries import closed_pairs
from kith.act import Act, ids, operation
from kith.door.queries import held
from kith.message.mail_queries import Unheard, asked_in, barred_from, due_mailings, is_all_read, unheard
from kith.message.mail_rules import LOST_AFTER, Handed, MailKind, MailState, MailStep, next_try
from kith.message.models import Mail
from kith.message.models import MailStep as Step
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.team.queries import day_on_team, members, team_by_id


@operation("message.queue_mail")
def queue_mail(*, act: Act) -> int:
    """
    Make the mails that are due; return how many. One statement besides those that find them.

    A message that another worker put into a mail meanwhile is left out, and a mail of which nothing is left is not made.
    """
    found = due_mailings(at=act.at)
    if not found:
        return 0
    keys = [ids.new() for _ in found]
    carried = [
        (key, one.account_id, message) for key, one in zip(keys, found, strict=True) for message in one.message_ids
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _QUEUE,
            {
                "act": act.id,
                "at": act.at,
                "carried_ids": [ids.new() for _ in carried],
                "carried_mails": [key for key, _account, _message in carried],
                "carried_accounts": [account for _key, account, _message in carried],
                "messages": [message for _key, _account, message in carried],
                "mails": keys,
                "accounts": [one.account_id for one in found],
                "kinds": [str(one.kind) for one in found],
                "addresses": [one.address for one in found],
                "message_ids": [f"<{key}@{settings.MAIL_DOMAIN}>" for key in keys],
                "steps": [ids.new() for _ in found],
            },
        )
        made = [row[0] for row in cursor.fetchall()]
    act.concerns(mail_ids=sorted(map(str, made)))
    return len(made)


_QUEUE = """
with taken as (
  insert into message_carried (id, account_id, mail_id, message_id, act_id)
  select c.id, c.account, c.mail, c.message, %(act)s
    from unnest(%(carried_ids)s::uuid[], %(carried_accounts)s::uuid[], %(carried_mails)s::uuid[], %(messages)s::uuid[])
      c (id, account, mail, message)
  on conflict (message_id) do nothing returning mail_id
), made as (
  insert into message_mail (id, account_id, kind, address, number_of_notices, message_id, state, due_at, tries, repeats, act_id)
  select m.id, m.account, m.kind, m.address, t.number, m.message_id, 'queued', %(at)s, 0, 0, %(act)s
    from unnest(%(mails)s::uuid[], %(accounts)s::uuid[], %(kinds)s::text[], %(addresses)s::text[], %(message_ids)s::text[])
      m (id, account, kind, address, message_id)
    join (select mail_id, count(*) as number from taken group by mail_id) t on t.mail_id = m.id
  returning id, account_id
)
insert into message_mailstep (id, account_id, mail_id, what, code, act_id)
select s.id, m.account_id, m.id, 'queued', '', %(act)s
  from made m join unnest(%(steps)s::uuid[], %(mails)s::uuid[]) s (id, mail) on s.mail = m.id
returning mail_id
"""


@operation("message.take_mail")
def take_mail(*, act: Act, mail_id: UUID) -> bool:
    """
    Take a mail to hand it over; False where another worker was faster, or nothing is left to hand over.

    A mail whose messages are all read is set aside. One that a dead worker took is taken once more, and then given up.
    """
    lost_before = act.at - LOST_AFTER
    mail = Mail.objects.filter(id=mail_id, ended_at=None).first()
    if mail is None:
        return False
    is_lost = mail.state == MailState.SENDING and mail.taken_at is not None and mail.taken_at <= lost_before
    if not is_lost and (mail.state != MailState.QUEUED or mail.due_at > act.at):
        return False
    if _is_moot(mail, act.at):
        _end(act, mail, MailState.SET_ASIDE, MailStep.SET_ASIDE)
        return False
    if is_lost and mail.repeats:
        _give_up(act, mail, "lost")
        return False
    values = {"repeats": F("repeats") + 1} if is_lost else {"tries": F("tries") + 1}
    if not _change(act, mail, state=MailState.SENDING, taken_at=act.at, **values):
        return False
    if is_lost:
        _step(act, mail, MailStep.TAKEN_AGAIN)
    return True


@operation("message.note_mail")
def note_mail(*, act: Act, mail_id: UUID, taken_at: datetime, step: str, code: str = "") -> str:
    """
    Note what came of handing a mail over; return how it stands then, '' where somebody else took it meanwhile.

    What did not reach the server is tried again later, and given up at the end; what was refused or bounced is given up at
    once. An urgent one that is given up is raised to the duty lead of the team of each thing that it told of.
    """
    mail = Mail.objects.filter(id=mail_id, state=MailState.SENDING, taken_at=taken_at).first()
    if mail is None:
        return ""
    handed = Handed(MailStep(step), code[:40])
    if handed.step is MailStep.SENT:
        _end(act, mail, MailState.SENT, MailStep.SENT, handed.code)
        return MailState.SENT
    again_at = None if handed.is_final else next_try(mail.kind, mail.tries, act.at)
    if again_at is None:
        _step(act, mail, handed.step, handed.code)
        _give_up(act, mail, handed.code)
        return MailState.GIVEN_UP
    if _change(act, mail, state=MailState.QUEUED, taken_at=None, due_at=again_at):
        _step(act, mail, handed.step, handed.code)
    return MailState.QUEUED


def _is_moot(mail: Mail, at: datetime) -> bool:
    """Say whether nothing is left to hand over: all is read, or the link that a mail carries opens nothing any more."""
    if mail.kind != MailKind.PARTNER:
        return is_all_read(mail_id=mail.id)
    link = held(link_id=asked_in(mail_id=mail.id).link_id)
    return link is None or not link.is_open(at)


def _give_up(act: Act, mail: Mail, code: str) -> None:
    """Give a mail up, and raise an urgent one, or one to a partner: once, because one act alone ends it."""
    if _end(act, mail, MailState.GIVEN_UP, MailStep.GIVEN_UP, code):
        _raise_once(act, mail)


def bounced(act: Act, mail: Mail, code: str) -> bool:
    """Give up a mail that came back, and raise an urgent one; say whether it stood as sent. Inside an operation."""
    sent = Mail.objects.filter(id=mail.id, state=MailState.SENT)
    if sent.update(state=MailState.GIVEN_UP, ended_at=act.at, act_id=act.id) != 1:
        return False
    act.concerns(mail_id=str(mail.id))
    _step(act, mail, MailStep.BOUNCED, code)
    _step(act, mail, MailStep.GIVEN_UP, code)
    _raise_once(act, mail)
    return True


def _raise_once(act: Act, mail: Mail) -> None:
    raises = {MailKind.URGENT: _raise, MailKind.PARTNER: _raise_to_owner}.get(MailKind(mail.kind))
    if raises and raises(act, mail):
        Mail.objects.filter(id=mail.id).update(raised_at=act.at, act_id=act.id)
        _step(act, mail, MailStep.RAISED)


def _raise(act: Act, mail: Mail) -> bool:
    """Tell whoever takes the duty, for each thing that an undelivered mail told of; say whether everything was told to somebody."""
    found = unheard(mail_id=mail.id)
    for one in found:
        account_id = _answering(one, act.at)
        if account_id is None:
            return False
        act.add(
            "message", Tell(one.team_id, account_id, "mail not delivered", one.thing_kind, one.thing_id, one.person_id)
        )
        act.concerns(one.person_id, team_id=one.team_id)
    return True


def _raise_to_owner(act: Act, mail: Mail) -> bool:
    """
    Tell whoever asked a partner that the mail did not arrive, or who takes the duty where they are gone or may not open the record.
    """
    link = held(link_id=asked_in(mail_id=mail.id).link_id)
    assert link is not None, "a mail to a partner carries a link"
    one = Unheard(link.team_id, link.account_id, link.for_what, link.for_id, link.person_id)
    there = {member.account_id for member in members(team_id=link.team_id, at=act.at)}
    closed = closed_pairs(account_ids={link.asked_by_id}, person_ids={link.person_id})
    account_id = link.asked_by_id if link.asked_by_id in there and not closed else _answering(one, act.at)
    if account_id is None:
        return False
    told = Tell(link.team_id, account_id, "partner mail not delivered", link.for_what, link.for_id, link.person_id)
    act.add("message", told)
    act.concerns(link.person_id, team_id=link.team_id)
    return True


def _answering(one: Unheard, at: datetime) -> UUID | None:
    """
    Return who takes the duty now but for the one who was not reached; a team lead where there is nobody else.

    Nobody to whom the record is closed, or from whom a restricted matter is kept.
    """
    there = {member.id: member for member in members(team_id=one.team_id, at=at)}
    day = day_on_team(team=team_by_id(team_id=one.team_id), day=local_day(at), at=at, person_id=one.person_id)
    in_line = [there[key] for key in day.in_line if key in there and key not in day.closed]
    leads = [member for member in there.values() if member.role == "team-lead"]
    able = [member.account_id for member in (*in_line, *leads) if member.account_id != one.account_id]
    closed = closed_pairs(account_ids=set(able), person_ids={one.person_id} if one.person_id else set())
    kept_from = barred_from(account_ids=able, thing_id=one.thing_id)
    return next((key for key in able if (key, one.person_id) not in closed and key not in kept_from), None)


def _end(act: Act, mail: Mail, state: MailState, step: MailStep, code: str = "") -> bool:
    """End a mail as it stands, unless somebody else has taken or ended it meanwhile."""
    if not _change(act, mail, state=state, ended_at=act.at):
        return False
    _step(act, mail, step, code)
    return True


def _change(act: Act, mail: Mail, **values: object) -> bool:
    """Write a mail if it stands as it was read; say whether it did. One statement, so one worker wins."""
    act.concerns(mail_id=str(mail.id))
    as_read = Mail.objects.filter(id=mail.id, state=mail.state, tries=mail.tries, repeats=mail.repeats, ended_at=None)
    return as_read.update(**values, act_id=act.id) == 1


def _step(act: Act, mail: Mail, what: MailStep, code: str = "") -> None:
    Step(id=ids.new(), account_id=mail.account_id, mail_id=mail.id, what=what, code=code, act_id=act.id).save(
        force_insert=True
    )
