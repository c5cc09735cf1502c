"""Giving work in a huddle: an action for somebody who is there, an offer to somebody who is not (P3)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids
from kith.action import offering
from kith.action import operations as actions
from kith.action.offer_people import To
from kith.action.offer_words import pool_words
from kith.action.operations import BY_MEETING
from kith.action.queries import ActionRow
from kith.action.rules import ActionKind, ActionState
from kith.board.moment_rules import by_words
from kith.huddle.deciders import Room, checked_words
from kith.huddle.in_hand import PersonInHand
from kith.huddle.models import Agreed
from kith.huddle.outcome_rules import Outcome, can_be_handed_over
from kith.huddle.queries import WHOLE_TEAM, AgreedRow, ItemRow
from kith.huddle.types import Decision
from kith.person.rules import tidy

ORIGIN = "huddle item"


def action_words(decision: Decision, room: Room, at: datetime) -> str:
    """Return what was agreed in words: 'Tom Brennan: ring him by 5pm', with what is still missing."""
    owner = room.name(decision.owner_id) if decision.owner_id else _("nobody yet")
    if decision.to:
        owner = _("Offered to %(name)s") % {"name": receiver_words(decision.to, room)}
    elif decision.owner_id in room.may_be_offered:
        owner = _("Offered to %(name)s") % {"name": owner}
    when = by_words(decision.due_at, at) if decision.due_at else _("no time yet")
    return f"{owner}: {tidy(decision.what).rstrip('.')} {when}"


def receiver_words(to: To, room: Room) -> str:
    """Return to whom work is offered: 'Tom Brennan', 'any nurse', 'the whole team'."""
    return pool_words(to.role) if to.is_pool else room.name(to.member_id)


def work_to_hand_over(decision: Decision, person: PersonInHand) -> ActionRow:
    """Return the action that a decision hands over. Raises Refusal for none, one that is not the person's, or no receiver."""
    could = {one.action_id for one in person.in_hand.actions if can_be_handed_over(one)}
    work = next((one for one in person.work if one.id == decision.work_id and one.id in could), None)
    if work is None:
        raise Refusal(_("Choose the work to hand over."), field="work")
    if decision.to is None:
        raise Refusal(_("Choose whom to offer it to."), field="to", rule="P3")
    return work


def hand_over(act: Act, room: Room, item: ItemRow, decision: Decision, person: PersonInHand) -> AgreedRow:
    """
    Offer somebody's work to a member, a role or the team, and keep that this was agreed. Five statements.

    The owner stays answerable until it is accepted (P3); that is so for whoever is here too: they are asked, and answer.
    """
    work = work_to_hand_over(decision, person)
    assert decision.to is not None
    lead = person.lead.member_id if person.lead else None
    _offer(act, work.id, decision.to, "to")
    pool = "" if not decision.to.is_pool else decision.to.role or WHOLE_TEAM
    row = AgreedRow(
        ids.new(),
        item.id,
        item.person_id,
        work.what,
        work.owner_id if work.is_owner_there else room.meanwhile(lead),
        work.due_at,
        work.id,
        decision.to.member_id,
        pool,
    )
    _keep(act, room, row)
    return row


def agree(
    act: Act, room: Room, item: ItemRow, decision: Decision, person: PersonInHand, key: UUID | None = None
) -> AgreedRow:
    """
    Keep what was agreed: an action at once with owner and deadline, loose until then. At most three statements.

    For somebody who is not here it becomes an offer to them: nine more.
    """
    check_given(act, room, decision.owner_id, decision.due_at)
    what = checked_words(decision.what, "what", _("Say what has to be done."))
    given = _give(act, room, item.id, decision, person)
    row = AgreedRow(
        key or ids.new(),
        item.id,
        item.person_id,
        what,
        given.owner_id,
        decision.due_at,
        given.action_id,
        given.offered_to,
    )
    _keep(act, room, row)
    return row


def _keep(act: Act, room: Room, row: AgreedRow) -> None:
    """Store what was agreed. One statement."""
    agreed = Agreed(
        id=row.id,
        team_id=room.huddle.team_id,
        huddle_id=room.huddle.id,
        item_id=row.item_id,
        person_id=row.person_id,
        what=row.what,
        owner_id=row.owner_id,
        offered_to_id=row.offered_to_id,
        offered_pool=row.offered_pool,
        due_at=row.due_at,
        action_id=row.action_id,
        act_id=act.id,
    )
    agreed.save(force_insert=True)


