"""What becomes of a case: settled, next week again, to the huddle, escalated, no change; and how the person is told."""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.action.offer_people import To
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because
from kith.action.rules import ActionKind
from kith.database.planned import planned
from kith.escalation.opening import open_or_join
from kith.escalation.operations import WORRIED, WORRIES
from kith.escalation.rules import Crossing
from kith.huddle import operations as huddles
from kith.huddle.escalating import may_be_asked
from kith.huddle.queries import huddle_of_day
from kith.mdt import queries, sights
from kith.mdt.acting import (
    ORIGIN,
    Room,
    case_of,
    check_fresh,
    check_is_told_here,
    checked_words,
    offer_from_here,
    room_about,
    stale,
)
from kith.mdt.models import Case, Telling
from kith.mdt.queries import CaseRow, TellingRow
from kith.mdt.rules import NEEDS_REASON, TOLD, WAYS, Outcome, outcome_fault, outcome_label
from kith.mdt.types import Settles, Tells
from kith.message.parts import Tell
from kith.person.rules import is_a_reason, tidy
from kith.place.rules import local_day
from kith.preparation import cases as prepared

TELLING = "mdt telling"
"""Where the work of telling somebody comes from."""


@operation("mdt.settle", sight=sights.sight_to_write)
def settle(*, act: Act, case_id: UUID, version: int, settles: Settles) -> UUID:
    """
    Say what becomes of a case, and plan how the person is told; settled again it is decided anew.

    Of a restricted case only whether it was settled or comes again; that it is settled says whoever may open its matter. What
    huddles put to the meeting is done with it; next week again is put to the next meeting.

    Raises:
        Refusal: for an outcome that the rules refuse, or a telling without somebody who can open the record, a way and a time to
            come. Stale: when somebody saved it first; `extra` is the case as it is now.
    """
    case, room = case_of(act), room_about(act)
    check_fresh(room, case, version)
    held = _standing(case) if case.person_id else None
    _check(case, settles, held)
    reason = tidy(settles.reason) if settles.outcome in NEEDS_REASON and not case.is_restricted else ""
    if settles.outcome in TOLD and not case.is_restricted and (settles.tells or not held):
        _plan_telling(act, room, case, settles.tells, held)
    elif held and settles.outcome not in TOLD:
        _forget_telling(act, room, held)
    _write(act, room, case, settles.outcome, reason)
    _pass_on(act, room, case, settles.outcome, reason)
    return case_id


@operation("mdt.raise", sight=sights.sight_of_case)
def raise_escalation(*, act: Act, case_id: UUID, what: str, to_id: UUID) -> UUID:
    """
    Raise an escalation for the person of a case, to the duty lead or a supervisor; return it. Never withheld.

    It is not refused for somebody who saw an older form of the case. Raises Refusal without words, to somebody else, or in a
    closed meeting.
    """
    case, room = case_of(act), room_about(act)
    person_id = check_is_told_here(case)
    words = checked_words(what, "raise_what", _("Say what worries you, and what you ask for."))
    if to_id not in {one.id for one in may_be_asked(room.team)}:
        raise Refusal(_("Choose the duty lead or a supervisor."), field="raise_to")
    [escalation_id] = open_or_join(
        act=act,
        team_id=room.meeting.team_id,
        person_id=person_id,
        crossings=[Crossing(WORRIED, "", *WORRIES["review"], words)],
        source_kind=ORIGIN,
        source_id=act.id,
        first_asked=to_id,
    )
    Case.objects.filter(id=case_id).update(escalation_id=escalation_id, version=F("version") + 1, act_id=act.id)
    return escalation_id


def _standing(case: CaseRow) -> TellingRow | None:
    """Return how the person of a case is to be told, as planned so far. One statement."""
    rows = planned("select id from mdt_telling where case_id = %s", [case.id])
    return queries.telling(telling_id=rows[0][0]) if rows else None


def _check(case: CaseRow, settles: Settles, held: TellingRow | None) -> None:
    if case.outcome is Outcome.NEXT_WEEK and settles.outcome is not Outcome.NEXT_WEEK:
        raise Refusal(_("This is on the list of the next meeting already: it is settled there."), field="outcome")
    decided = case.person_id and planned(
        "select 1 from mdt_decision where case_id = %s and withdrawn_at is null limit 1", [case.id]
    )
    fault = outcome_fault(
        settles.outcome,
        is_restricted=case.is_restricted,
        is_gone=case.is_gone,
        has_reason=is_a_reason(settles.reason),
        has_decision=bool(decided),
        has_escalation=case.escalation_id is not None,
        has_telling=bool(held or settles.tells),
    )
    if fault:
        raise Refusal(fault.sentence, field=fault.field)
    if case.is_restricted and settles.outcome is not Outcome.NEXT_WEEK and not queries.may_settle(case_id=case.id):
        words = _("Only whoever may open a restricted case says that it is settled: choose “Next week again”.")
        raise Refusal(words, field="outcome", rule="P10")


