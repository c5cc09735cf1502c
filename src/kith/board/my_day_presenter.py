"""A member's day in words. No query, no clock."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.action.offer_queries import OfferRow
from kith.action.rules import ActionFacts, ActionKind, deadline
from kith.board.day_rules import Entry, next_contact, number_of_things, overdue
from kith.board.moment_rules import by_words, left_words, window_words
from kith.board.my_day import MyDay
from kith.board.my_day_shows import DayLine, DayWork, EscalatedLine, FollowedLine, LedLine, MyDayShow, OfferLine
from kith.board.queries import OnBoard
from kith.contact.rules import ContactFacts, ContactState, Way, lacks_result
from kith.language import days as days_words
from kith.person.rules import shown
from kith.place.rules import local_day, time_words
from kith.team.rules import Calendar, service_days_between
from kith.web.pages import fresh_form
from kith.web.words import age, first_up, moment


def my_day_show(day: MyDay) -> MyDayShow:
    """Return the page of somebody's day."""
    at = day.boards.at
    following = next_contact(day.to_do, at)
    rest = [one for one in day.to_do if one is not following]
    return MyDayShow(
        team_slug=day.boards.team.slug,
        day=local_day(at),
        summary=_summary(day),
        escalated=[_escalated(one, at) for one in day.escalated],
        offers=[_offer(one, day) for one in day.offers],
        next_up=_line(following, day) if following else None,
        later=[_line(one, day) for one in rest],
        done=[_done(one, at) for one in day.done],
        unsettled=[_line(one, day) for one in day.to_do],
        number_unsettled=number_of_things([*day.escalated, *day.to_do]),
        leads=[_led(one) for one in sorted(day.leads, key=lambda one: one.line.sort_key)],
        followed=_followed(day),
        form=fresh_form(),
    )


def people_in(show: MyDayShow) -> list[UUID]:
    """Return everybody whom the page names."""
    lines = [*([show.next_up] if show.next_up else []), *show.later, *show.done]
    named = [*(one.person_id for one in show.escalated), *(one.person_id for one in lines)]
    named += [*(one.person_id for one in show.leads), *(one.person_id for one in show.followed)]
    return list(dict.fromkeys(one for one in named if one))


def _summary(day: MyDay) -> str:
    parts = [_("%(open)d to do, %(done)d done.") % {"open": day.number, "done": len(day.done)}]
    if raised := len(day.escalated):
        parts.append(ngettext("%(n)d escalation.", "%(n)d escalations.", raised) % {"n": raised})
    if late := sum(bool(overdue(one.actions, day.boards.at)) for one in day.to_do):
        parts.append(ngettext("Overdue work for %(n)d person.", "Overdue work for %(n)d people.", late) % {"n": late})
    return " ".join(parts)


def _escalated(one: Entry, at: datetime) -> EscalatedLine:
    [action] = one.actions
    return EscalatedLine(
        person_id=one.person.person_id,
        name=one.person.name or _("The team"),
        age=age(one.person.born, at) if one.person.born else None,
        words=_("%(what)s: answer %(by)s") % {"what": action.what, "by": by_words(one.at, at)},
        since=moment(one.since, at) if one.since else "",
        left=left_words(one.at, at),
        by=one.at,
        address=reverse("action", kwargs={"action_id": action.action_id}),
    )


def _offer(row: OfferRow, day: MyDay) -> OfferLine:
    what = shown(row.what) or _("To lead a person")
    words = _("%(what)s, from %(giver)s, answer %(by)s.") % {
        "what": what,
        "giver": row.giver,
        "by": by_words(row.answer_by, day.boards.at),
    }
    return OfferLine(words, reverse("offer", kwargs={"offer_id": row.id}), day.reach.get(row.giver_account_id))


def _line(one: Entry, day: MyDay) -> DayLine:
    contact, at = one.contact, day.boards.at
    return DayLine(
        time=_time(one, at),
        person_id=one.person.person_id,
        name=one.person.name or _("The team"),
        age=age(one.person.born, at) if one.person.born else None,
        what=_what(contact) if contact else "",
        late=_late(one, at, day.boards.team.calendar),
        street=one.person.street,
        contact_id=contact.contact_id if contact else None,
        works=[_work(action, day) for action in one.actions],
        is_visit=contact is not None and contact.way is Way.VISIT,
    )


def _time(one: Entry, at: datetime) -> str:
    if one.contact is None:
        return first_up(by_words(one.at, at))
    if local_day(one.contact.to_at) < local_day(at):
        return _("Earlier")
    return first_up(window_words(one.contact, local_day(at))) or _("Today")


def _what(contact: ContactFacts) -> str:
    ways = {
        Way.VISIT: _("Visit"),
        Way.PHONE: _("Phone call"),
        Way.MESSAGE: _("Message"),
        Way.CLINIC: _("Clinic"),
        Way.VIDEO: _("Video call"),
    }
    return contact.what.strip() or ways[contact.way]


def _late(one: Entry, at: datetime, calendar: Calendar) -> str:
    """Return what is late of a line; its age is in service days, as on the board."""
    if one.contact and lacks_result(one.contact, at):
        return _("No result written")
    late = overdue(one.actions, at)
    if not late:
        return ""
    days = service_days_between(local_day(min(map(deadline, late))), local_day(at), calendar)
    told = {"n": len(late), "age": days_words(days)}
    if not days:
        return ngettext("%(n)d action overdue", "%(n)d actions overdue", len(late)) % told
    if len(late) == 1:
        return _("%(n)d action overdue, %(age)s") % told
    return _("%(n)d actions overdue, oldest %(age)s") % told


def _work(action: ActionFacts, day: MyDay) -> DayWork:
    contact_id = day.settled_by.get(action.action_id)
    page = ("contact-made", {"contact_id": contact_id}) if contact_id else ("action", {"action_id": action.action_id})
    is_late = bool(overdue([action], day.boards.at))
    done_words = _("Say what you saw") if action.kind is ActionKind.NOTICED else ""
    may_pass = action.kind is not ActionKind.RESTRICTED_TASK
    return DayWork(action.what, reverse(page[0], kwargs=page[1]), is_late, contact_id, done_words, may_pass)


def _done(one: Entry, at: datetime) -> DayLine:
    contact = one.contact
    states = {ContactState.MADE: _("Done"), ContactState.MISSED: _("Missed"), ContactState.CANCELLED: _("Cancelled")}
    words = _what(contact) if contact else one.actions[0].what
    return DayLine(
        time=time_words(one.at),
        person_id=one.person.person_id,
        name=one.person.name or _("The team"),
        age=age(one.person.born, at) if one.person.born else None,
        what=words,
        late=states[contact.state] if contact else _("Done"),
        street="",
        contact_id=contact.contact_id if contact else None,
        works=(),
        is_visit=contact is None or contact.state is ContactState.MADE,
    )


def _led(one: OnBoard) -> LedLine:
    return LedLine(one.facts.person_id, one.line.name, one.facts.age, one.line.why.first)


def _followed(day: MyDay) -> list[FollowedLine]:
    """Return whom the reader follows, those with news first, then by name."""
    why = {one.facts.person_id: one.line.why.first for one in day.boards.everyone}
    news = {key: one.words for key, one in day.boards.news.items()}
    lines = [
        FollowedLine(
            person_id=one.person_id,
            name=one.name,
            age=age(one.born, day.boards.at) if one.born else None,
            news=news.get(one.person_id, ""),
            why=why.get(one.person_id, ""),
        )
        for one in day.followed
        if one.person_id
    ]
    return sorted(lines, key=lambda one: (not one.news, one.name.casefold(), one.person_id.int))
