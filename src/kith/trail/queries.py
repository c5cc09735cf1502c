"""Questions to the trail. Row-level security shows entries and looks of the people and teams that the viewer may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.trail.rules import RECEIPT_KEPT

LINES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line of a person's trail: a look, a change or a refusal."""

    happened_at: datetime
    account_id: UUID | None
    role: str
    what: str
    outcome: str
    thing_kind: str
    thing_id: UUID | None


def of_person(*, person_id: UUID, at_most: int = LINES_SHOWN) -> list[TrailLine]:
    """
    Return who did, tried or looked at what on one person's record, newest first; empty for those who do not reach them.

    Looks not yet linked by the job are read from the looks themselves, so that nothing is missing. One statement, by index.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select happened_at, account_id, role, what, outcome, thing_kind, thing_id from trail_of_person(%s, %s)",
            [person_id, at_most],
        )
        return [TrailLine(*row) for row in cursor.fetchall()]


def news_since_opened(*, since: datetime) -> list[tuple[UUID, str, int]]:
    """
    Return what others did (person, command, how often) for people whom the viewer opened after `since`, from then on.

    Only of those whom the viewer reaches; what imports brought is left out. One statement, by index.
    """
    with connection.cursor() as cursor:
        cursor.execute("select person_id, command, number from news_since_opened(%s)", [since])
        return [(person_id, command, number) for person_id, command, number in cursor.fetchall()]


def keys_beginning(*, channel: str, beginning: str) -> tuple[str, str] | None:
    """
    Return the first and the last key, by the order of their characters, that accepted acts of a channel carry and that
    begin like this; None when there is none among the entries that the viewer sees. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            'select min(key collate "C"), max(key collate "C") from trail_entry'
            " where channel = %s and starts_with(key, %s) and outcome = 'done'",
            [channel, beginning],
        )
        first, last = cursor.fetchone()
        return (first, last) if first is not None else None


def number_of_entries(*, channel: str, until: datetime) -> int:
    """Return how many acts of a channel, up to a moment (included), the viewer sees, refused ones too. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from trail_entry where channel = %s and happened_at <= %s", [channel, until])
        return int(cursor.fetchone()[0])


def who_acted(*, act_id: UUID) -> tuple[UUID | None, datetime] | None:
    """Return the account and moment of an act; None when the viewer may not see it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select account_id, happened_at from trail_entry where id = %s", [act_id])
        row: tuple[UUID | None, datetime] | None = cursor.fetchone()
    return row


def made_on(*, act_id: UUID) -> tuple[str, UUID | None]:
    """Return the kind and id of what an act was made on; ('', None) when the viewer may not see it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select thing_kind, thing_id from trail_entry where id = %s", [act_id])
        row: tuple[str, UUID | None] | None = cursor.fetchone()
    return row or ("", None)


def lived_until(*, at: datetime) -> datetime:
    """
    Return the latest act up to a moment, that moment itself where there is none. One statement.

    What the clock alone should have done - a lapse, a follow-up - can be missing only while the house was lived in: a home
    that lies still since June owes nothing of July, until somebody comes back and its worker with them.
    """
    with connection.cursor() as cursor:
        cursor.execute("select max(happened_at) from trail_entry where happened_at <= %s", [at])
        last: datetime | None = cursor.fetchone()[0]
    return last or at


def ids_without_entry(*, table: str, column: str) -> list[str]:
    """
    Return the ids in a table's column that name no accepted act on the trail, at most 1,000; for `kith doctor`.

    Table and column come from the database's own catalogue, never from anybody's input.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'select distinct t."{column}" from "{table}" t where not exists'  # noqa: S608  (names from the catalogue)
            f" (select 1 from trail_entry e where e.id = t.\"{column}\" and e.outcome = 'done') limit 1000"
        )
        return [str(row[0]) for row in cursor.fetchall()]


def acts_missing_from(*, table: str, column: str, command: str, at: datetime) -> list[str]:
    """
    Return the accepted acts of a command that a table's column should name and does not, at most 1,000; for `kith doctor`.

    Of the days before `at` for which receipts are kept. Table and column are never anybody's input.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.id from trail_entry e where e.command = %s and e.outcome = 'done' and e.happened_at > %s"  # noqa: S608  (our own names)
            f' and e.happened_at <= %s and not exists (select 1 from "{table}" t where t."{column}" = e.id) limit 1000',
            [command, at - RECEIPT_KEPT, at],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what the trail itself breaks: P13, a key of one account that was accepted twice within
    the 30 days that its receipt is kept; P15, a refusal without reason.

    Read with the role that sees everything; empty lists when sound.
    """
    counts = {
        "P13": "select distinct account_id || ' ' || key from (select account_id, key, happened_at - lag(happened_at)"
        " over (partition by account_id, key order by happened_at) as since from trail_entry"
        " where outcome = 'done' and key <> '') used where since <= %(days)s * interval '1 day'",
        "P15": "select id::text from trail_entry where outcome = 'refused' and reason = ''",
    }
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for promise, statement in counts.items():
            cursor.execute(statement, {"days": RECEIPT_KEPT.days})
            found[promise] = [row[0] for row in cursor.fetchall()]
    return found


