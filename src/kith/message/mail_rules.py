"""
What is mailed to whom, and when: the urgent at once, what somebody chose at once while on duty, the rest together.

Nobody is written to off duty but for the urgent, which asks its reader for something now. A mail says only that something waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.place.rules import at_local, local_day


class Digest(StrEnum):
    """How what is not urgent comes: once a day at a time, or each so many hours."""

    DAILY = "daily"
    HOURS = "hours"


class MailKind(StrEnum):
    """Why a mail is sent: something urgent, something chosen at once, the digest; or a link to a contact at a partner agency."""

    URGENT = "urgent"
    CHOSEN = "chosen"
    DIGEST = "digest"
    PARTNER = "partner"


class OutwardKind(StrEnum):
    """Why a partner is written to: they are asked something, or reminded that it still waits."""

    ASK = "ask"
    REMIND = "remind"


class MailState(StrEnum):
    """Where a mail stands. "Set aside": all it told of was read before it left."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given up"
    SET_ASIDE = "set aside"


class MailStep(StrEnum):
    """What happened to a mail: a row each."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    BOUNCED = "bounced"
    NOT_REACHED = "not reached"
    TAKEN_AGAIN = "taken again"
    GIVEN_UP = "given up"
    SET_ASIDE = "set aside"
    RAISED = "raised"


URGENT = frozenset({"escalation asked", "escalation joined", "urgent unread", "mail not delivered"})
"""Kinds that ask whoever is told for something now, because they are accountable at that moment: duty or not, mailed at once."""
PRESSED = frozenset({"escalation asked", "escalation joined"})
"""Kinds that go on to the named lead and the team lead while whoever was told neither reads them nor acts (`board.pressing`)."""
NOT_RAISED = "mail not delivered"
"""The kind by which an undelivered urgent mail is told; a mail of it that does not arrive is told to nobody again."""


class Topic(StrEnum):
    """What kinds of message are about, as somebody chooses which they want at once."""

    WORK = "work"
    OFFERS = "offers"
    DECISIONS = "decisions"
    CONTACTS = "contacts"
    PEOPLE = "people"
    FOLLOWED = "followed"
    OTHER = "other"


_TOPICS: Sequence[tuple[str, Topic]] = (
    ("action", Topic.WORK),
    ("raised", Topic.WORK),
    ("reminder", Topic.WORK),
    ("hands", Topic.WORK),
    ("work", Topic.WORK),
    ("offer", Topic.OFFERS),
    ("help", Topic.OFFERS),
    ("partner", Topic.WORK),
    ("meeting decision", Topic.DECISIONS),
    ("proposal", Topic.DECISIONS),
    ("decided", Topic.DECISIONS),
    ("right", Topic.DECISIONS),
    ("not escalated", Topic.DECISIONS),
    ("escalation", Topic.DECISIONS),
    ("supervis", Topic.DECISIONS),
    ("case file", Topic.DECISIONS),
    ("meeting", Topic.DECISIONS),
    ("contact", Topic.CONTACTS),
    ("death", Topic.PEOPLE),
    ("person", Topic.PEOPLE),
    ("named", Topic.PEOPLE),
    ("deputy", Topic.PEOPLE),
    ("day lead", Topic.PEOPLE),
    ("record", Topic.PEOPLE),
    ("followed", Topic.FOLLOWED),
)


def topic_of(kind: str) -> Topic:
    """Return what a kind of message is about, by how it begins; OTHER for what no topic names."""
    return next((topic for beginning, topic in _TOPICS if kind.startswith(beginning)), Topic.OTHER)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be told: topics at once while on duty; the rest daily at a London time, or each so many hours."""

    at_once: frozenset[str] = frozenset({Topic.DECISIONS, Topic.OFFERS})
    digest: str = Digest.DAILY
    digest_at: time = time(8, 30)
    every_hours: int = 2


