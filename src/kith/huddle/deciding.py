"""
Deciding about one person in a huddle: the outcome in words, and what follows from it.

The parts that settling, raising and mending share. Each runs inside an operation. What can be refused is refused before
anything is put into the operation's last statement, so that one refused line of mending takes nothing else with it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale
from kith.action import operations as actions
from kith.action.operations import BY_RULE
from kith.action.rules import ActionKind
from kith.huddle.deciders import Room, checked_words
from kith.huddle.escalating import raised_words
from kith.huddle.giving import ORIGIN, action_words, agree, hand_over, work_to_hand_over
from kith.huddle.in_hand import PersonInHand
from kith.huddle.models import Agreed, Item
from kith.huddle.outcome_rules import Gone, Outcome, outcome_fault, plan_words
from kith.huddle.queries import AgreedRow, ItemRow, RaisedRow
from kith.huddle.seams import meets_next
from kith.huddle.types import Decision
from kith.person.rules import tidy
from kith.place.rules import date_words, local_day
from kith.web.words import first_up


def check_decision(decision: Decision, person: PersonInHand, at: datetime) -> None:
    """Refuse a decision that the rules refuse for this person, with the field to mend."""
    if decision.outcome is Outcome.ESCALATION:
        raise Refusal(_("Say what worries you, and to whom it goes."), field="raise_what")
    if fault := outcome_fault(decision.outcome, decision.reason, person.in_hand, at):
        raise Refusal(fault.sentence, field=fault.field)
    if decision.outcome is Outcome.ACTION:
        checked_words(decision.what, "what", _("Say what has to be done."))
    if decision.outcome is Outcome.HAND_OVER:
        work_to_hand_over(decision, person)


_GIVES = (Outcome.ACTION, Outcome.HAND_OVER)
"""Outcomes of which several may stand beside each other on one item."""


def decide(act: Act, room: Room, item: ItemRow, decision: Decision, person: PersonInHand, *, version: int) -> ItemRow:
    """
    Store what is decided for an item, and make what follows from it. Checked before.

    Raises Stale when somebody settled it first, with `extra` the item as it is now; Refusal for an owner or a deadline.
    """
    room = room.about(person.closed)
    meets_at = meets_next(team=room.team, at=act.at) if decision.outcome is Outcome.WEEKLY_MEETING else act.at
    words = decision_words(decision, room, person, act.at, meets_at)
    again = decision.outcome in _GIVES and item.outcome in _GIVES and item.decision
    settled = _settle(act, room, item, decision, f"{item.decision}; {words}" if again else words, version)
    if decision.outcome is Outcome.ACTION:
        agree(act, room, item, decision, person)
    elif decision.outcome is Outcome.HAND_OVER:
        hand_over(act, room, item, decision, person)
    else:
        Agreed.objects.filter(item_id=item.id, action_id=None, withdrawn_at=None).update(
            withdrawn_at=act.at, act_id=act.id
        )
    if decision.outcome is Outcome.WEEKLY_MEETING:
        _put_to_meeting(act, room, item, person, meets_at)
    return settled


def decision_words(decision: Decision, room: Room, person: PersonInHand, at: datetime, meets_at: datetime) -> str:
    """Return a decision in words, as it stands on the agenda and in the record; `meets_at` is the next weekly meeting."""
    match decision.outcome:
        case Outcome.OFF_LIST:
            return first_up(person.in_hand.gone or Gone.LEFT)
        case Outcome.AS_PLANNED:
            return _("As planned: %(plan)s") % {"plan": plan_words(person.in_hand, at)}
        case Outcome.NO_CHANGE:
            return _("No change: %(reason)s") % {"reason": tidy(decision.reason)}
        case Outcome.WEEKLY_MEETING:
            return _("Weekly meeting, %(day)s") % {"day": date_words(local_day(meets_at))}
        case Outcome.HAND_OVER:
            work = work_to_hand_over(decision, person)
            return action_words(replace(decision, what=work.what, due_at=work.due_at), room, at)
        case _:
            return action_words(decision, room, at)


def retell(act: Act, room: Room, item: ItemRow, agreed: Sequence[AgreedRow], raised: Sequence[RaisedRow]) -> ItemRow:
    """Say anew on an item what was agreed and raised, once something was added to it. One statement."""
    told = [
        action_words(
            Decision(
                Outcome.ACTION,
                what=one.what,
                owner_id=one.offered_to_id or one.owner_id,
                due_at=one.due_at,
                to=one.offered,
            ),
            room,
            act.at,
        )
        for one in agreed
    ]
    words = "; ".join([*told, *(raised_words(room, one.to_id, one.what) for one in raised)])
    Item.objects.filter(id=item.id).update(decision=words, version=F("version") + 1, act_id=act.id)
    return replace(item, decision=words, version=item.version + 1)


def _settle(act: Act, room: Room, item: ItemRow, decision: Decision, words: str, version: int) -> ItemRow:
    reason = tidy(decision.reason) if decision.outcome is Outcome.NO_CHANGE else ""
    changed = item.version == version and Item.objects.filter(id=item.id, version=version).update(
        outcome=decision.outcome,
        reason=reason,
        decision=words,
        settled_at=act.at,
        settled_by_id=room.writer.id,
        version=F("version") + 1,
        act_id=act.id,
    )
    if changed != 1:
        raise stale(room, item)
    return replace(item, outcome=decision.outcome, decision=words, version=version + 1)


def stale(room: Room, item: ItemRow) -> Stale:
    """Return the answer to whoever came second: what the first decided. One statement."""
    from kith.huddle.queries import sight_of_item

    now: ItemRow = sight_of_item(item_id=item.id).row["item"]
    if now.outcome is None:
        return Stale(_("Somebody put this off meanwhile. Yours is not saved."), extra=now)
    words = {"name": room.name(now.settled_by_id), "decision": now.decision}
    return Stale(_("%(name)s saved this first: “%(decision)s”.") % words, extra=now)


def _put_to_meeting(act: Act, room: Room, item: ItemRow, person: PersonInHand, meets_at: datetime) -> None:
    """Make the action for the weekly meeting, unless one waits for it already. Two statements or none."""
    if any(one.kind is ActionKind.WEEKLY_MEETING for one in person.work):
        return
    lead = person.lead.member_id if person.lead else None
    duty = room.team.duty_lead
    if (owner := lead or (duty.id if duty else None)) is None:
        raise Refusal(
            _("Nobody answers for this person today. Ask the team lead to publish the rota."), field="outcome"
        )
    actions.add(
        act=act,
        team_id=room.huddle.team_id,
        person_id=person.facts.person_id,
        what=_("Speak of %(name)s") % {"name": f"{person.facts.given} {person.facts.family}".strip()},
        owner_id=owner,
        due_at=meets_at,
        kind=ActionKind.WEEKLY_MEETING,
        origin_kind=ORIGIN,
        origin_id=item.id,
        given_by=BY_RULE,
    )
