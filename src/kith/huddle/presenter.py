"""The huddle in words: who is here, the agenda, time and pace, one person. No query, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.action.offer_forms import ROLE, TEAM
from kith.action.offer_people import To
from kith.action.offer_words import pool_words
from kith.action.rules import ActionState
from kith.board.moment_rules import by_words, day_words
from kith.board.rules import last_seen_words, next_contact_words
from kith.board.section_rules import Section, heading
from kith.board.team_day import Colleague, TeamDay
from kith.huddle.closing_rules import LooseKind
from kith.huddle.coming import Coming, presence_by_rota
from kith.huddle.deciders import absent_colleagues
from kith.huddle.escalating import may_be_asked
from kith.huddle.forms import When
from kith.huddle.in_hand import PersonInHand
from kith.huddle.outcome_rules import Outcome, can_be_handed_over, open_outcomes, plan_words
from kith.huddle.outcome_rules import gone_words as person_gone_words
from kith.huddle.queries import ItemRow, LastTime, Whole
from kith.huddle.remarks import RemarkRow
from kith.huddle.rules import HUDDLE_MINUTES, AgendaReason, Presence, minutes_left, pace_words
from kith.huddle.shows import (
    AddShow,
    AgendaLine,
    AgendaSheetShow,
    Attender,
    ItemShow,
    LastDecision,
    Meeting,
    Remark,
    StartShow,
    Why,
)
from kith.place.rules import date_words, local_day, time_words
from kith.policy.queries import role_label
from kith.team.rules import ON_CALL
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option
from kith.web.words import age, cannot_own, first_up, minutes, plain_day

WAYS = ("phone", "in person", "video", "message")


@dataclass(frozen=True)
class Running:
    """A huddle as it stands at a moment: what its pages are told from; `meets_at` is the next weekly meeting of its team."""

    team: TeamDay
    whole: Whole
    at: datetime
    meets_at: datetime

    @property
    def may_own(self) -> frozenset[UUID]:
        """Who may be given work here: those present, and the duty lead."""
        duty = self.team.duty_lead
        return (self.whole.present | ({duty.id} if duty else frozenset())) - self.team.closed

    def about(self, person: PersonInHand) -> "Running":
        """Return the huddle as it speaks of one person: who has closed the record cannot be given work for them."""
        return replace(self, team=self.team.closed_to(person.closed))

    @property
    def open_items(self) -> list[ItemRow]:
        """The items without an outcome, in the order of the agenda."""
        return [one for one in self.whole.items if one.outcome is None]

    @property
    def when(self) -> When:
        """The deadlines that its lists offer."""
        return When(self.at, self.team.calendar, self.meets_at)

    def name(self, member_id: UUID | None) -> str:
        """Return a member's name, also of one who has left since; empty for nobody."""
        return self.whole.names[member_id] if member_id else ""

    def receiver(self, to: To) -> str:
        """Return to whom something was offered: a member's name, 'any nurse', 'the whole team'."""
        return pool_words(to.role) if to.is_pool else self.name(to.member_id)

    def is_led_by(self, account_id: UUID) -> bool:
        """Whether somebody leads this huddle."""
        leader = self.team.colleagues.get(self.whole.huddle.facilitator_id)
        return leader is not None and leader.account_id == account_id

    def next_after(self, item: ItemRow | None) -> ItemRow | None:
        """Return the next open item after one, from the top again behind the last; None when no other is open."""
        others = [one for one in self.open_items if item is None or one.id != item.id]
        later = [one for one in others if item is None or (one.position, one.id) > (item.position, item.id)]
        return next(iter(later or others), None)

    def meeting(self) -> Meeting:
        """Return what stands beside each item."""
        huddle = self.whole.huddle
        left = minutes_left(huddle.started_at, huddle.minutes, self.at)
        return Meeting(
            team_slug=self.team.slug,
            minutes=huddle.minutes,
            minutes_used=max(0, min(huddle.minutes, huddle.minutes - left)),
            minutes_left=left,
            pace=pace_words(len(self.open_items), left),
            agenda=[self.agenda_line(one) for one in self.whole.items],
            attenders=attenders(self.team, self.whole.attendance),
            close_words=self._close_words(),
            time_form=fresh_form(),
            attendance_form=fresh_form(),
            close_form=fresh_form(),
            gone_words=gone_words(self.whole.number_gone),
            late_words=self._late_words(),
        )

    def agenda_line(self, item: ItemRow) -> AgendaLine:
        """Return one person on the agenda: why until there is a decision, then the decision, or what is missing."""
        missing = [one for one in self.whole.loose if one.item_id == item.id and one.kind is not LooseKind.OUTCOME]
        words, state = item.why, "open"
        if missing:
            words, state = missing[0].words, "loose"
        elif item.outcome:
            words, state = item.decision, "settled"
        years = age(item.born, self.at) if item.born else None
        return AgendaLine(item.person_id, item.name, years, item.section, words, state, item.id)

    def _close_words(self) -> str:
        waiting = len(self.open_items)
        missing = len(self.whole.loose) - waiting
        parts = []
        if waiting:
            words = ngettext("%(number)d person to discuss", "%(number)d people to discuss", waiting)
            parts.append(words % {"number": waiting})
        if missing:
            words = ngettext("%(number)d thing missing", "%(number)d things missing", missing)
            parts.append(words % {"number": missing})
        return f"{first_up(', '.join(parts))}." if parts else ""

    def _late_words(self) -> str:
        day = self.whole.huddle.day
        if day == local_day(self.at):
            return ""
        words = {"day": date_words(day)}
        return _("The huddle of %(day)s was not closed. The duty lead closes it, with a reason.") % words


