"""
Telling open pages that something was changed: ids and the act's own as version, in the wrapper's last statement.

PostgreSQL delivers at commit and forgets what was rolled back. It takes a short lock for each transaction that notifies, so
nothing is sent when nobody listens, and nothing for bulk work (design: speed): a page finds that out at its next minute.
"""

from uuid import UUID

import orjson
from django.db import connection

from kith.act.seams import Part
from kith.act.types import Act, Thing

CHANNEL = "kith"
BULK = frozenset({"import", "simulation"})
"""The channels of acts that come by the thousand."""

LISTENS_SECONDS = 180
"""How long a process counts as listening after it last said so."""


def announced(act: Act, thing: Thing | None) -> Part | None:
    """Return the expression that tells the teams an act concerns; None for an act about no team and nobody, and in bulk."""
    work = act.work
    assert work is not None
    people = work.person_ids | ({thing.person_id} if thing and thing.person_id else set())
    team_id = work.team_id or (thing.team_id if thing else None)
    if act.channel in BULK or not (team_id or people):
        return None
    note: dict[str, str] = {"version": str(act.id)}
    if huddle_id := _huddle(act, thing):
        note["huddle"] = str(huddle_id)
    return Part("access_announce(%s, %s::uuid[], %s::jsonb)", [team_id, sorted(people), orjson.dumps(note).decode()])


def _huddle(act: Act, thing: Thing | None) -> UUID | None:
    """The huddle that an act is part of, where its thing or its detail names one."""
    assert act.work is not None
    if thing and "huddle" in thing.row:
        return UUID(str(thing.row["huddle"].id))
    return act.work.detail.get("huddle_id")


def announce_signed_out() -> None:
    """Let every process look again at whose sessions still stand, as soon as this transaction commits. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select access_announce(null, '{}', '{\"recheck\": true}')")


def say_listening(listener_id: UUID) -> None:
    """Count a process as listening for the next three minutes, and forget those long gone. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with gone as (delete from access_listener where until < clock_timestamp() - interval '1 day')"
            " insert into access_listener (id, until) values (%s, clock_timestamp() + make_interval(secs => %s))"
            " on conflict (id) do update set until = excluded.until",
            [listener_id, LISTENS_SECONDS],
        )


def stop_listening(listener_id: UUID) -> None:
    """Count a process as listening no more. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("delete from access_listener where id = %s", [listener_id])
