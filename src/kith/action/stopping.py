"""
Routine work that stops together and can be brought back: for the upper operation that knows why, one statement each.

Escalations, and what a death itself asks for, are not routine: they stay open with their owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act import Act
from kith.action.parts import NewStep
from kith.action.rules import ROUTINE
from kith.message.parts import Tell


@dataclass(frozen=True, slots=True)
class Halted:
    """An action that was stopped: the version it has since, and the state and hold it had before."""

    id: UUID
    version: int
    state: str
    hold_reason: str = ""
    return_date: date | None = None


def stop_routine(*, act: Act, team_id: UUID, person_id: UUID, reason: str) -> list[Halted]:
    """Cancel a person's open and held routine work on a team, for a reason; its owners are told. Return what it was."""
    return _stop(act, team_id, person_id, reason, "kind = any(%(kinds)s)", {"kinds": sorted(ROUTINE)})


def stop_what_came_from(
    *, act: Act, team_id: UUID, person_id: UUID, origin_kind: str, origin_id: UUID, reason: str
) -> list[Halted]:
    """Cancel what is open of the work that one thing brought, as `stop_routine` does."""
    origin = {"origin_kind": origin_kind, "origin_id": origin_id}
    condition = "origin_kind = %(origin_kind)s and origin_id = %(origin_id)s"
    return _stop(act, team_id, person_id, reason, condition, origin)


def _stop(
    act: Act, team_id: UUID, person_id: UUID, reason: str, condition: str, values: dict[str, Any]
) -> list[Halted]:
    given: dict[str, Any] = {"team": team_id, "person": person_id, "at": act.at, "reason": reason, "act": act.id}
    with connection.cursor() as cursor:
        cursor.execute(
            "with work as (select id, state, hold_reason, return_date from action_action"  # noqa: S608  (our conditions)
            f"   where team_id = %(team)s and person_id = %(person)s and state in ('open', 'held') and {condition}"
            "   for update)"
            " update action_action a set state = 'cancelled', closed_at = %(at)s, outcome = %(reason)s, hold_reason = '',"
            "   return_date = null, version = a.version + 1, act_id = %(act)s from work w where a.id = w.id"
            " returning a.id, a.version, w.state, w.hold_reason, w.return_date,"
            "   (select m.account_id from team_member m where m.id = a.owner_id)",
            given | values,
        )
        rows = sorted(cursor.fetchall())
    halted = [Halted(*row[:5]) for row in rows]
    _write_down(act, team_id, person_id, "cancel", reason, halted)
    for row in rows:
        if row[5]:
            act.add("message", Tell(team_id, row[5], "action cancelled", "action", row[0], person_id))
    return halted


def bring_back(
    *, act: Act, team_id: UUID, person_id: UUID, halted: Sequence[Halted], duty_id: UUID | None, reason: str
) -> list[UUID]:
    """
    Restore what was stopped to the state and hold it had; return which were, without those that changed meanwhile.

    Work whose owner is not on the team any more comes back with whoever takes the duty.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update action_action a set state = h.state, hold_reason = h.hold_reason, return_date = h.return_date,"
            "   closed_at = null, outcome = '', version = a.version + 1, act_id = %(act)s,"
            "   owner_id = case when exists (select 1 from team_member m join access_seat s on s.account_id = m.account_id"
            "     and s.team_id = m.team_id and s.during @> act_moment() where m.id = a.owner_id and m.during @> act_moment())"
            "     then a.owner_id else coalesce(%(duty)s, a.owner_id) end"
            " from unnest(%(ids)s::uuid[], %(versions)s::int[], %(states)s::text[], %(holds)s::text[], %(days)s::date[])"
            "   h (id, version, state, hold_reason, return_date)"
            " where a.id = h.id and a.team_id = %(team)s and a.version = h.version and a.state = 'cancelled'"
            " returning a.id, a.version",
            {
                "act": act.id,
                "duty": duty_id,
                "team": team_id,
                "ids": [one.id for one in halted],
                "versions": [one.version for one in halted],
                "states": [one.state for one in halted],
                "holds": [one.hold_reason for one in halted],
                "days": [one.return_date for one in halted],
            },
        )
        back = [Halted(key, version, "open") for key, version in sorted(cursor.fetchall())]
    _write_down(act, team_id, person_id, "reopen", reason, back)
    return [one.id for one in back]


def _write_down(act: Act, team_id: UUID, person_id: UUID, step: str, reason: str, halted: Sequence[Halted]) -> None:
    for one in halted:
        act.add("step", NewStep(team_id, person_id, one.id, step, act.at, reason, {"version": one.version}))
