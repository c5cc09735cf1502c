"""Escalations raised in a huddle: opened or joined like any other, with the note of who was told, how, when, what they said."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids
from kith.board.team_day import Colleague, TeamDay
from kith.escalation.opening import open_or_join
from kith.escalation.operations import WORRIED, WORRIES, Line, note_told
from kith.escalation.queries import ask_of, by_action
from kith.escalation.queries import one as one_escalation
from kith.escalation.rules import Crossing
from kith.huddle.deciders import Room, checked_words
from kith.huddle.giving import ORIGIN
from kith.huddle.models import Raised
from kith.huddle.queries import ItemRow, RaisedRow
from kith.huddle.types import Told
from kith.person.rules import tidy
from kith.place.rules import time_words
from kith.policy.queries import roles


def raised_words(room: Room, to_id: UUID, what: str) -> str:
    """Return an escalation in words: 'Escalated to Ama Owusu: breathless at rest'."""
    return _("Escalated to %(name)s: %(what)s") % {"name": room.name(to_id), "what": tidy(what)}


def raise_for(act: Act, room: Room, item: ItemRow, what: str, to_id: UUID, told: Told | None) -> UUID:
    """Open an escalation, or join the one that is open, and keep who was told if it is known."""
    what = checked_words(what, "raise_what", _("Say what worries you, and what you ask for."))
    if to_id not in {one.id for one in may_be_asked(room.team)}:
        raise Refusal(_("Choose the duty lead or a supervisor."), field="raise_to")
    note = _note_while_raising(told, act.at, room.huddle.started_at) if told else None
    [escalation_id] = open_or_join(
        act=act,
        team_id=room.huddle.team_id,
        person_id=item.person_id,
        crossings=[Crossing(WORRIED, "", *WORRIES["review"], what)],
        source_kind=ORIGIN,
        source_id=act.id,
        first_asked=to_id,
    )
    if note:
        _log(act, room.huddle.team_id, item.person_id, escalation_id, note)
    raised = Raised(
        id=ids.new(),
        team_id=room.huddle.team_id,
        huddle_id=room.huddle.id,
        item_id=item.id,
        person_id=item.person_id,
        what=what,
        to_id=to_id,
        action_id=ask_of(escalation_id=escalation_id),
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
    may = [one for one in supervisors if one.id not in team.closed and (duty is None or one.id != duty.id)]
    return ([duty] if duty else []) + may


def note(act: Act, raised: RaisedRow, told: Told) -> None:
    """Store who was told of an escalation, unless somebody has done so already; in its own log too. Raises Refusal."""
    checked = checked_note(told, act.at, since_at=raised.raised_at)
    if not Raised.objects.filter(id=raised.id, told_at=None).update(act_id=act.id, **_note(checked)):
        raise Refusal(_("Somebody else has written this note meanwhile. Theirs stands."), field="told_who")
    if escalation_id := by_action(action_ids=[raised.action_id]).get(raised.action_id):
        team_id = one_escalation(escalation_id=escalation_id).team_id
        _log(act, team_id, raised.person_id, escalation_id, checked)


def _log(act: Act, team_id: UUID, person_id: UUID, escalation_id: UUID, told: Told) -> None:
    """Write the note into the escalation's own log. One statement."""
    line = Line(told.who, told.how, told.said, told_at=told.at)
    note_told(act=act, team_id=team_id, person_id=person_id, escalation_id=escalation_id, line=line)


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


def _note(told: Told | None) -> dict[str, object]:
    if told is None:
        return {"told_who": "", "told_how": "", "told_at": None, "said": ""}
    return {"told_who": told.who, "told_how": told.how, "told_at": told.at, "said": told.said}
