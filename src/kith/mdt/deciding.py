"""Deciding in a weekly meeting: by which right, and the action or the offer that follows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.action import operations as actions
from kith.action.offer_people import To
from kith.action.operations import BY_MEETING
from kith.action.passing import cancel_because
from kith.board.team_day import Colleague
from kith.mdt import sights
from kith.mdt.acting import (
    ORIGIN,
    WITHIN,
    Room,
    case_of,
    check_is_told_here,
    checked_words,
    offer_from_here,
    room_about,
    room_of,
)
from kith.mdt.models import Case, Decision
from kith.mdt.queries import MeetingRow
from kith.mdt.right_rules import Becomes, Ruled, becomes, refusal_words
from kith.mdt.rights import ruled
from kith.mdt.rules import Outcome
from kith.mdt.types import Decides
from kith.message.parts import Tell
from kith.policy.queries import role_label
from kith.preparation import cases as prepared


@operation("mdt.decide", sight=sights.sight_to_write)
def decide(*, act: Act, case_id: UUID, decides: Decides) -> UUID:
    """
    Write down what is decided for a person, by which right, and make the action that follows; return the decision.

    Whoever is here accepts by being here; somebody absent is offered it (P3). What the decider's role may only propose goes, as
    work, to somebody of the role that decides it. A case of which nothing was to change is open again.

    Raises:
        Refusal: without words, owner or day, for a decider who is not here, what their role may not even propose (the sentence
            says who can), in a closed meeting or for a restricted case.
    """
    person_id = check_is_told_here(case_of(act))
    room = room_about(act)
    what = checked_words(decides.what, "what", _("Say what is decided."))
    rule, verdict, decider = _by_right(act, room, decides)
    if decides.due_at is None:
        raise Refusal(_("Choose by when."), field="by")
    if decides.due_at <= act.at:
        raise Refusal(_("Choose a time that is to come."), field="by")
    given = _goes_to(room, rule) if verdict is Becomes.PROPOSED else _owned(room, decides.owner_id)
    words = _("Decide: %(what)s") % {"what": what} if verdict is Becomes.PROPOSED else what
    action_id = _make(act, room, person_id, words, decides.due_at, given)
    decision = Decision(
        id=ids.new(), team_id=room.meeting.team_id, meeting_id=room.meeting.id, case_id=case_id, person_id=person_id,
        what=what, subject=decides.subject, rule=rule.rule, verdict=verdict, decider_id=decider.id,
        decider_role=decider.role, to_role=rule.to, owner_id=given.owner_id, offered_to_id=given.to.member_id if given.to else None,
        offered_pool=given.to.role if given.to else "", due_at=decides.due_at, action_id=action_id,
        decided_at=act.at, act_id=act.id,
    )  # fmt: skip
    decision.save(force_insert=True)
    reopen(act, case_of(act).id, Outcome.NO_CHANGE)
    if verdict is Becomes.TOLD:
        _tell_role(act, room, rule.to, action_id, person_id)
    act.concerns(person_id, decision_id=decision.id, rule=rule.rule, verdict=str(verdict))
    return decision.id


@operation("mdt.take_back", sight=sights.sight_to_take_back)
def take_back(*, act: Act, decision_id: UUID, because: str) -> UUID:
    """
    Take a decision back in the meeting that made it, with a reason: its action is cancelled, the past keeps it. A case that was
    settled by it alone is open again.

    Raises Refusal without a reason, when it is taken back already, or in a closed meeting.
    """
    room_of(act)
    if act.thing.row["withdrawn_at"]:
        raise Refusal(_("This decision is taken back already."))
    because = checked_words(because, "because", _("Say why it is taken back."))
    meeting: MeetingRow = act.thing.row["meeting"]
    cancel_because(act=act, team_id=meeting.team_id, action_ids=[act.thing.row["action_id"]], reason=because)
    Decision.objects.filter(id=decision_id).update(withdrawn_at=act.at, act_id=act.id)
    case_id = act.thing.row["case_id"]
    if not Decision.objects.filter(case_id=case_id, withdrawn_at=None).exists():
        reopen(act, case_id, Outcome.SETTLED)
    return decision_id


def reopen(act: Act, case_id: UUID, outcome: Outcome) -> None:
    """Let a case that had this outcome be without one, so that it is said anew: what was decided says otherwise by now."""
    was = Case.objects.filter(id=case_id, outcome=outcome)
    if was.update(
        outcome=None,
        reason="",
        plan_after=None,
        settled_at=None,
        settled_by_id=None,
        version=F("version") + 1,
        act_id=act.id,
    ):
        prepared.reopen(act=act, case_id=sights.sight_of_case(case_id=case_id).row["case"].prepared_id)


@dataclass(frozen=True, slots=True)
class _Given:
    """Who answers for work, to whom it is offered, if not here, and where it comes from."""

    owner_id: UUID
    to: To | None = None
    origin: str = ORIGIN


def _by_right(act: Act, room: Room, decides: Decides) -> tuple[Ruled, Becomes, Colleague]:
    """Return the right of the decider's role, what the decision becomes by it, and who decides. Raises Refusal."""
    decider = room.team.colleagues.get(decides.decider_id) if decides.decider_id else None
    if decider is None:
        raise Refusal(_("Choose who decides."), field="decider", rule="P7")
    if decider.id not in room.present:
        words = {"name": decider.name}
        raise Refusal(
            _("%(name)s is not here: somebody who is here decides it, or proposes it.") % words,
            field="decider",
            rule="P7",
        )
    found = ruled(decides.subject, decider.role, team_id=room.meeting.team_id, at=act.at)
    if found is None:
        raise Refusal(_("Choose what kind of decision it is."), field="subject")
    verdict = becomes(found)
    if verdict is None:
        raise Refusal(refusal_words(found, role_label(decider.role)), field="decider", rule=found.rule)
    return found, verdict, decider


