"""Questions about mails: what is due to be made, what is to be handed over, what became of it, what nobody was told of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kith.message.mail_rules import (
    LONGEST_UNDER_WAY,
    LOST_AFTER,
    NOT_RAISED,
    USUAL,
    Mailing,
    MailKind,
    Receiver,
    Untold,
    Wish,
    mailings,
)
from kith.message.models import Mail, Outward, Preference
from kith.team.reachable import accounts_at_work
from kith.trail.queries import lived_until

MAILED_WITHIN = timedelta(days=14)
"""A message unread for longer is mailed no more: it stands on the page of notices."""
MOST_AT_A_TIME = 200
"""Mails handed over in one run of the job; the next minute goes on."""


def wish_of(*, account_id: UUID) -> Wish:
    """Return how somebody wants to be told: the usual where they have not said. One statement."""
    row = Preference.objects.filter(account_id=account_id).first()
    return _wish(row.at_once, row.digest, row.digest_at, row.every_hours) if row else USUAL


def _wish(at_once: Sequence[str] | None, digest: str | None, digest_at: Any, every_hours: int | None) -> Wish:
    if digest is None:
        return USUAL
    return Wish(frozenset(at_once or ()), digest, digest_at or USUAL.digest_at, every_hours or USUAL.every_hours)


def due_mailings(*, at: datetime) -> list[Mailing]:
    """
    Return the mails to make at a moment, as Kith: to open accounts with an address. Three statements; one with nothing unread.
    """
    untold = _untold(at)
    return mailings(untold, _receivers({one.account_id for one in untold}, at), at) if untold else []


def _untold(at: datetime) -> list[Untold]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id, m.account_id, m.kind, m.recorded_at from message_message m"
            " join team_contactdetails d on d.account_id = m.account_id and d.email <> ''"
            " where m.read_at is null and m.recorded_at > %s and m.recorded_at <= %s"
            " and not exists (select 1 from message_carried c where c.message_id = m.id) order by m.recorded_at, m.id",
            [at - MAILED_WITHIN, at],
        )
        return [Untold(*row) for row in cursor.fetchall()]


def _receivers(accounts: set[UUID], at: datetime) -> dict[UUID, Receiver]:
    there = accounts_at_work(at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, d.email, p.at_once, p.digest, p.digest_at, p.every_hours,"
            " (select max(l.recorded_at) from message_mail l where l.account_id = a.id and l.kind = 'digest')"
            " from access_account a join team_contactdetails d on d.account_id = a.id"
            " left join message_preference p on p.account_id = a.id"
            " where a.id = any(%s::uuid[]) and (a.ended_at is null or a.ended_at > %s) and exists ("
            "   select 1 from access_seat s where s.account_id = a.id and s.during @> %s)",
            [list(accounts), at, at],
        )
        return {key: Receiver(email, _wish(*wish), key in there, last) for key, email, *wish, last in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Asks:
    """What a mail to a partner says: why it is sent, which team asks, by when, and by which link they answer."""

    kind: str
    team_name: str
    answer_by: datetime
    link_id: UUID


@dataclass(frozen=True, slots=True)
class ToSend:
    """A mail that was taken: all that is needed to hand it over, and when it was taken. `asks` in one to a partner."""

    id: UUID
    kind: str
    address: str
    number_of_notices: int
    message_id: str
    taken_at: datetime
    asks: Asks | None = None


def taken(*, mail_id: UUID) -> ToSend:
    """Return a mail that was just taken. One statement, as Kith; two for one to a partner."""
    mail = Mail.objects.get(id=mail_id, taken_at__isnull=False)
    assert mail.taken_at is not None
    asks = asked_in(mail_id=mail_id) if mail.kind == MailKind.PARTNER else None
    return ToSend(mail.id, mail.kind, mail.address, mail.number_of_notices, mail.message_id, mail.taken_at, asks)


def asked_in(*, mail_id: UUID) -> Asks:
    """Return what a mail to a partner says. One statement, as Kith or as a member of the team that asks."""
    row = Outward.objects.get(mail_id=mail_id)
    return Asks(row.kind, row.team_name, row.answer_by, row.link_id)


def mail_to_take(*, at: datetime) -> list[UUID]:
    """Return the mails to hand over at a moment: due, or taken by a worker that died. Urgent first; one statement, as Kith."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from message_mail where ended_at is null and (state = 'queued' and due_at <= %s"
            " or state = 'sending' and taken_at <= %s) order by kind <> 'urgent', due_at, id limit %s",
            [at, at - LOST_AFTER, MOST_AT_A_TIME],
        )
        return [row[0] for row in cursor.fetchall()]