USUAL = Wish()
"""The wish of somebody who has said nothing."""
EVERY_HOURS = (1, 2, 4, 8)
DIGEST_TIMES = tuple(time(half // 2, half % 2 * 30) for half in range(16, 34))
"""When a daily digest may come: each half hour of the hours of service, 8am to 4:30pm."""


@dataclass(frozen=True, slots=True)
class Untold:
    """An unread message that no mail tells of yet."""

    message_id: UUID
    account_id: UUID
    kind: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who can be written to: where, how they want it, whether they are on duty now, when their last digest was made."""

    address: str
    wish: Wish = USUAL
    is_on_duty: bool = False
    last_digest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mailing:
    """One mail to make: to whom, why, and the messages it tells of."""

    account_id: UUID
    kind: MailKind
    address: str
    message_ids: Sequence[UUID]


def mailings(untold: Iterable[Untold], receivers: Mapping[UUID, Receiver], at: datetime) -> list[Mailing]:
    """
    Return the mails to make at a moment, one of a kind to an account, urgent ones first; none to who is no receiver.

    What is mailed at once is not in the digest as well.
    """
    gathered: dict[tuple[UUID, MailKind], list[UUID]] = {}
    for one in untold:
        receiver = receivers.get(one.account_id)
        kind = _kind(one, receiver, at) if receiver else None
        if kind:
            gathered.setdefault((one.account_id, kind), []).append(one.message_id)
    order = sorted(gathered.items(), key=lambda item: (_ORDER[item[0][1]], str(item[0][0])))
    return [Mailing(account, kind, receivers[account].address, told) for (account, kind), told in order]


_ORDER: Mapping[MailKind, int] = MappingProxyType({MailKind.URGENT: 0, MailKind.CHOSEN: 1, MailKind.DIGEST: 2})


def _kind(one: Untold, receiver: Receiver, at: datetime) -> MailKind | None:
    if one.kind in URGENT:
        return MailKind.URGENT
    if not receiver.is_on_duty:
        return None
    if topic_of(one.kind) in receiver.wish.at_once:
        return MailKind.CHOSEN
    return MailKind.DIGEST if is_digest_due(receiver.wish, receiver.last_digest_at, at) else None


def is_digest_due(wish: Wish, last_at: datetime | None, at: datetime) -> bool:
    """
    Say whether a digest is due: its time of today (London) has come and none was made since, or so many hours have passed.

    A first digest each so many hours is due at once.
    """
    if wish.digest == Digest.DAILY:
        due_at = at_local(local_day(at), wish.digest_at)
        return at >= due_at and (last_at is None or last_at < due_at)
    return last_at is None or at - last_at >= timedelta(hours=wish.every_hours)


# Handing over, and what may go wrong

BACKOFF_MINUTES: Mapping[str, Sequence[int]] = MappingProxyType(
    {
        MailKind.URGENT: (1, 2, 4, 8),
        MailKind.CHOSEN: (2, 8, 30, 60),
        MailKind.DIGEST: (5, 30, 60, 120),
        MailKind.PARTNER: (2, 8, 30, 60),
    }
)
"""Minutes to wait after each try that did not reach the server; after the last one it is given up."""
LOST_AFTER = timedelta(minutes=5)
"""A mail that was taken so long ago without a word was taken by a worker that died: it is handed over once more."""
LONGEST_UNDER_WAY = timedelta(hours=1)
"""An urgent mail under way for longer is undelivered, and doctor says so."""


def next_try(kind: str, tries: int, at: datetime) -> datetime | None:
    """Return when a mail is tried again after so many tries (from 1) that did not reach the server; None: given up."""
    waits = BACKOFF_MINUTES[kind]
    return at + timedelta(minutes=waits[tries - 1]) if tries <= len(waits) else None


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of handing a mail over: a step (sent, refused, bounced, not reached) and the server's number or a name."""

    step: MailStep
    code: str = ""

    @property
    def is_final(self) -> bool:
        """Whether another try would come to the same."""
        return self.step in (MailStep.REFUSED, MailStep.BOUNCED)