def gone_words(number: int) -> str:
    """Return who is missing from a huddle's lists, empty when nobody is."""
    if not number:
        return ""
    return ngettext(
        "%(n)d person has left the list since: nothing to decide.",
        "%(n)d people have left the list since: nothing to decide.",
        number,
    ) % {"n": number}


# Before it starts


def attenders(team: TeamDay, there: Mapping[UUID, Presence]) -> list[Attender]:
    """Return who may take part, by name: as said, else as the rota has it. On-call cover only where it takes part."""
    known = {**presence_by_rota(team), **there}
    return [
        Attender(one.id, one.name, duty_words(team, one), known[one.id])
        for one in team.colleagues.values()
        if one.id in known
    ]


def duty_words(team: TeamDay, one: Colleague) -> str:
    """Return what the rota says of a member today, empty for nothing."""
    if one.away:
        return _("away: %(why)s") % {"why": one.away}
    if team.duty_lead and one.id == team.duty_lead.id:
        return _("duty lead")
    return _("on duty") if one.is_on_shift else ""


def start_show(planned: Coming, *, form: Filled, closed_id: UUID | None = None) -> StartShow:
    """Return the page that starts a huddle."""
    team = planned.team
    typed = {one.id: str(form.values.get(f"how-{one.id}", "")) for one in team.colleagues.values()}
    there = {member: Presence(how) for member, how in typed.items() if how in set(Presence)}
    return StartShow(
        team_slug=team.slug,
        team_name=team.name,
        day=local_day(planned.at),
        form=form,
        attenders=attenders(team, there),
        minutes=[Option(str(number), minutes(number)) for number in HUDDLE_MINUTES],
        agenda=_coming_lines(planned),
        look_back=planned.look_back,
        hindrance="" if planned.team.colleagues else _("The team has no members yet."),
        closed_id=closed_id,
        last_id=planned.last.id if planned.last else None,
        last_day=planned.last.day if planned.last else None,
    )


def coming_sheet(planned: Coming) -> AgendaSheetShow:
    """Return the agenda on paper, before the huddle."""
    return _sheet(planned.team, local_day(planned.at), _coming_lines(planned), planned.look_back)


def running_sheet(running: Running, look_back: str) -> AgendaSheetShow:
    """Return the agenda of a running huddle on paper; `look_back` is what came of the one before."""
    lines = [running.agenda_line(one) for one in running.whole.items]
    return _sheet(running.team, running.whole.huddle.day, lines, look_back)


def _sheet(team: TeamDay, day: date, lines: list[AgendaLine], look_back: str) -> AgendaSheetShow:
    duty = team.duty_lead
    return AgendaSheetShow(team.slug, team.name, day, lines, look_back, duty.name if duty else "")


def _coming_lines(planned: Coming) -> list[AgendaLine]:
    people = planned.people
    return [
        AgendaLine(one.person_id, people[one.person_id].line.name, people[one.person_id].facts.age, one.why, one.words)
        for one in planned.agenda
    ]


# One person


