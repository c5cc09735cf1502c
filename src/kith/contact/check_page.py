"""The plan check on the page of a contact: what it asks, what saving it would start, and what came of it."""

from collections.abc import Sequence
from uuid import UUID

from kith.act import NotVisible
from kith.action.queries import waiting_for_person
from kith.contact import check_presenter as presenter
from kith.contact import check_queries as queries
from kith.contact.check_forms import check_of
from kith.contact.check_queries import SightingRow, Signs
from kith.contact.check_rules import NOT_ASKED, NOT_NOW, SEEN, SignAnswer, level_of, route_of
from kith.contact.check_shows import PlanCheckShow
from kith.escalation.queries import EscalationRow, of_source
from kith.escalation.rules import SIGN_SEEN, Crossing
from kith.plan.queries import plan_of
from kith.plan.rules import Does, Sign
from kith.web import typed
from kith.web.routes import Request

ORIGIN = "sighting"


def shown(request: Request, person_id: UUID, team_id: UUID, called: str, follow_up_id: UUID | None) -> PlanCheckShow:
    """
    Return the plan check as a page asks it; one that was sent keeps the signs as they stood on it. Five statements.

    The follow-up of the contact itself is not asked about: recording the contact finishes it.
    """
    last = queries.last_met(person_id=person_id)
    changed = (
        queries.changes(person_id=person_id, since=last.happened_at, account_id=request.viewer.account_id)
        if last
        else ([], 0)
    )
    work = [
        one
        for one in waiting_for_person(person_id=person_id, at=request.at)
        if one.team_id == team_id and one.id != follow_up_id and one.kind not in NOT_ASKED
    ]
    return presenter.check_show(
        called,
        last,
        changed,
        signs_of(request, person_id),
        work,
        has_plan=plan_of(person_id=person_id) is not None,
        role=request.viewer.role,
        at=request.at,
    )


def signs_of(request: Request, person_id: UUID) -> Signs:
    """Return the signs that a page shows: those of the version it was sent with, else as they are now. One statement."""
    number = typed.number(request.POST, "signs-number") if request.method == "POST" else None
    if number:
        try:
            return queries.signs_at(person_id=person_id, number=number)
        except NotVisible:
            pass
    return queries.signs_now(person_id=person_id)


def seen_on(request: Request, person_id: UUID) -> list[tuple[Sign, SignAnswer]]:
    """Return the signs that a sent form says were seen, with what is done about each. One statement, none for none."""
    check = check_of(request.POST)
    seen = [one for one in check.signs if one.answer == SEEN] if check else []
    if not seen:
        return []
    signs = signs_of(request, person_id)
    return [(sign, one) for one in seen if (sign := signs.of(one.sign))]


def crossings_of(seen: Sequence[tuple[Sign, SignAnswer]]) -> list[Crossing]:
    """Return the escalations that signs ask for, of those that are started; an emergency always is."""
    return [
        Crossing(SIGN_SEEN, "", level_of(sign), route_of(sign), sign.sees)
        for sign, answer in seen
        if sign.does is Does.EMERGENCY or (sign.does is Does.ESCALATION and answer.does != NOT_NOW)
    ]


def running_of(rows: Sequence[SightingRow]) -> list[EscalationRow]:
    """Return the escalations that sightings opened or joined, each once. A statement for each that asked for one."""
    found = {
        one.id: one
        for row in rows
        if row.response in ("escalation", "emergency")
        for one in of_source(source_kind=ORIGIN, source_id=row.id)
    }
    return list(found.values())
