"""
A crossing: recording a contact at which something was found that opens an escalation, against the same rows written raw.

Beside it the same contact with nothing found, so that what the escalation costs is seen by itself. Each is of somebody who
has no escalation yet. For the limit see `raw_rows`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.raw_rows import rows_alone
from bench.turns import Line, in_turns, own_database, raw

CONTACT = {"contact_contact": "act_id", "trail_entry": "id", "act_receipt": "act_id"}
CROSSING = CONTACT | {
    "record_fact": "act_id",
    "action_action": "act_id",
    "action_step": "act_id",
    "escalation_escalation": "act_id",
    "escalation_reason": "act_id",
    "escalation_routestep": "act_id",
    "message_message": "act_id",
}
"""Where each leaves rows, and by which column its act is found."""
TURNS = 40
FALL = {"falls": {"lost_consciousness": "yes"}}


def main() -> list[Line]:
    """Measure both in a database of its own, on a list of 60 people, at yesterday's noon: the duty lead is there to be asked."""
    with own_database():
        from crowd import a_busy_team
        from kith.act.clock import now

        noon = now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
        busy = a_busy_team(number=TURNS + 20, at=noon, name="Bench", seed=1)
        at = noon + timedelta(minutes=5)
        someone = busy.account_ids[2], busy.member_ids[2]
        with raw("owner") as opened:
            plain, plain_limit = in_turns(
                _record(*someone, busy.team_id, busy.person_ids, at),
                rows_alone(opened, busy.account_ids[2], CONTACT, "contact_contact"),
                turns=TURNS,
            )
        with raw("owner") as opened:
            _drop(opened, CONTACT)
            crossing, limit = in_turns(
                _record(*someone, busy.team_id, busy.person_ids, at, observations=FALL),
                rows_alone(opened, busy.account_ids[2], CROSSING, "escalation_escalation"),
                turns=TURNS,
            )
    return [
        Line("record a contact", plain, "raw rows", plain_limit),
        Line("record a contact that crosses", crossing, "raw rows", limit),
    ]


def _record(
    account_id: UUID, member_id: UUID, team_id: UUID, person_ids: list[UUID], at: datetime, **found: Any
) -> Callable[[], None]:
    from kith.act.context import standing
    from kith.contact import operations as contacts

    people = iter(person_ids)

    def record() -> None:
        with standing(account_id=account_id, role="nurse", at=at) as act:
            contacts.record(
                act=act,
                team_id=team_id,
                person_id=next(people),
                member_id=member_id,
                way="visit",
                state="made",
                happened_at=at,
                **found,
            )

    return record


def _drop(opened: Any, tables: dict[str, str]) -> None:
    with opened.transaction(), opened.cursor() as cursor:
        for table in tables:
            cursor.execute(f"drop table bench_{table}")
