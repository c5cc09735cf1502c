"""What is mailed to whom, and when: urgent at once, chosen at once on duty, the rest together."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from kith.message.mail_rules import (
    BACKOFF_MINUTES,
    URGENT,
    Digest,
    MailKind,
    Receiver,
    Topic,
    Untold,
    Wish,
    is_digest_due,
    mailings,
    next_try,
    topic_of,
)
from kith.message.words import WORDS

NINE = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
"""Monday 9am in London."""
SAM, AMA = UUID(int=1), UUID(int=2)


def untold(*kinds: str, to: UUID = SAM) -> list[Untold]:
    return [Untold(UUID(int=100 + n), to, kind, NINE) for n, kind in enumerate(kinds)]


def made(kinds: tuple[str, ...], *, on_duty: bool = True, wish: Wish | None = None, last: datetime | None = None):
    receiver = Receiver("sam@example.org", wish or Wish(), on_duty, last)
    return [(one.kind, len(one.message_ids)) for one in mailings(untold(*kinds), {SAM: receiver}, NINE)]


@pytest.mark.parametrize(
    ("kinds", "on_duty", "mails"),
    [
        (("escalation asked",), True, [(MailKind.URGENT, 1)]),
        (("escalation asked", "escalation joined"), False, [(MailKind.URGENT, 2)]),
        (("proposal", "offer", "reminder"), True, [(MailKind.CHOSEN, 2), (MailKind.DIGEST, 1)]),
        (("proposal", "offer", "reminder"), False, []),
        (("reminder", "escalation asked"), True, [(MailKind.URGENT, 1), (MailKind.DIGEST, 1)]),
        ((), True, []),
    ],
)
def test_urgent_at_once_chosen_on_duty_the_rest_together(kinds, on_duty, mails) -> None:
    assert made(kinds, on_duty=on_duty) == mails


def test_nobody_without_an_address_is_written_to() -> None:
    assert mailings(untold("escalation asked", to=AMA), {SAM: Receiver("sam@example.org")}, NINE) == []


def test_a_topic_chosen_for_once_is_not_in_the_digest_as_well() -> None:
    assert made(("reminder",), wish=Wish(at_once=frozenset({Topic.WORK}))) == [(MailKind.CHOSEN, 1)]


@pytest.mark.parametrize(
    ("wish", "last", "at", "due"),
    [
        (Wish(digest_at=time(9)), None, NINE, True),
        (Wish(digest_at=time(9)), NINE, NINE + timedelta(hours=5), False),
        (Wish(digest_at=time(9)), NINE - timedelta(days=1), NINE, True),
        (Wish(digest_at=time(9, 30)), None, NINE, False),
        (Wish(digest_at=time(9, 30)), NINE - timedelta(days=1), NINE + timedelta(minutes=30), True),
        (Wish(digest=Digest.HOURS, every_hours=4), None, NINE, True),
        (Wish(digest=Digest.HOURS, every_hours=4), NINE - timedelta(hours=3, minutes=59), NINE, False),
        (Wish(digest=Digest.HOURS, every_hours=4), NINE - timedelta(hours=4), NINE, True),
    ],
)
def test_a_digest_comes_once_at_its_time_or_each_so_many_hours(wish, last, at, due) -> None:
    assert is_digest_due(wish, last, at) is due


@pytest.mark.parametrize("kind", list(MailKind))
def test_tries_lie_further_and_further_apart_and_end(kind: MailKind) -> None:
    waits = [next_try(kind, tries, NINE) for tries in range(1, len(BACKOFF_MINUTES[kind]) + 2)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    assert sum(BACKOFF_MINUTES[MailKind.URGENT]) <= 15, (
        "an urgent one is given up, and raised, within a quarter of an hour"
    )


def test_every_kind_has_words_and_a_topic() -> None:
    assert WORDS.keys() >= URGENT
    assert topic_of("followed escalation") is Topic.FOLLOWED
    assert topic_of("letter lost") is Topic.OTHER
    assert {str(topic_of(kind)) for kind in WORDS} <= set(Topic)
