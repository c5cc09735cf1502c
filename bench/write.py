"""
Writing an action: the whole request against a bare answer of the same server, the operation alone against its rows.

The limit of the operation: psycopg alone puts the rows that it leaves (action, step, trail entry, receipt) into copies of
their tables that have indexes but no triggers, keys or row-level security, in one transaction with its durable commit.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from bench.turns import Line, in_turns, own_database, raw, signed_in

TABLES = {"action_action": "act_id", "action_step": "act_id", "trail_entry": "id", "act_receipt": "act_id"}
"""Where an action leaves rows, and by which column its act is found."""
TURNS = 40


def main() -> list[Line]:
    """Measure both in a database of its own, on a list of 50 people."""
    with own_database():
        from crowd import Busy, a_busy_team
        from kith.act.clock import now

        busy: Busy = a_busy_team(number=50, at=now(), name="Bench", seed=1)
        with raw("owner") as opened:
            request, answer, alone, limit = in_turns(
                _by_page(busy.account_ids[0], busy.member_ids[0], busy.person_ids[0]),
                _bare(busy.account_ids[0]),
                _by_operation(busy.account_ids[0], busy.team_id, busy.member_ids[0], busy.person_ids[0]),
                _rows_alone(opened, busy.account_ids[0]),
                turns=TURNS,
            )
    return [
        Line("write an action, whole request", request, "bare answer", answer),
        Line("write an action, operation alone", alone, "raw rows", limit),
    ]


def _by_page(account_id: UUID, member_id: UUID, person_id: UUID) -> Callable[[], None]:
    client, address = signed_in(account_id), f"/person/{person_id}/action/add/"

    def write() -> None:
        form = {"key": str(uuid4()), "what": "Ring the pharmacy", "who": str(member_id), "by": "week"}
        answer = client.post(address, form)
        assert answer.status_code == 302, answer.content.decode()

    return write


def _bare(account_id: UUID) -> Callable[[], object]:
    client = signed_in(account_id)
    return lambda: client.get("/healthz")


def _by_operation(account_id: UUID, team_id: UUID, member_id: UUID, person_id: UUID) -> Callable[[], None]:
    from kith.act.clock import now
    from kith.act.context import standing
    from kith.action import operations as actions

    def write() -> None:
        at = now()
        with standing(account_id=account_id, role="nurse", at=at) as act:
            actions.add(
                act=act,
                team_id=team_id,
                person_id=person_id,
                what="Ring the pharmacy",
                owner_id=member_id,
                due_at=at + timedelta(days=3),
            )

    return write


def _rows_alone(opened: psycopg.Connection, account_id: UUID) -> Callable[[], None]:
    """Return a writer of the rows of the last action; they have the same content each time and no unique index to break."""
    with opened.transaction(), opened.cursor() as cursor:
        for table, column in TABLES.items():
            cursor.execute(f"create table bench_{table} (like {table} including defaults)")
            cursor.execute(f"create index on bench_{table} ({column})")
    rows: dict[str, list[str]] = {}

    def write() -> None:
        if not rows:
            rows.update(_rows_of_last_action(account_id))
        with opened.transaction(), opened.cursor() as cursor:
            for table, found in rows.items():
                for row in found:
                    cursor.execute(f"insert into bench_{table} select (%s::{table}).*", [row])

    return write


def _rows_of_last_action(account_id: UUID) -> dict[str, list[str]]:
    """Return the rows that the last action left, as text that PostgreSQL reads back, by table."""
    from django.db import connection

    from kith.act.clock import now
    from kith.act.context import standing

    with standing(account_id=account_id, role="nurse", at=now()), connection.cursor() as cursor:
        cursor.execute("select act_id from action_action order by recorded_at desc limit 1")
        [(act_id,)] = cursor.fetchall()
        found = {}
        for table, column in TABLES.items():
            cursor.execute(f"select t::text from {table} t where {column} = %s", [act_id])
            found[table] = [row for (row,) in cursor.fetchall()]
    assert all(found.values()), "an action leaves rows in every one of these tables"
    return found
