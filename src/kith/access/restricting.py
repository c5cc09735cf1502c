"""The only writers of restricted matters: that there is one, who may open it, and who must never see it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act import Act, ids


def restrict(
    *, act: Act, restriction_id: UUID, team_id: UUID, person_id: UUID, lead_role: str, barred: Collection[UUID] = ()
) -> None:
    """
    Make a restricted matter of which the actor may open what they wrote themselves. Inside an operation; two or three statements.

    `lead_role` opens it on its team; accounts that are `barred` never do. Nothing is read back: it may not be the actor's to read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_restriction (id, team_id, person_id, lead_role, is_told_to_visitors, act_id)"
            " values (%s, %s, %s, %s, false, %s)",
            [restriction_id, team_id, person_id, lead_role, act.id],
        )
        cursor.execute(
            "insert into access_opener (id, restriction_id, account_id, is_whole, during, why, act_id)"
            " values (%s, %s, %s, false, tstzrange(%s, null), 'raised', %s)",
            [ids.new(), restriction_id, act.account_id, act.at, act.id],
        )
    bar(act=act, restriction_id=restriction_id, account_ids=barred)


def bar(*, act: Act, restriction_id: UUID, account_ids: Collection[UUID]) -> None:
    """Keep a matter from accounts for good, until it is taken back. Inside an operation; one statement, none for nobody."""
    if not account_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_barred (id, restriction_id, account_id, during, act_id)"
            " select id, %s, account, tstzrange(%s, null), %s from unnest(%s::uuid[], %s::uuid[]) n (id, account)",
            [restriction_id, act.at, act.id, [ids.new() for _account in account_ids], list(account_ids)],
        )


def unbar(*, act: Act, restriction_id: UUID, account_id: UUID) -> int:
    """Take back that a matter is kept from an account; return whether it was, as 1 or 0. Inside an operation; one statement."""
    return _end(
        "update access_barred set during = tstzrange(lower(during), %s), act_id = %s"
        " where restriction_id = %s and account_id = %s and upper_inf(during)",
        [act.at, act.id, restriction_id, account_id],
    )


def open_to(*, act: Act, restriction_id: UUID, account_id: UUID) -> None:
    """Let somebody whom its lead names open a whole matter from now on. Inside an operation; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_opener (id, restriction_id, account_id, is_whole, during, why, act_id)"
            " values (%s, %s, %s, true, tstzrange(%s, null), 'named', %s)",
            [ids.new(), restriction_id, account_id, act.at, act.id],
        )


def close_to(*, act: Act, restriction_id: UUID, account_id: UUID) -> int:
    """End that somebody who was named may open a matter; return whether they might, as 1 or 0. Inside an operation."""
    return _end(
        "update access_opener set during = tstzrange(lower(during), %s), act_id = %s"
        " where restriction_id = %s and account_id = %s and why = 'named' and upper_inf(during)",
        [act.at, act.id, restriction_id, account_id],
    )


def end(*, act: Act, restriction_id: UUID) -> None:
    """Say that a matter is over: colleagues are not told of it any more. Inside an operation; one statement."""
    _end(
        "update access_restriction set ended_at = %s, act_id = %s where id = %s and ended_at is null",
        [act.at, act.id, restriction_id],
    )


def tell_visitors(*, act: Act, restriction_id: UUID, is_told: bool) -> None:
    """Say whether visiting members are told that there is a matter. Inside an operation; one statement."""
    _end(
        "update access_restriction set is_told_to_visitors = %s, act_id = %s where id = %s",
        [is_told, act.id, restriction_id],
    )


def _end(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