def item_show(
    running: Running,
    item: ItemRow,
    person: PersonInHand,
    last: LastTime | None,
    said: Sequence[Remark],
    *,
    form: Filled,
    answered: str = "",
    leads: bool = False,
) -> ItemShow:
    """Return the page of one person in the huddle."""
    running = running.about(person)
    at, items = running.at, running.whole.items
    offered = open_outcomes(person.in_hand, at)
    following = running.next_after(item)
    lead = person.lead.member_id if person.lead else None
    return ItemShow(
        item_id=item.id,
        version=item.version,
        position=1 + [one.id for one in items].index(item.id),
        number_of_items=len(items),
        section=section_words(item.section),
        person_id=item.person_id,
        name=item.name,
        age=person.facts.age,
        reasons=reasons_of(item, person, running),
        last=last_words(last, at),
        lead=lead_words(running, lead),
        seen=last_seen_words(person.facts, at),
        next_contact=next_contact_words(person.next_contact, at, person.facts.away)
        if person.next_contact or (person.facts.away and person.facts.away.has(local_day(at)))
        else "",
        planned=plan_words(person.in_hand, at) if Outcome.AS_PLANNED in offered else "",
        can_stay=Outcome.NO_CHANGE in offered,
        meeting=date_words(local_day(running.meets_at)) if Outcome.WEEKLY_MEETING in offered else "",
        given=[item.decision] if item.outcome else [],
        who=who_options(running, lead),
        why_not=why_not(running),
        by=running.when.options,
        raise_to=[Option(str(one.id), _asked_words(running.team, one)) for one in may_be_asked(running.team)],
        ways=way_options(),
        next_name=following.name if following else "",
        running=running.meeting(),
        form=form,
        answered=answered,
        is_led_by_you=leads,
        remarks=said,
        remark_form=fresh_form(),
        gone=person_gone_words(person.in_hand.gone) if person.in_hand.gone else "",
        can_act=Outcome.ACTION in offered,
        work=work_options(person, at) if Outcome.HAND_OVER in offered else (),
        to=receiver_options(running),
    )


def usual_owner(running: Running, person: PersonInHand) -> str:
    """Return whom an action is given to unless another is chosen: the day lead if here, else the duty lead."""
    running = running.about(person)
    lead, duty = person.lead.member_id if person.lead else None, running.team.duty_lead
    if lead in running.may_own:
        return str(lead)
    return str(duty.id) if duty else ""


def section_words(code: str) -> str:
    """Return the part of the agenda that somebody stands in: 'New to us'."""
    own = {
        AgendaReason.CARRIED: _("Carried over"),
        AgendaReason.NOTICED: _("Noticed at a contact"),
        AgendaReason.RETURNED: _("Back from hold"),
        AgendaReason.ADDED: _("Added"),
    }
    return own.get(AgendaReason(code)) or heading(Section(code)).title


def reasons_of(item: ItemRow, person: PersonInHand, running: Running) -> list[Why]:
    """Why they are on the agenda, where the board does not say so itself or nothing any more; then what it says now."""
    today = [Why(one.code, one.words, one.more_words) for one in person.line(running.team, running.at).reasons]
    is_told_by_board = item.section in set(Section) and bool(today)
    return today if is_told_by_board else [Why(item.section, first_up(item.why)), *today]


def remarks_shown(running: Running, rows: Iterable[RemarkRow], item_id: UUID, account_id: UUID) -> list[Remark]:
    """Return what was said beside an item, in the order in which it was."""
    own = {one.id for one in running.team.colleagues.values() if one.account_id == account_id}
    return [
        Remark(one.id, running.name(one.by_id), one.said_at, one.text, one.shown_at is not None, one.by_id in own)
        for one in rows
        if one.item_id == item_id
    ]


def last_words(last: LastTime | None, at: datetime) -> LastDecision | None:
    if last is None:
        return None
    day = first_up(day_words(last.day, local_day(at)))
    words = _("%(day)s: %(decision)s") % {"day": day, "decision": last.decision}
    if any(state in (ActionState.OPEN, ActionState.HELD) for state, _ended in last.actions):
        return LastDecision(words, is_done=False, standing=_("not done yet"))
    done = [ended_at for state, ended_at in last.actions if state is ActionState.DONE and ended_at]
    if not done:
        return LastDecision(words, is_done=True, standing="")
    on = day_words(local_day(done[-1]), local_day(at))
    ended = _("%(day)s %(time)s") % {"day": on, "time": time_words(done[-1])}
    return LastDecision(words, is_done=True, standing=_("done %(ended)s") % {"ended": ended})


