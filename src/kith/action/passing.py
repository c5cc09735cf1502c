"""
Many actions at once, from inside the operation that answers for them: to another owner, to an end, and back.

Each is one statement whatever their number. A hold keeps its reason and its return date; waiting offers are over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal
from kith.action.offer_rules import Lapse
from kith.action.parts import EndOffers, NewStep
from kith.person.rules import tidy


@dataclass(frozen=True, slots=True)
class Passed:
    """One action that changed: the version that it has now, and who owned it before."""

    action_id: UUID
    person_id: UUID | None
    version: int
    from_id: UUID


def pass_to(*, act: Act, team_id: UUID, action_ids: Sequence[UUID], member_id: UUID, why: str) -> list[Passed]:
    """
    Make a member the owner of unfinished work of a team, held work too, for a reason; return what changed, by id.

    Work that is finished, of another team, theirs already, or accepted by somebody meanwhile stays as it is. The caller answers
    for acceptance (P3) and for telling; the database refuses an owner who is not on the team or cannot open a record.
    """
    why = _why(why)
    passed = _changed(
        "update action_action a set owner_id = %s, version = a.version + 1, act_id = %s from action_action old"
        " where old.id = a.id and a.id = any(%s::uuid[]) and a.team_id = %s and a.state in ('open', 'held')"
        " and a.owner_id = old.owner_id and a.owner_id <> %s returning a.id, a.person_id, a.version, old.owner_id",
        [member_id, act.id, list(action_ids), team_id, member_id],
    )
    for one in passed:
        detail = {"owner_id": str(member_id), "before": {"owner_id": str(one.from_id)}}
        _step(act, team_id, one, "pass", why, detail)
        act.add("ended", EndOffers(one.action_id, Lapse.PASSED_ON, helps_too=False))
    return _said(act, passed)


def cancel_because(*, act: Act, team_id: UUID, action_ids: Sequence[UUID], reason: str) -> list[Passed]:
    """Cancel unfinished work of a team for one reason; return what was cancelled, by id. `restore` brings it back."""
    reason = _why(reason)
    cancelled = _changed(
        "update action_action a set state = 'cancelled', outcome = %s, closed_at = %s, hold_reason = '', return_date = null,"
        " version = a.version + 1, act_id = %s where a.id = any(%s::uuid[]) and a.team_id = %s"
        " and a.state in ('open', 'held') returning a.id, a.person_id, a.version, a.owner_id",
        [reason, act.at, act.id, list(action_ids), team_id],
    )
    for one in cancelled:
        _step(act, team_id, one, "cancel", reason, {})
        act.add("ended", EndOffers(one.action_id, Lapse.CANCELLED))
    return _said(act, cancelled)


def complete_because(*, act: Act, team_id: UUID, action_ids: Sequence[UUID], outcome: str) -> list[Passed]:
    """Mark unfinished work of a team as done by what was recorded elsewhere; return what was finished, by id."""
    outcome = _why(outcome)
    done = _changed(
        "update action_action a set state = 'done', outcome = %s, closed_at = %s, hold_reason = '', return_date = null,"
        " version = a.version + 1, act_id = %s where a.id = any(%s::uuid[]) and a.team_id = %s"
        " and a.state in ('open', 'held') returning a.id, a.person_id, a.version, a.owner_id",
        [outcome, act.at, act.id, list(action_ids), team_id],
    )
    for one in done:
        _step(act, team_id, one, "complete", outcome, {})
        act.add("ended", EndOffers(one.action_id, Lapse.DONE))
    return _said(act, done)


def due_because(*, act: Act, team_id: UUID, action_ids: Sequence[UUID], due_at: datetime, why: str) -> list[Passed]:
    """Let unfinished work of a team be due at another moment, by what was recorded elsewhere; return what changed, by id."""
    why = _why(why)
    changed = _changed(
        "update action_action a set due_at = %s, version = a.version + 1, act_id = %s where a.id = any(%s::uuid[])"
        " and a.team_id = %s and a.state in ('open', 'held') and a.due_at <> %s"
        " returning a.id, a.person_id, a.version, a.owner_id",
        [due_at, act.id, list(action_ids), team_id, due_at],
    )
    for one in changed:
        _step(act, team_id, one, "change", why, {"due_at": str(due_at)})
    return _said(act, changed)


def says_because(
    *, act: Act, team_id: UUID, action_ids: Sequence[UUID], what: str, due_at: datetime, why: str
) -> list[Passed]:
    """Let unfinished work of a team say something else, due at another moment, by what was recorded elsewhere; return it by id."""
    why = _why(why)
    changed = _changed(
        "update action_action a set what = %s, due_at = %s, version = a.version + 1, act_id = %s where a.id = any(%s::uuid[])"
        " and a.team_id = %s and a.state in ('open', 'held') returning a.id, a.person_id, a.version, a.owner_id",
        [what, due_at, act.id, list(action_ids), team_id],
    )
    for one in changed:
        _step(act, team_id, one, "change", why, {"what": what, "due_at": str(due_at)})
    return _said(act, changed)


def restore(*, act: Act, team_id: UUID, cancelled_by: UUID, why: str, duty_id: UUID | None = None) -> list[Passed]:
    """
    Put back what one act cancelled, as it stood before, holds with their dates; return what was, by id.

    `cancelled_by` is that act. What somebody has changed since stays as it is now, and so does what waited for a partner, whose
    link is over. Work whose owner is not on the team any more comes back with `duty_id`, whoever takes the duty.
    """
    why = _why(why)
    restored = _changed(
        "update action_action a set state = h.image ->> 'state', outcome = h.image ->> 'outcome', closed_at = null,"
        " hold_reason = h.image ->> 'hold_reason', return_date = (h.image ->> 'return_date')::date,"
        " owner_id = case when exists (select 1 from team_member m join access_seat s on s.account_id = m.account_id"
        "     and s.team_id = m.team_id and s.during @> act_moment() where m.id = a.owner_id and m.during @> act_moment())"
        "   then a.owner_id else coalesce(%s, a.owner_id) end,"
        " version = a.version + 1, act_id = %s from act_history h where h.table_name = 'action_action' and h.row_id = a.id"
        " and h.ended_by_act_id = %s and a.act_id = %s and a.team_id = %s and a.state = 'cancelled'"
        " and h.image ->> 'state' in ('open', 'held') and a.kind <> 'partner-answer'"
        " returning a.id, a.person_id, a.version, a.owner_id",
        [duty_id, act.id, cancelled_by, cancelled_by, team_id],
    )
    for one in restored:
        _step(act, team_id, one, "reopen", why, {})
    return _said(act, restored)


def _changed(sql: str, values: list[Any]) -> list[Passed]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted((Passed(*row) for row in cursor.fetchall()), key=lambda one: one.action_id)


def _step(act: Act, team_id: UUID, one: Passed, kind: str, text: str, detail: dict[str, Any]) -> None:
    said = {"version": one.version, **detail}
    act.add("step", NewStep(team_id, one.person_id, one.action_id, kind, act.at, text, said))


def _said(act: Act, changed: list[Passed]) -> list[Passed]:
    """Tell the trail of whom this was, and which work."""
    if changed:
        act.concerns(*(one.person_id for one in changed), team_id=None, action_ids=[one.action_id for one in changed])
    return changed


def _why(text: str) -> str:
    if not (words := tidy(text)):
        raise Refusal(_("Say why."), field="reason")
    return words
