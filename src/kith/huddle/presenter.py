"""The huddle in words: who is here, the agenda, one person, what is loose, what it came to, the record."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.action.forms import by_options
from kith.action.rules import ActionState
from kith.board.rules import HEADINGS, Section, age_words, by_words, last_seen_words, next_contact_words
from kith.board.team_day import Colleague, TeamDay
from kith.huddle import queries
from kith.huddle.coming import Coming
from kith.huddle.deciding import may_be_asked, meeting_after
from kith.huddle.in_hand import PersonInHand
from kith.huddle.queries import HuddleRow, ItemRow, Whole
from kith.huddle.rules import (
    OUTCOMES,
    AgendaReason,
    Loose,
    LooseKind,
    Outcome,
    Presence,
    loose_words,
    minutes_left,
    open_outcomes,
    pace_words,
    plan_words,
)
from kith.huddle.shows import (
    AgendaLine,
    AgendaSheetShow,
    Attender,
    ClosedShow,
    CloseRefusedShow,
    ItemShow,
    LastDecision,
    LooseEnd,
    Meeting,
    RecordedAction,
    RecordedItem,
    RecordedNote,
    RecordShow,
    StartShow,
    Unchanged,
)
from kith.place.rules import date_words, local_day, time_words
from kith.policy.queries import role_label
from kith.team.rules import ON_CALL
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option
from kith.web.words import age, moment

WAYS = ("phone", "face to face", "message", "email", "video")


def attenders(team: TeamDay, there: Mapping[UUID, Presence]) -> list[Attender]:
    """Return the members with how they take part, by name."""
    known = [one for one in team.colleagues.values() if one.role != ON_CALL or one.id in there]
    return [
        Attender(one.id, one.name, _duty_words(team, one), str(there.get(one.id, Presence.AWAY)))
        for one in sorted(known, key=lambda one: (one.name, str(one.id)))
    ]


def start_show(
    coming: Coming, there: Mapping[UUID, Presence], form: Filled, hindrance: str, closed: HuddleRow | None
) -> StartShow:
    """Return the page before the huddle."""
    team = coming.team
    return StartShow(
        team_slug=team.slug,
        team_name=team.name,
        day=local_day(coming.at),
        form=form,
        attenders=attenders(team, there),
        minutes=[Option(str(number), _("%(number)d minutes") % {"number": number}) for number in (15, 20, 30)],
        agenda=_coming_lines(coming),
        look_back=coming.look_back,
        hindrance=hindrance,
        closed_id=closed.id if closed else None,
    )


def sheet_show(coming: Coming) -> AgendaSheetShow:
    """Return the agenda on paper."""
    duty = coming.team.duty_lead
    return AgendaSheetShow(
        coming.team.slug,
        coming.team.name,
        local_day(coming.at),
        _coming_lines(coming),
        coming.look_back,
        duty.name if duty else "",
    )


def item_show(
    team: TeamDay,
    found: Whole,
    item: ItemRow,
    person: PersonInHand,
    last: LastDecision | None,
    at: datetime,
    form: Filled,
    answered: str = "",
) -> ItemShow:
    """Return one person in the running huddle."""
    order = sorted(found.items, key=lambda one: one.position)
    following = next_open(found, item)
    offered = open_outcomes(person.in_hand, at)
    lead = team.colleagues.get(person.lead.member_id) if person.lead else None
    next_contact = person.next_contact
    return ItemShow(
        item_id=item.id,
        version=item.version,
        position=order.index(item) + 1,
        number_of_items=len(order),
        section=section_words(item.section),
        person_id=item.person_id,
        name=item.name,
        age=age(item.born, local_day(at)) if item.born else None,
        reasons=person.line(team, at).reasons,
        last=last,
        lead=_lead_words(lead, found.present),
        seen=last_seen_words(person.facts, at),
        next_contact=next_contact_words(next_contact, at) if next_contact else "",
        planned=plan_words(person.in_hand, at) if Outcome.AS_PLANNED in offered else "",
        can_stay=Outcome.NO_CHANGE in offered,
        meeting=date_words(local_day(meeting_after(at))) if Outcome.WEEKLY_MEETING in offered else "",
        given=[item.decision] if item.decision else [],
        who=owners(team, found.present, lead),
        why_not=absent_words(team, found.present),
        by=by_options(at=at, calendar=team.calendar),
        raise_to=[Option(str(one.id), f"{one.name}, {_duty_words(team, one)}") for one in may_be_asked(team)],
        ways=[Option(way, way) for way in WAYS],
        next_name=following.name if following else "",
        running=running(team, found, at),
        form=form,
        answered=answered,
    )


def running(team: TeamDay, found: Whole, at: datetime) -> Meeting:
    """Return what stands beside each item: time and pace, agenda, attendance, closing."""
    row = found.huddle
    left = minutes_left(row.started_at, row.minutes, at)
    undecided = sum(one.outcome is None for one in found.items)
    loose = found.loose
    words = _("%(number)d still loose") % {"number": len(loose)} if loose else _("Nothing is loose.")
    return Meeting(
        team_slug=team.slug,
        minutes=row.minutes,
        minutes_used=max(0, min(row.minutes, row.minutes - left)),
        minutes_left=left,
        pace=pace_words(undecided, left),
        agenda=_lines(found, at),
        attenders=attenders(team, found.attendance),
        close_words=words,
        time_form=fresh_form(),
        attendance_form=fresh_form(),
        close_form=fresh_form(),
    )


def next_open(found: Whole, item: ItemRow | None = None) -> ItemRow | None:
    """Return who comes next: the first without an outcome after this one, else the first of all; None when all have one."""
    waiting = [one for one in sorted(found.items, key=lambda one: one.position) if one.outcome is None]
    others = [one for one in waiting if item is None or one.id != item.id]
    later = [one for one in others if item is None or one.position > item.position]
    return (later or others or [None])[0]


def refused_show(
    team: TeamDay,
    found: Whole,
    people: Mapping[UUID, PersonInHand],
    at: datetime,
    form: Filled,
    *,
    before: frozenset[UUID] | None,
    late: bool,
    may_close: bool,
) -> CloseRefusedShow:
    """Return why the huddle cannot close, with the fields that cure it. `before`: what was loose when the page was made."""
    loose = found.loose
    duty = team.duty_lead
    return CloseRefusedShow(
        team_slug=team.slug,
        title=loose_words(loose) if loose else _("The huddle was not closed on its day"),
        loose=[_loose_end(one, found, people, at, before) for one in loose],
        who=owners(team, found.present, None),
        why_not=absent_words(team, found.present),
        by=by_options(at=at, calendar=team.calendar),
        ways=[Option(way, way) for way in WAYS],
        sound=_sound(found),
        form=form,
        needs_reason=late,
        may_close=may_close,
        who_may=_("The duty lead closes it: %(name)s.") % {"name": duty.name if duty else _("nobody yet")},
    )


def closed_show(team: TeamDay, found: Whole, at: datetime) -> ClosedShow:
    """Return what the closed huddle came to, with everybody left as they were."""
    still = [one for one in found.items if one.outcome is Outcome.NO_CHANGE]
    changes = queries.last_changes(huddle=found.huddle, person_ids=[one.person_id for one in still])
    today = local_day(at)
    return ClosedShow(
        team_slug=team.slug,
        huddle_id=found.huddle.id,
        closed_at=found.huddle.closed_at or at,
        number_of_people=len(found.items),
        number_of_actions=len(found.agreed),
        number_raised=len(found.raised),
        number_to_meeting=sum(one.outcome is Outcome.WEEKLY_MEETING for one in found.items),
        unchanged=[
            Unchanged(
                one.person_id,
                one.name,
                one.reason,
                age_words(changes[one.person_id], today) if one.person_id in changes else _("never in a huddle"),
            )
            for one in still
        ],
    )


def record_show(team: TeamDay, found: Whole, at: datetime) -> RecordShow:
    """Return the record of a huddle."""
    row = found.huddle
    names: dict[Presence, list[str]] = {how: [] for how in Presence}
    for one in attenders(team, found.attendance):
        names[Presence(one.how)].append(one.name)
    return RecordShow(
        team_slug=team.slug,
        team_name=team.name,
        day=row.day,
        started_at=row.started_at,
        closed_at=row.closed_at,
        facilitator=_name(team, row.facilitator_id),
        room=names[Presence.ROOM],
        joined=names[Presence.JOINED],
        away=names[Presence.AWAY],
        items=[_recorded(team, found, item, at) for item in sorted(found.items, key=lambda one: one.position)],
        late_because=row.closed_late_because,
    )


def last_decision(team_id: UUID, item: ItemRow, huddle: HuddleRow, at: datetime) -> LastDecision | None:
    """Return what the last huddle decided for a person, and whether it was done; None when none spoke of them."""
    last = queries.last_time(team_id=team_id, person_id=item.person_id, before=huddle.day)
    if last is None:
        return None
    open_ones = [state for state, _ended in last.actions if state in (ActionState.OPEN, ActionState.HELD)]
    ended = [ended_at for state, ended_at in last.actions if state is ActionState.DONE and ended_at]
    words = f"{date_words(last.day)}: {last.decision}"
    if open_ones:
        return LastDecision(words, False, _("Not done yet"))
    if ended:
        return LastDecision(words, True, _("Done %(when)s") % {"when": moment(max(ended), at)})
    return LastDecision(words, True, _("Settled"))


def owners(team: TeamDay, present: frozenset[UUID], lead: Colleague | None) -> list[Option]:
    """Return who may be given work here: the day lead, the duty lead, then others present, by name, duty in words."""
    duty = team.duty_lead
    first = [one for one in (lead, duty) if one and (one.id in present or one is duty)]
    there = sorted((one for one in team.colleagues.values() if one.id in present), key=lambda one: one.name)
    ordered = {one.id: one for one in [*first, *there]}
    return [
        Option(str(one.id), f"{one.name}, {_('day lead') if lead and one.id == lead.id else _duty_words(team, one)}")
        for one in ordered.values()
    ]


def absent_words(team: TeamDay, present: frozenset[UUID]) -> list[str]:
    """Return why others are not in the list of owners."""
    away = sorted(one.name for one in team.colleagues.values() if one.id not in present and one.role != ON_CALL)
    if not away:
        return []
    return [
        _("%(names)s: not here. Those here accept what is given to them; others cannot yet.")
        % {"names": ", ".join(away)}
    ]


def section_words(section: str) -> str:
    """Return the heading of the part of the agenda that somebody stands in."""
    if section in set(Section):
        return HEADINGS[Section(section)].title
    words = {AgendaReason.CARRIED: _("Carried over"), AgendaReason.ADDED: _("Added")}
    return words.get(AgendaReason(section), "") if section in set(AgendaReason) else ""


def _coming_lines(coming: Coming) -> list[AgendaLine]:
    lines = []
    for one in coming.agenda:
        person = coming.people[one.person_id]
        lines.append(AgendaLine(one.person_id, person.line.name, person.line.age, str(one.why), one.words))
    return lines


def _lines(found: Whole, at: datetime) -> list[AgendaLine]:
    loose = {one.item_id for one in found.loose if one.kind is not LooseKind.OUTCOME}
    lines = []
    for item in sorted(found.items, key=lambda one: one.position):
        state = "loose" if item.id in loose else "settled" if item.outcome else "open"
        words = item.decision if item.outcome else item.why
        years = age(item.born, local_day(at)) if item.born else None
        lines.append(AgendaLine(item.person_id, item.name, years, item.section, words, state, item.id))
    return lines


def _loose_end(
    one: Loose, found: Whole, people: Mapping[UUID, PersonInHand], at: datetime, before: frozenset[UUID] | None
) -> LooseEnd:
    item = found.item(one.item_id)
    person = people.get(item.person_id)
    outcomes = open_outcomes(person.in_hand, at) if person else ()
    return LooseEnd(
        kind=str(one.kind),
        thing_id=one.thing_id,
        name=item.name,
        age=age(item.born, local_day(at)) if item.born else None,
        sentence=one.sentence,
        known=_known(one, found, at) or item.why,
        outcomes=[Option(str(outcome), OUTCOMES[outcome]) for outcome in outcomes if outcome is not Outcome.ESCALATION],
        is_new=before is not None and one.thing_id not in before,
    )


def _known(one: Loose, found: Whole, at: datetime) -> str:
    for agreed in found.agreed:
        if agreed.id == one.thing_id:
            return f"{agreed.what}{', ' + by_words(agreed.due_at, at) if agreed.due_at else ''}."
    for raised in found.raised:
        if raised.id == one.thing_id:
            return _("%(what)s. Raised at %(time)s.") % {"what": raised.what, "time": time_words(raised.raised_at)}
    return ""


def _sound(found: Whole) -> list[str]:
    settled = sum(one.outcome is not None for one in found.items)
    whole = sum(one.action_id is not None for one in found.agreed)
    told = sum(bool(one.said) for one in found.raised)
    sentences = []
    if settled:
        sentences.append(_("%(number)d people with an outcome.") % {"number": settled})
    if whole:
        sentences.append(_("%(number)d actions, each with an owner and a deadline.") % {"number": whole})
    if told:
        sentences.append(_("%(number)d escalations with their note.") % {"number": told})
    return sentences


def _recorded(team: TeamDay, found: Whole, item: ItemRow, at: datetime) -> RecordedItem:
    return RecordedItem(
        person_id=item.person_id,
        name=item.name,
        age=age(item.born, found.huddle.day) if item.born else None,
        why=item.why,
        outcome=item.decision,
        actions=[
            RecordedAction(one.what, _name(team, one.owner_id), by_words(one.due_at, at) if one.due_at else "")
            for one in found.agreed
            if one.item_id == item.id
        ],
        notes=[
            RecordedNote(
                one.what,
                _name(team, one.to_id),
                f"{one.told_who}, {one.told_how}, {time_words(one.told_at)}: {one.said}" if one.told_at else "",
            )
            for one in found.raised
            if one.item_id == item.id
        ],
    )


def _lead_words(lead: Colleague | None, present: frozenset[UUID]) -> str:
    if lead is None:
        return _("nobody")
    return _("%(name)s, here") % {"name": lead.name} if lead.id in present else lead.name


def _duty_words(team: TeamDay, one: Colleague) -> str:
    if one.away:
        return _("away: %(reason)s") % {"reason": one.away}
    duty = team.duty_lead
    if duty and duty.id == one.id:
        return _("duty lead")
    if one.is_on_shift:
        return _("on duty")
    return role_label(one.role) if one.role == ON_CALL else _("not on shift")


def _name(team: TeamDay, member_id: UUID | None) -> str:
    found = team.colleagues.get(member_id) if member_id else None
    return found.name if found else _("somebody who has left the team")