def lead_words(running: Running, member_id: UUID | None) -> str:
    """Return who leads a person today, and whether they are here."""
    if member_id is None:
        return _("nobody today")
    here = _("here") if member_id in running.whole.present else _("not here")
    return f"{running.name(member_id)}, {here}"


def who_options(running: Running, lead_id: UUID | None = None) -> list[Option]:
    """
    Return to whom work may be given here: the day lead, the duty lead, then the others by name, each with why.

    Last come those who are not here: they get an offer.
    """
    duty = running.team.duty_lead
    rank = {lead_id: 0, duty.id if duty else None: 1}
    here = [one for one in running.team.colleagues.values() if one.id in running.may_own]
    ordered = sorted(here, key=lambda one: (rank.get(one.id, 2), one.name, one.id))
    absent = absent_colleagues(running.team, running.may_own)
    return [
        *(Option(str(one.id), f"{one.name}, {_owner_words(running, one, lead_id)}") for one in ordered),
        *(Option(str(one.id), _("%(name)s, not here: gets an offer") % {"name": one.name}) for one in absent),
    ]


def work_options(person: PersonInHand, at: datetime) -> list[Option]:
    """Return the work of a person that can be handed over, by deadline: what, whose, by when."""
    could = sorted(filter(can_be_handed_over, person.in_hand.actions), key=lambda one: (one.due_at, one.action_id.int))
    return [
        Option(
            str(one.action_id),
            _("%(what)s: %(who)s, %(by)s") % {"what": one.what, "who": one.owner, "by": by_words(one.due_at, at)},
        )
        for one in could
    ]


def receiver_options(running: Running) -> list[Option]:
    """Return to whom work can be offered: members who are not away, by name, then the roles they have, then the whole team."""
    could = absent_colleagues(running.team, ())
    members = [Option(str(one.id), f"{one.name}, {role_label(one.role)}") for one in could]
    pools = [Option(f"{ROLE}{role}", first_up(pool_words(role))) for role in sorted({one.role for one in could})]
    return [*members, *pools, Option(TEAM, first_up(pool_words("")))]


def _owner_words(running: Running, one: Colleague, lead_id: UUID | None) -> str:
    if one.id == lead_id:
        return _("day lead")
    if running.team.duty_lead and one.id == running.team.duty_lead.id:
        return _("duty lead")
    how = running.whole.attendance.get(one.id)
    return _("joined from elsewhere") if how is Presence.JOINED else _("here")


def why_not(running: Running) -> list[str]:
    """Return why some colleagues are not listed as owners, and what an offer means."""
    listed = running.may_own | {one.id for one in absent_colleagues(running.team, running.may_own)}
    closed = [one.name for one in running.team.colleagues.values() if one.id in running.team.closed]
    listed |= running.team.closed
    missing = [one for one in running.team.colleagues.values() if one.id not in listed and one.role != ON_CALL]
    reasons = [cannot_own(name) for name in sorted(set(closed))]
    reasons += [_("%(name)s: %(why)s.") % {"name": one.name, "why": duty_words(running.team, one)} for one in missing]
    offers = _("Whoever is not here gets an offer; until they accept, the day lead or the duty lead answers for it.")
    return [*reasons, offers]


def way_options() -> list[Option]:
    """Return the ways in which somebody is told."""
    words = {"phone": _("phone"), "in person": _("in person"), "video": _("video"), "message": _("message")}
    return [Option(way, first_up(words[way])) for way in WAYS]


def _asked_words(team: TeamDay, one: Colleague) -> str:
    is_duty = team.duty_lead is not None and one.id == team.duty_lead.id
    return f"{one.name}, {_('duty lead') if is_duty else role_label(one.role)}"


def add_show(team: TeamDay, people: Iterable[tuple[UUID, str, date | None]], *, form: Filled) -> AddShow:
    """Return the page that puts somebody on the agenda; birth dates tell people of one name apart."""
    known = list(people)
    names = [name for _key, name, _born in known]
    options = [
        Option(
            str(key),
            f"{name}, {_('born %(day)s') % {'day': plain_day(born)}}" if born and names.count(name) > 1 else name,
        )
        for key, name, born in known
    ]
    asked = str(form.values.get("person", ""))
    is_from_person = form.values.get("back") == "person" and asked in {one.value for one in options}
    return AddShow(team.slug, options, form, reverse("person", kwargs={"person_id": asked}) if is_from_person else "")
