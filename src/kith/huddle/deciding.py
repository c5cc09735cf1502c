"""
Deciding about one person in a huddle: the outcome, the action that follows, the escalation with its note.

The parts that settling, raising and mending share. Each runs inside an operation. What can be refused is refused before
anything is put into the operation's last statement, so that one refused line of mending takes nothing else with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, Stale, ids
from kith.action import offering
from kith.action import operations as actions
from kith.action.operations import BY_MEETING, BY_RULE, LONGEST
from kith.action.queries import ActionRow
from kith.action.rules import ActionKind, ActionState
from kith.board.rules import by_words
from kith.board.team_day import Colleague, TeamDay, teams_today
from kith.huddle.in_hand import PersonInHand
from kith.huddle.models import Agreed, Item, Raised
from kith.huddle.queries import AgreedRow, HuddleRow, ItemRow, RaisedRow
from kith.huddle.rules import WEEKLY_MEETING, Gone, Outcome, next_weekly_meeting, outcome_fault, plan_words
from kith.huddle.types import Decision, Told
from kith.person.rules import tidy
from kith.place.rules import date_words, local_day, time_words
from kith.policy.queries import roles
from kith.team.rules import ON_CALL
from kith.web.words import first_up

URGENT_WITHIN = timedelta(hours=1)
"""How long an escalation raised in a huddle may wait for its answer; thresholds of their own come with escalations."""
ORIGIN = "huddle item"


@dataclass(frozen=True, slots=True)
class Room:
    """Where it is decided: the running huddle, the team today, who writes, and who accepts what is given here (P3)."""

    huddle: HuddleRow
    team: TeamDay
    writer: Colleague
    present: frozenset[UUID] = frozenset()

    @property
    def may_own(self) -> frozenset[UUID]:
        """The members who may be given work here: those present, and the duty lead."""
        duty = self.team.duty_lead
        return self.present | ({duty.id} if duty else frozenset())

    @property
    def may_be_offered(self) -> frozenset[UUID]:
        """The members to whom work may be offered from here: those of the team who are not here and not away today."""
        return frozenset(one.id for one in absent_colleagues(self.team, self.may_own))

    def meanwhile(self, lead_id: UUID | None) -> UUID:
        """Return who answers for work until somebody absent accepts it: the day lead if here, the duty lead, the writer."""
        duty = self.team.duty_lead
        if lead_id in self.may_own and lead_id is not None:
            return lead_id
        return duty.id if duty else self.writer.id

    def name(self, member_id: UUID | None) -> str:
        """Return the name of a member; somebody who has left is not named."""
        found = self.team.colleagues.get(member_id) if member_id else None
        return found.name if found else _("somebody who has left the team")


def absent_colleagues(team: TeamDay, here: Collection[UUID]) -> list[Colleague]:
    """Return who may be offered work though they are not here, by name: not who is away today, nor the on-call cover."""
    return [one for one in team.colleagues.values() if one.id not in here and not one.away and one.role != ON_CALL]


def room_of(act: Act, huddle: HuddleRow, present: Collection[UUID] = ()) -> Room:
    """Return where the actor decides. Two statements. Raises Refusal in a closed huddle, NotAllowed for no member."""
    team = teams_today(team_ids=[huddle.team_id], at=act.at)[huddle.team_id]
    if huddle.closed_at:
        words = {"time": time_words(huddle.closed_at)}
        raise Refusal(_("This huddle was closed at %(time)s: nothing can be added to it or changed in it.") % words)
    return Room(huddle, team, own_colleague(act, team), frozenset(present))


def own_colleague(act: Act, team: TeamDay) -> Colleague:
    """Return the actor as a member of the team, in the role of the act if held. Raises NotAllowed."""
    own = [one for one in team.colleagues.values() if one.account_id == act.account_id]
    if not own:
        raise NotAllowed(_("Only a member of the team takes part in its huddle."), rule="P3")
    return next((one for one in own if one.role == act.role), own[0])


def check_decision(decision: Decision, person: PersonInHand, at: datetime) -> None:
    """Refuse a decision that the rules refuse for this person, with the field to mend."""
    if decision.outcome is Outcome.ESCALATION:
        raise Refusal(_("Say what worries you, and to whom it goes."), field="raise_what")
    if fault := outcome_fault(decision.outcome, decision.reason, person.in_hand, at):
        raise Refusal(fault.sentence, field=fault.field)
    if decision.outcome is Outcome.ACTION:
        checked_words(decision.what, "what", _("Say what has to be done."))


def decide(act: Act, room: Room, item: ItemRow, decision: Decision, person: PersonInHand, *, version: int) -> ItemRow:
    """
    Store what is decided for an item, and make what follows from it. Checked before.

    Raises Stale when somebody settled it first, with `extra` the item as it is now; Refusal for an owner or a deadline.
    """
    words = decision_words(decision, room, person, act.at)
    again = decision.outcome is Outcome.ACTION and item.outcome is Outcome.ACTION and item.decision
    settled = _settle(act, room, item, decision, f"{item.decision}; {words}" if again else words, version)
    if decision.outcome is Outcome.ACTION:
        agree(act, room, item, decision, person)
    else:
        Agreed.objects.filter(item_id=item.id, action_id=None, withdrawn_at=None).update(
            withdrawn_at=act.at, act_id=act.id
        )
    if decision.outcome is Outcome.WEEKLY_MEETING:
        _put_to_meeting(act, room, item, person)
    return settled


def decision_words(decision: Decision, room: Room, person: PersonInHand, at: datetime) -> str:
    """Return a decision in words, as it stands on the agenda and in the record."""
    match decision.outcome:
        case Outcome.OFF_LIST:
            return first_up(person.in_hand.gone or Gone.LEFT)
        case Outcome.AS_PLANNED:
            return _("As planned: %(plan)s") % {"plan": plan_words(person.in_hand, at)}
        case Outcome.NO_CHANGE:
            return _("No change: %(reason)s") % {"reason": tidy(decision.reason)}
        case Outcome.WEEKLY_MEETING:
            return _("Weekly meeting, %(day)s") % {"day": date_words(local_day(meeting_after(at)))}
        case _:
            return action_words(decision, room, at)


def action_words(decision: Decision, room: Room, at: datetime) -> str:
    """Return what was agreed in words: 'Tom Brennan: ring him by 5pm', with what is still missing."""
    owner = room.name(decision.owner_id) if decision.owner_id else _("nobody yet")
    if decision.owner_id in room.may_be_offered:
        owner = _("Offered to %(name)s") % {"name": owner}
    when = by_words(decision.due_at, at) if decision.due_at else _("no time yet")
    return f"{owner}: {tidy(decision.what).rstrip('.')} {when}"


def retell(act: Act, room: Room, item: ItemRow, agreed: Sequence[AgreedRow], raised: Sequence[RaisedRow]) -> ItemRow:
    """Say anew on an item what was agreed and raised, once something was added to it. One statement."""
    told = [
        action_words(
            Decision(Outcome.ACTION, what=one.what, owner_id=one.offered_to_id or one.owner_id, due_at=one.due_at),
            room,
            act.at,
        )
        for one in agreed
    ]
    words = "; ".join([*told, *(raised_words(room, one.to_id, one.what) for one in raised)])
    Item.objects.filter(id=item.id).update(decision=words, version=F("version") + 1, act_id=act.id)
    return replace(item, decision=words, version=item.version + 1)


def raised_words(room: Room, to_id: UUID, what: str) -> str:
    """Return an escalation in words: 'Escalated to Ama Owusu: breathless at rest'."""
    return _("Escalated to %(name)s: %(what)s") % {"name": room.name(to_id), "what": tidy(what)}


def meeting_after(at: datetime) -> datetime:
    """Return the next weekly meeting after a moment."""
    return next_weekly_meeting(at, *WEEKLY_MEETING)


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
    agreed = Agreed(
        id=row.id,
        team_id=room.huddle.team_id,
        huddle_id=room.huddle.id,
        item_id=row.item_id,
        person_id=row.person_id,
        what=row.what,
        owner_id=row.owner_id,
        offered_to_id=row.offered_to_id,
        due_at=row.due_at,
        action_id=row.action_id,
        act_id=act.id,
    )
    agreed.save(force_insert=True)
    return row


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


def raise_for(act: Act, room: Room, item: ItemRow, what: str, to_id: UUID, told: Told | None) -> UUID:
    """Make the urgent action of an escalation, and keep who was told if it is known. Three statements."""
    what = checked_words(what, "raise_what", _("Say what worries you, and what you ask for."))
    if to_id not in {one.id for one in may_be_asked(room.team)}:
        raise Refusal(_("Choose the duty lead or a supervisor."), field="raise_to")
    note = _note_while_raising(told, act.at, room.huddle.started_at) if told else None
    action_id = actions.add(
        act=act,
        team_id=room.huddle.team_id,
        person_id=item.person_id,
        what=what,
        owner_id=to_id,
        due_at=act.at + URGENT_WITHIN,
        kind=ActionKind.URGENT,
        origin_kind=ORIGIN,
        origin_id=item.id,
        given_by=BY_RULE,
    )
    raised = Raised(
        id=ids.new(),
        team_id=room.huddle.team_id,
        huddle_id=room.huddle.id,
        item_id=item.id,
        person_id=item.person_id,
        what=what,
        to_id=to_id,
        action_id=action_id,
        raised_at=min(act.at, note.at) if note else act.at,
        raised_by_id=room.writer.id,
        act_id=act.id,
        **_note(note),
    )
    raised.save(force_insert=True)
    return raised.id


def may_be_asked(team: TeamDay) -> list[Colleague]:
    """Return to whom an escalation may be raised: the duty lead first, then the supervisors, by name."""
    duty = team.duty_lead
    known = roles()
    supervisors = [
        one for one in team.colleagues.values() if one.role in known and known[one.role].group == "supervisor"
    ]
    return ([duty] if duty else []) + [one for one in supervisors if duty is None or one.id != duty.id]


def note(act: Act, raised: RaisedRow, told: Told) -> None:
    """Store who was told of an escalation, unless somebody has done so already. One statement. Raises Refusal."""
    values = _note(checked_note(told, act.at, since_at=raised.raised_at))
    if not Raised.objects.filter(id=raised.id, told_at=None).update(act_id=act.id, **values):
        raise Refusal(_("Somebody else has written this note meanwhile. Theirs stands."), field="told_who")


def _note_while_raising(told: Told, at: datetime, started_at: datetime) -> Told:
    """Check a note written with the escalation itself: people were told during the huddle, before this was saved."""
    if told.at < started_at.replace(second=0, microsecond=0):
        words = {"time": time_words(started_at)}
        raise Refusal(
            _("The huddle began at %(time)s: enter when they were told of this since.") % words, field="told_at"
        )
    return checked_note(told, at, since_at=told.at)


def checked_note(told: Told, at: datetime, *, since_at: datetime) -> Told:
    """
    Return a note that is whole. Raises Refusal with the field that is missing or wrong.

    Nobody was told before it was raised (`since_at`). People write times in minutes, so the minute of raising counts.
    """
    who = checked_words(told.who, "told_who", _("Write who was told."))
    how = checked_words(told.how, "told_how", _("Say how they were told."))
    said = checked_words(told.said, "said", _("Write what they said, or that nobody answered."))
    if told.at > at:
        raise Refusal(_("Enter when they were told: a time that is past."), field="told_at")
    if told.at < since_at.replace(second=0, microsecond=0):
        words = {"time": time_words(since_at)}
        raise Refusal(_("This was raised at %(time)s: enter when they were told of it since.") % words, field="told_at")
    return Told(who, how, told.at, said)


def checked_words(text: str, field: str, missing: str) -> str:
    """Return what was typed in one line. Raises Refusal when there is nothing, or far too much."""
    words = tidy(text)
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


def _note(told: Told | None) -> dict[str, object]:
    if told is None:
        return {"told_who": "", "told_how": "", "told_at": None, "said": ""}
    return {"told_who": told.who, "told_how": told.how, "told_at": told.at, "said": told.said}


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
        _offer(act, action_id, absent)
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


def _offer(act: Act, action_id: UUID, member_id: UUID) -> None:
    """Offer work from the meeting to somebody who is not here. Raises Refusal beside the list of owners."""
    try:
        offering.offer(act=act, action_id=action_id, to_member_id=member_id, note=_("Agreed in the huddle"))
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="who", rule="P3") from None


def _same_work(what: str, person: PersonInHand) -> ActionRow | None:
    def bare(words: str) -> str:
        return " ".join(words.casefold().split()).rstrip(".")

    same = [one for one in person.work if one.kind is ActionKind.PLAIN and one.state is ActionState.OPEN]
    return next((one for one in same if bare(one.what) == bare(what)), None)


def _put_to_meeting(act: Act, room: Room, item: ItemRow, person: PersonInHand) -> None:
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
        due_at=meeting_after(act.at),
        kind=ActionKind.WEEKLY_MEETING,
        origin_kind=ORIGIN,
        origin_id=item.id,
        given_by=BY_RULE,
    )