def complete_agreed(
    act: Act, room: Room, row: AgreedRow, person: PersonInHand, *, owner_id: UUID | None, due_at: datetime | None
) -> AgreedRow:
    """Give what was agreed the owner or the deadline it lacked; with both it becomes an action. At most three statements."""
    whole = replace(row, owner_id=row.offered_to_id or row.owner_id or owner_id, due_at=row.due_at or due_at)
    check_given(act, room, owner_id, whole.due_at)
    decision = Decision(Outcome.ACTION, what=row.what, owner_id=whole.owner_id, due_at=whole.due_at)
    given = _give(act, room, row.item_id, decision, person)
    whole = replace(whole, action_id=given.action_id, owner_id=given.owner_id, offered_to_id=given.offered_to)
    Agreed.objects.filter(id=row.id, action_id=None, withdrawn_at=None).update(
        owner_id=whole.owner_id,
        offered_to_id=whole.offered_to_id,
        due_at=whole.due_at,
        action_id=whole.action_id,
        act_id=act.id,
    )
    return whole


def check_given(act: Act, room: Room, owner_id: UUID | None, due_at: datetime | None) -> None:
    """Refuse an owner who can neither accept here nor be offered it (P3), and a deadline that is past."""
    if owner_id and owner_id not in room.may_own | room.may_be_offered:
        sentence = _("Choose somebody who is on the team and not away today.")
        raise Refusal(sentence, field="who", rule="P3")
    if due_at and due_at <= act.at:
        raise Refusal(_("Choose a day and time that is still to come."), field="by")


@dataclass(frozen=True, slots=True)
class _Given:
    """What became of work agreed: its action (None while loose), who owns it, and to whom it is offered, if not here."""

    action_id: UUID | None
    owner_id: UUID | None
    offered_to: UUID | None = None


def _give(act: Act, room: Room, item_id: UUID, decision: Decision, person: PersonInHand) -> _Given:
    """
    Make the action, once owner and deadline are known; open work in the same words is given anew instead of doubled.

    Whoever is here accepts by being here. Somebody who is not is offered it, and answers for it once they accept (P3).
    """
    absent = decision.owner_id if decision.owner_id in room.may_be_offered else None
    if decision.owner_id is None or decision.due_at is None:
        return _Given(None, decision.owner_id if absent is None else None, absent)
    before = _same_work(decision.what, person)
    if before and before.is_owner_there and before.owner_id == decision.owner_id:
        absent = None  # theirs already: nothing is offered
    lead = person.lead.member_id if person.lead else None
    held = before.owner_id if before and before.is_owner_there else None
    owner_id = (held or room.meanwhile(lead)) if absent else decision.owner_id
    action_id = _made_or_changed(act, room, item_id, replace(decision, owner_id=owner_id), person, before)
    if absent:
        _offer(act, action_id, To(absent), "who")
    return _Given(action_id, owner_id, absent)


def _made_or_changed(
    act: Act, room: Room, item_id: UUID, decision: Decision, person: PersonInHand, before: ActionRow | None
) -> UUID:
    assert decision.owner_id is not None
    assert decision.due_at is not None
    if before is None:
        return actions.add(
            act=act,
            team_id=room.huddle.team_id,
            person_id=person.facts.person_id,
            what=decision.what,
            owner_id=decision.owner_id,
            due_at=decision.due_at,
            origin_kind=ORIGIN,
            origin_id=item_id,
            given_by=BY_MEETING,
            present=sorted(room.may_own),
        )
    if (before.owner_id, before.due_at) == (decision.owner_id, decision.due_at):
        return before.id
    return actions.change(
        act=act,
        action_id=before.id,
        version=before.version,
        owner_id=decision.owner_id,
        due_at=decision.due_at,
        given_by=BY_MEETING,
        present=sorted(room.may_own),
    )


def _offer(act: Act, action_id: UUID, to: To, field: str) -> None:
    """Offer work from the meeting. Raises Refusal beside the list of those it can go to."""
    try:
        offering.offer(
            act=act,
            action_id=action_id,
            to_member_id=to.member_id,
            to_role=to.role,
            to_team=to.team,
            note=_("Agreed in the huddle"),
        )
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=field, rule="P3") from None


def _same_work(what: str, person: PersonInHand) -> ActionRow | None:
    def bare(words: str) -> str:
        return " ".join(words.casefold().split()).rstrip(".")

    same = [one for one in person.work if one.kind is ActionKind.PLAIN and one.state is ActionState.OPEN]
    return next((one for one in same if bare(one.what) == bare(what)), None)