def number_refused(
    *, account_id: UUID, commands: Collection[str], reason: str, after: datetime, until: datetime
) -> int:
    """Return how often these commands of an account were refused for a reason after a moment, until another. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from trail_entry where account_id = %s and command = any(%s) and outcome = 'refused'"
            " and reason = %s and happened_at > %s and happened_at <= %s",
            [account_id, list(commands), reason, after, until],
        )
        return int(cursor.fetchone()[0])


def done_by_role() -> list[tuple[str, str, UUID | None]]:
    """
    Return which command each role has done at all, and for which team (None: of none): for doctor, with the role that sees
    everything. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct command, role, team_id from trail_entry where outcome = 'done' order by 1, 2, 3"
        )
        return [(command, role, team) for command, role, team in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Decided:
    """An accepted act of somebody: who, which command, on what, about whom first (None: about nobody), the rule it overrode."""

    act_id: UUID
    account_id: UUID
    command: str
    thing_kind: str
    thing_id: UUID | None
    person_id: UUID | None
    happened_at: datetime
    overridden: str = ""


def overriding(*, team_id: UUID, after: datetime, until: datetime) -> list[Decided]:
    """
    Return what was done for somebody at once, with a reason, where its rule says that another decides. One statement.

    What names nobody, as restricted work does, is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, account_id, command, thing_kind, thing_id, person_ids[1], happened_at, detail ->> 'overridden'"
            " from trail_entry where team_id = %s and happened_at > %s and happened_at <= %s and outcome = 'done'"
            " and account_id is not null and cardinality(person_ids) > 0 and detail ? 'overridden' order by happened_at, id",
            [team_id, after, until],
        )
        return [Decided(*row) for row in cursor.fetchall()]


def drawn(
    *, team_id: UUID, commands: Collection[str], since: datetime, before: datetime, seed: str, each: int
) -> list[Decided]:
    """
    Return at most so many acts of each account for a team between two moments, drawn by seed and account.

    An act's place in the draw is a digest of seed, account and its own id: nobody chooses, and the same seed draws the same.
    What names nobody, as restricted work does, is left out. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, account_id, command, thing_kind, thing_id, person_id, happened_at from ("
            "select e.id, e.account_id, e.command, e.thing_kind, e.thing_id, e.person_ids[1] person_id, e.happened_at,"
            " row_number() over (partition by e.account_id order by md5(concat(%s::text, e.account_id, e.id))) place"
            " from trail_entry e where e.team_id = %s and e.happened_at >= %s and e.happened_at < %s and e.outcome = 'done'"
            " and e.account_id is not null and cardinality(e.person_ids) > 0 and e.command = any(%s)) d"
            " where place <= %s order by account_id, place",
            [seed, team_id, since, before, list(commands), each],
        )
        return [Decided(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Suspect:
    """
    What should not have been done: a command by a role for a team (None: of none) from a moment until another (None: still).

    may_override: what was overridden with a reason does not count.
    """

    command: str
    role: str
    team_id: UUID | None
    since: datetime
    until: datetime | None
    may_override: bool


def done_beyond(*, suspects: Sequence[Suspect]) -> list[tuple[str, str, int]]:
    """Return how often each of these was done all the same: command, role, number; none: left out. At most one statement."""
    if not suspects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.command, s.role, count(*) from unnest(%s::text[], %s::text[], %s::uuid[], %s::timestamptz[],"
            " %s::timestamptz[], %s::bool[]) s (command, role, team_id, since, until, may_override)"
            " join trail_entry e on e.command = s.command and e.role = s.role and e.team_id is not distinct from s.team_id"
            " where e.outcome = 'done' and e.happened_at >= s.since and e.happened_at < coalesce(s.until, 'infinity')"
            " and not (s.may_override and e.detail ? 'overriding') group by 1, 2 order by 1, 2",
            [
                [one.command for one in suspects],
                [one.role for one in suspects],
                [one.team_id for one in suspects],
                [one.since for one in suspects],
                [one.until for one in suspects],
                [one.may_override for one in suspects],
            ],
        )
        return [(command, role, number) for command, role, number in cursor.fetchall()]