def _owned(room: Room, owner_id: UUID | None) -> _Given:
    """Return who answers: whoever is chosen if here; of somebody absent the duty lead until they accept. Raises Refusal."""
    if owner_id is None:
        raise Refusal(_("Choose who does it."), field="who", rule="P1")
    if owner_id in room.may_own:
        return _Given(owner_id)
    if owner_id in room.may_be_offered:
        return _Given(room.meanwhile, To(owner_id))
    raise Refusal(_("Choose somebody who is on the team now and can open the record."), field="who", rule="P1")


def _goes_to(room: Room, rule: Ruled) -> _Given:
    """Return to whom a proposal goes: somebody of the deciding role who is here, else the role. Raises Refusal for nobody."""
    able = [one for one in room.team.colleagues.values() if one.role == rule.to and one.id not in room.team.closed]
    here = sorted((one for one in able if one.id in room.may_own), key=lambda one: (one.name, one.id))
    if here:
        return _Given(here[0].id, origin=WITHIN)
    if any(one.id in room.may_be_offered for one in able):
        return _Given(room.meanwhile, To(role=rule.to), WITHIN)
    words = {"role": role_label(rule.to), "rule": rule.rule}
    raise Refusal(
        _("A %(role)s decides this (%(rule)s), and the team has none at the moment: escalate it.") % words,
        field="decider",
        rule=rule.rule,
    )


def _make(act: Act, room: Room, person_id: UUID, what: str, due_at: datetime, given: _Given) -> UUID:
    action_id = actions.add(
        act=act,
        team_id=room.meeting.team_id,
        person_id=person_id,
        what=what,
        owner_id=given.owner_id,
        due_at=due_at,
        origin_kind=given.origin,
        origin_id=act.thing.id,
        given_by=BY_MEETING,
        present=sorted(room.may_own | {room.meanwhile}),
    )
    if given.to:
        offer_from_here(act, action_id, given.to, "who")
    return action_id


def _tell_role(act: Act, room: Room, role: str, action_id: UUID, person_id: UUID) -> None:
    """Tell those of a role who are not here what was decided by right."""
    for one in room.team.colleagues.values():
        if one.role == role and one.id not in room.present and one.id not in room.team.closed:
            told = Tell(room.meeting.team_id, one.account_id, "meeting decision", "action", action_id, person_id)
            act.add("message", told)


__all__ = ["decide", "take_back"]