def is_all_read(*, mail_id: UUID) -> bool:
    """Say whether everything that a mail tells of is read by now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select not exists (select 1 from message_carried c join message_message m on m.id = c.message_id"
            " where c.mail_id = %s and m.read_at is null)",
            [mail_id],
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Unheard:
    """What an undelivered mail told of: the thing of a team, and whom it was about."""

    team_id: UUID
    account_id: UUID
    thing_kind: str
    thing_id: UUID
    person_id: UUID | None


def unheard(*, mail_id: UUID) -> list[Unheard]:
    """Return what an urgent mail told of that is to be raised because it did not arrive. One statement, as Kith."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct m.team_id, m.account_id, m.thing_kind, m.thing_id, m.person_id from message_carried c"
            " join message_message m on m.id = c.message_id"
            " where c.mail_id = %s and m.read_at is null and m.kind <> %s order by 1, 4",
            [mail_id, NOT_RAISED],
        )
        return [Unheard(*row) for row in cursor.fetchall()]


def barred_from(*, account_ids: Collection[UUID], thing_id: UUID) -> set[UUID]:
    """Return the accounts from whom a restricted matter is kept; nobody where the thing is none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select a from unnest(%s::uuid[]) a where is_barred(a, %s)", [list(account_ids), thing_id])
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class MailLine:
    """One step of a mail to the viewer, newest first: what kind of mail, what happened, the server's number, when."""

    kind: str
    what: str
    code: str
    at: datetime


def own_steps(*, most: int = 10) -> list[MailLine]:
    """Return what became of the mails to the viewer, newest first, the queueing left out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.kind, s.what, s.code, s.recorded_at from message_mailstep s join message_mail m on m.id = s.mail_id"
            " where s.account_id = (select act_account()) and s.what not in ('queued', 'raised')"
            " order by s.recorded_at desc, s.what = 'given up' desc, s.id limit %s",
            [most],
        )
        return [MailLine(*row) for row in cursor.fetchall()]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promise P6, the alarm that nobody hears: an urgent mail that did not arrive and was told to nobody.

    One given up without a word, also one to a partner; or an urgent one under way for over an hour. Run by doctor with the role
    that sees everything.
    """
    values: dict[str, Any] = {"before": lived_until(at=at) - LONGEST_UNDER_WAY, "not_raised": NOT_RAISED}
    found = []
    for sentence, sql in VIOLATIONS.items():
        with connection.cursor() as cursor:
            cursor.execute(sql + _UNHEARD, values)
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return {"P6": found}


_UNHEARD = """
   and l.raised_at is null and (l.kind = 'partner' or l.kind = 'urgent'
   and exists (select 1 from message_carried c join message_message m on m.id = c.message_id
                where c.mail_id = l.id and m.read_at is null and m.kind <> %(not_raised)s))
 order by l.id
"""
VIOLATIONS: Mapping[str, str] = {
    "{0} mail {1} was given up, and nobody was told": (
        "select l.kind, l.id from message_mail l where l.state = 'given up'"
    ),
    "urgent mail {0} has been under way for over an hour, and nobody was told": (
        "select l.id from message_mail l where l.ended_at is null and l.kind = 'urgent' and l.recorded_at < %(before)s"
    ),
}