def _plan_telling(act: Act, room: Room, case: CaseRow, tells: Tells | None, held: TellingRow | None) -> None:
    """Make telling the person work of somebody: at once of whoever is here, an offer to somebody absent."""
    assert case.person_id is not None
    by_id, how, due_at = _checked(act, room, tells)
    if held:
        cancel_because(act=act, team_id=room.meeting.team_id, action_ids=[held.action_id], reason=_("Planned anew"))
    key = held.id if held else ids.new()
    owner_id = by_id if by_id in room.may_own else room.meanwhile
    what = _("Tell %(name)s what the weekly meeting decided") % {"name": case.name}
    new = NewAction(
        room.meeting.team_id,
        case.person_id,
        what,
        owner_id,
        due_at,
        ActionKind.TELL_PERSON,
        origin_kind=TELLING,
        origin_id=key,
    )
    [action_id] = make(act=act, rows=[new])
    owner = room.team.colleagues[owner_id]
    act.add(
        "message", Tell(room.meeting.team_id, owner.account_id, "action given", "action", action_id, case.person_id)
    )
    if held:
        Telling.objects.filter(id=key).update(by_id=by_id, how=how, due_at=due_at, action_id=action_id, act_id=act.id)
    else:
        Telling(
            id=key, team_id=room.meeting.team_id, meeting_id=room.meeting.id, case_id=case.id, person_id=case.person_id,
            by_id=by_id, how=how, due_at=due_at, action_id=action_id, act_id=act.id,
        ).save(force_insert=True)  # fmt: skip
    if owner_id != by_id:
        offer_from_here(act, action_id, To(by_id), "tell_by")


def _checked(act: Act, room: Room, tells: Tells | None) -> tuple[UUID, str, datetime]:
    if tells is None or tells.by_id is None:
        raise Refusal(_("Say who tells the person, how, and by when."), field="tell_by")
    if tells.by_id not in room.may_own | room.may_be_offered:
        raise Refusal(_("Choose somebody who is on the team now and can open the record."), field="tell_by", rule="P1")
    if tells.how not in WAYS:
        raise Refusal(_("Say how the person is told."), field="tell_how")
    if tells.due_at is None or tells.due_at <= act.at:
        raise Refusal(_("Choose until when the person is told: a time that is to come."), field="tell_when")
    return tells.by_id, tells.how, tells.due_at


def _forget_telling(act: Act, room: Room, held: TellingRow) -> None:
    """Nobody is told anything of a case that comes again, or of somebody who is gone. Two statements."""
    because = _("The weekly meeting decided otherwise")
    cancel_because(act=act, team_id=room.meeting.team_id, action_ids=[held.action_id], reason=because)
    Telling.objects.filter(id=held.id).delete()


def _write(act: Act, room: Room, case: CaseRow, outcome: Outcome, reason: str) -> None:
    changed = Case.objects.filter(id=case.id, version=case.version).update(
        outcome=outcome,
        reason=reason,
        plan_after=case.plan_now,
        settled_at=act.at,
        settled_by_id=room.writer.id,
        version=F("version") + 1,
        act_id=act.id,
    )
    if changed != 1:
        raise stale(room, case)


def _pass_on(act: Act, room: Room, case: CaseRow, outcome: Outcome, reason: str) -> None:
    """Say to what was prepared what came of it, and put the person to the next huddle where the meeting says so."""
    if outcome is Outcome.NEXT_WEEK:
        if case.outcome is not Outcome.NEXT_WEEK:
            prepared.carry_over(act=act, case_id=case.prepared_id, because=reason or _("Restricted"))
        return
    words = outcome_label(outcome)
    prepared.settle(act=act, case_id=case.prepared_id, outcome=f"{words}: {reason}" if reason else words)
    if outcome is Outcome.HUDDLE and case.outcome is not Outcome.HUDDLE:
        _to_huddle(act, room, case)


def _to_huddle(act: Act, room: Room, case: CaseRow) -> None:
    """Put the person last in the huddle that runs; the next one has them on its agenda by itself (`to_huddle.py`)."""
    assert case.person_id is not None
    running = huddle_of_day(team_id=room.meeting.team_id, day=local_day(act.at))
    if running and running.closed_at is None:
        there = planned(
            "select 1 from huddle_item where huddle_id = %s and person_id = %s", [running.id, case.person_id]
        )
        if not there:
            why = _("from the weekly meeting")
            huddles.add_person(act=act, huddle_id=running.id, person_id=case.person_id, why=why)
