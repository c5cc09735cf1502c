"""From what is known of a person to their page, in words. No query, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.action.presenter import doer_words, owner_words, standing_words
from kith.action.queries import ActionRow
from kith.action.rules import ActionKind, Standing, deadline, overdue_service_days, standing
from kith.board.known import allergies_of, known_fact, known_groups, title_of
from kith.board.moment_rules import by_words, left_words, window_words
from kith.board.person_queries import (
    FACTS_ON_A_PAGE,
    ContactRow,
    FactRow,
    Identity,
    ListPlace,
    PersonRows,
    TrailPage,
    WayToReach,
)
from kith.board.person_shows import (
    AddressShow,
    ContactLine,
    EntryLine,
    KnownShow,
    PersonAction,
    PersonContact,
    PersonLead,
    PersonShow,
    TrailShow,
    Worry,
)
from kith.board.reason_rules import PersonFacts
from kith.board.rules import is_over_cadence, last_seen_words, next_contact_words
from kith.board.seams import Way as WayOn
from kith.board.shows import ImportLine
from kith.board.team_day import TeamDay
from kith.board.trail_words import changes_of, days_of_trail, looks_of, looks_words
from kith.caseload.rules import CameBy, DayLead, LeadBy, Leads, day_lead, tier_words
from kith.contact.rules import ContactFacts, ContactState, Way, lacks_result
from kith.person.doubles import MayBe
from kith.person.presenter import born_words
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.policy.queries import role_label
from kith.web.shows import Filled
from kith.web.words import age, days, first_up, moment, near_day, plain_day


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page, in which role, and what they may do on it."""

    account_id: UUID
    role: str
    key: str
    may_change: frozenset[UUID] = frozenset()
    may_open_again: bool = False
    may_end_joining: bool = False
    may_merge: bool = False


def person_show(rows: PersonRows, reader: Reader, doubles: Sequence[MayBe] = ()) -> PersonShow:
    """
    Return the page of a person: whose record, what matters, who leads, what is due, what is known, who can see it.

    `doubles` are records that may be of the same person; whose they are is not told here, only how alike they are.
    """
    at, work = rows.at, _in_order(rows.work, rows.at)
    own = next((place for place in rows.places if place.team_id in rows.teams), None)
    facts = _person_facts(rows, own)
    coming = next((one for one in rows.contacts if one.state is ContactState.PLANNED and not _lacks(one, at)), None)
    waiting = [one for one in work if one.kind is not ActionKind.URGENT]
    late = [one for one in waiting if standing(one.facts, at) is Standing.OVERDUE]
    today = [one for one in waiting if standing(one.facts, at) in (Standing.DUE_TODAY, Standing.RETURNED)]
    seen_from = own if own and own.intake_id else None
    return PersonShow(
        who=who_show(rows.who, at, tier=own.risk_tier if own else "", facts=rows.facts),
        matters=shown(rows.who.what_matters),
        lead=_lead(rows, own, reader) if own else None,
        number_overdue=len(late),
        number_today=len(today),
        number_open=len(work),
        due_first=_due_words((late + today)[0], rows) if late or today else "",
        due_then=_then_words(waiting, len(late) + len(today), at),
        seen=last_seen_words(facts, at),
        is_over_cadence=is_over_cadence(facts, at),
        cadence=_("To be seen every %(days)s") % {"days": days(own.cadence_days)} if own and own.cadence_days else "",
        next_contact=_next(coming, reader, at),
        actions=[_action(one, rows, reader) for one in work],
        planned=[_contact(one, rows, reader) for one in rows.contacts if one.state is ContactState.PLANNED],
        past=[_contact(one, rows, reader) for one in rows.contacts if one.state is not ContactState.PLANNED],
        number_past=rows.number_past,
        known=known_groups(rows, at),
        entries=[_entry(one, rows, reader) for one in rows.places],
        why_you=_why_you(rows, own, reader),
        others=_others(rows, reader),
        can_open_again=bool(reader.may_open_again and rows.who.number_closed),
        number_joined=rows.who.number_joined if reader.may_end_joining else 0,
        looks_words=looks_words(rows.trail, at),
        looks=looks_of(rows.trail, rows.names, at),
        changes=changes_of(rows.trail, rows.names, rows.past, reader.account_id, at),
        worries=[_worry(one, rows) for one in work if one.kind is ActionKind.URGENT],
        intake=ImportLine(seen_from.intake_id, seen_from.intake_label, 1)
        if seen_from and seen_from.intake_id
        else None,
        intake_team=rows.teams[seen_from.team_id].slug if seen_from else "",
        intake_key=reader.key,
        is_followed=rows.who.is_followed,
        can_add=own is not None,
        ways=[*_merged_ways(rows.who), *rows.added.ways],
        doubles=[_double(rows.who, one) for one in doubles],
    )


def _double(who: Identity, one: MayBe) -> WayOn:
    """Return the way to a record that may be of the same person: how likely and why, and no name, for it was not opened."""
    words = _("%(level)s with another record: %(why)s.") % {
        "level": one.likeness.level_words,
        "why": one.likeness.words,
    }
    return WayOn(words, reverse("same", kwargs={"person_id": who.id, "other_id": one.person.id}))


def _merged_ways(who: Identity) -> list[WayOn]:
    """Return the ways to the other records of a person, and to taking each merge back."""
    ways = []
    for one in who.merged:
        name = {"name": shown(one.name)}
        words = _("This record was merged: go on at %(name)s") if one.is_away else _("Also recorded as %(name)s")
        ways.append(WayOn(words % name, reverse("person", kwargs={"person_id": one.id})))
        undo = reverse("unmerge", kwargs={"person_id": who.id if one.is_away else one.id})
        ways.append(WayOn(_("Take the merge with %(name)s back") % name, undo))
    return ways


def who_show(who: Identity, at: datetime, *, tier: str = "", facts: Iterable[FactRow] = ()) -> Who:
    """Return the identity band: name, birth date as exact as it is known, NHS number, needs and allergies."""
    return Who(
        person_id=who.id,
        given=shown(who.given),
        family=shown(who.family),
        likes=shown(who.known_as),
        born=born_words(who.born, who.born_to),
        age=age(who.born, at) if who.born and not who.is_dead else None,
        nhs_number=who.nhs_number,
        no_number=_("no number: %(why)s") % {"why": who.no_nhs_number_because} if who.no_nhs_number_because else "",
        tier=tier,
        died_on=local_day(who.died_at) if who.died_at else None,
        is_dead=who.is_dead,
        is_protected=who.is_protected,
        needs=shown(who.needs),
        allergies=allergies_of(facts),
    )


# What is due


def _in_order(work: Iterable[ActionRow], at: datetime) -> list[ActionRow]:
    """Escalations first, then overdue, due today and back from hold, later, waiting; earliest deadline first."""
    order = {Standing.OVERDUE: 1, Standing.RETURNED: 2, Standing.DUE_TODAY: 2, Standing.LATER: 3, Standing.WAITING: 4}

    def key(one: ActionRow) -> tuple[int, datetime, int]:
        rank = 0 if one.kind is ActionKind.URGENT else order[standing(one.facts, at)]
        return rank, deadline(one.facts), one.id.int

    return sorted(work, key=key)


def _action(one: ActionRow, rows: PersonRows, reader: Reader) -> PersonAction:
    stands, words = _standing(one, rows)
    return PersonAction(
        action_id=one.id,
        what=shown(one.what),
        standing=stands,
        standing_words=words,
        words=_action_words(one, rows, reader),
        is_urgent=one.kind is ActionKind.URGENT,
        can_finish=one.team_id in rows.teams and one.kind is ActionKind.PLAIN,
    )


def _action_words(one: ActionRow, rows: PersonRows, reader: Reader) -> str:
    """Who owns it, who does it, why it waits, and when it was due at first."""
    parts = [_("Yours") if one.owner_account_id == reader.account_id and one.is_owner_there else owner_words(one)]
    if doer := doer_words(one.doer_kind, one.doer):
        parts.append(_("done by %(doer)s") % {"doer": doer})
    if one.hold_reason:
        parts.append(_("waiting: %(why)s") % {"why": shown(one.hold_reason)})
    if one.first_due_at != one.due_at:
        parts.append(_("first due %(moment)s") % {"moment": moment(one.first_due_at, rows.at)})
    return ". ".join(parts)


def _standing(one: ActionRow, rows: PersonRows) -> tuple[str, str]:
    """Where an action stands, by code and in words; late by service days, as the board counts them."""
    stands, words = standing_words(one, rows.at)
    team = rows.teams.get(one.team_id)
    number = overdue_service_days(deadline(one.facts), rows.at, team.calendar) if team else 0
    if stands == Standing.OVERDUE and number:
        words = ngettext("%(number)d day late", "%(number)d days late", number) % {"number": number}
    return stands, words


def _due_words(one: ActionRow, rows: PersonRows) -> str:
    return f"{shown(one.what)}: {_standing(one, rows)[1]}"


def _then_words(waiting: Sequence[ActionRow], told: int, at: datetime) -> str:
    """What comes after: 'Then 1 by Friday 5pm, 2 waiting'."""
    after = [one.facts for one in waiting[told:]]
    coming = [one for one in after if standing(one, at) is Standing.LATER]
    held = len(after) - len(coming)
    parts = [_("1 by %(moment)s") % {"moment": moment(coming[0].due_at, at)}] if coming else []
    if len(coming) > 1:
        parts.append(_("%(number)d later") % {"number": len(coming) - 1})
    if held:
        parts.append(_("%(number)d waiting") % {"number": held})
    return _("Then %(what)s") % {"what": ", ".join(parts)} if parts else ""


def _worry(one: ActionRow, rows: PersonRows) -> Worry:
    at, due_at = rows.at, one.due_at
    from_at, raised = one.made_at or at, rows.added.raised.get(one.id)
    minutes = max(1, int((due_at - from_at).total_seconds() // 60))
    gone = min(minutes, max(0, int((at - from_at).total_seconds() // 60)))
    told = _("Raised by %(name)s %(moment)s.")
    return Worry(
        action_id=one.id,
        words=f"{shown(one.what)}: {by_words(due_at, at)}",
        owner=owner_words(one),
        raised=told % {"name": raised.by, "moment": moment(from_at, at)} if raised and raised.by else "",
        told=raised.told if raised else "",
        said=raised.said if raised else "",
        left=left_words(due_at, at),
        minutes=minutes,
        minutes_gone=gone,
        from_at=from_at,
        due_at=due_at,
        tone="now" if at > due_at else "late" if (minutes - gone) * 4 <= minutes else "due",
    )


# Contacts


def _person_facts(rows: PersonRows, own: ListPlace | None) -> PersonFacts:
    """The facts that the board's words about seeing somebody ask for."""
    made = [one.to_at for one in rows.contacts if one.state is ContactState.MADE]
    return PersonFacts(
        person_id=rows.who.id,
        given=rows.who.given,
        family=rows.who.family,
        came_on=local_day(own.came_at) if own else local_day(rows.at),
        came_by=CameBy(own.came_by) if own else CameBy.ADDED,
        is_deceased=rows.who.is_dead,
        last_made_at=max(made, default=None),
        cadence_days=own.cadence_days if own else None,
    )


def _facts_of(one: ContactRow, reader: Reader | None = None) -> ContactFacts:
    who = _("you") if reader and one.member_account == reader.account_id else one.who
    return ContactFacts(one.id, one.way, one.state, one.from_at, one.to_at, "", who, one.reason)


def _lacks(one: ContactRow, at: datetime) -> bool:
    return lacks_result(_facts_of(one), at)


def _next(coming: ContactRow | None, reader: Reader, at: datetime) -> str:
    return next_contact_words(_facts_of(coming, reader), at) if coming else ""


_WAYS = {
    Way.VISIT: later("visit"),
    Way.PHONE: later("call"),
    Way.MESSAGE: later("message"),
    Way.CLINIC: later("clinic"),
    Way.VIDEO: later("video call"),
}


def _contact(one: ContactRow, rows: PersonRows, reader: Reader) -> PersonContact:
    facts, at = _facts_of(one, reader), rows.at
    day = local_day(one.from_at)
    time_of_day = window_words(facts, day)
    when = f"{near_day(one.from_at, at)} {time_of_day}".strip()
    why = shown(one.reason) or (_("No result written") if _lacks(one, at) else shown(one.note))
    is_own = one.team_id in rows.teams and one.state is ContactState.PLANNED
    words = first_up(f"{_WAYS[one.way]}, {facts.who or _('nobody yet')}")
    return PersonContact(one.id, one.state, first_up(when), words, why, can_settle=is_own)


# Who leads


def _lead(rows: PersonRows, place: ListPlace, reader: Reader) -> PersonLead | None:
    team = rows.teams[place.team_id]
    found = day_lead(
        Leads(place.named_lead_id, place.deputy_id, place.override_id, frozenset(place.closed_to)), team.duty
    )
    leads = team.colleagues.get(found.member_id) if found else None
    if found is None or leads is None:
        return None
    cover = team.colleagues.get(team.duty.cover) if team.duty.cover else None
    after = _("Until the end of the day, then on call: %(name)s") % {"name": cover.name} if cover else ""
    return PersonLead(
        name=leads.name,
        is_you=leads.account_id == reader.account_id,
        why=_why_leads(found, place, team),
        after=after if found.by is not LeadBy.COVER else "",
        named="" if found.by is LeadBy.NAMED else _named_words(team, place.named_lead_id),
    )


def _why_leads(found: DayLead, place: ListPlace, team: TeamDay) -> str:
    """By which rule somebody leads today (P2)."""
    missing = _("the named lead and the deputy are not on shift") if place.named_lead_id else _("no named lead is set")
    words = {
        LeadBy.OVERRIDE: _("For today: %(why)s") % {"why": place.override_reason},
        LeadBy.NAMED: _("Named lead, on shift today"),
        LeadBy.DEPUTY: _("Deputy: the named lead is not on shift"),
        LeadBy.DUTY: _("Duty lead: %(why)s") % {"why": missing},
        LeadBy.SECOND: _("Second in line: the duty lead is not on shift"),
        LeadBy.COVER: _("On-call cover: nobody of the rota is on shift")
        if team.duty.is_service_day
        else _("On-call cover: the team does not work today"),
    }
    return words[found.by]


def _named_words(team: TeamDay, member_id: UUID | None) -> str:
    named = team.colleagues.get(member_id) if member_id else None
    if named is None:
        return _("No named lead")
    away = _(", away") if named.away else ""
    return _("Named lead %(name)s") % {"name": named.name} + away


def _entry(place: ListPlace, rows: PersonRows, reader: Reader) -> EntryLine:
    team = rows.teams.get(place.team_id)
    states = {
        "waiting": _("Waiting to start, on the list since %(day)s"),
        "active": _("On the list since %(day)s"),
        "closing": _("Closing, on the list since %(day)s"),
    }
    parts = [states[place.state] % {"day": plain_day(place.came_at)}]
    if place.risk_tier != "not assessed":
        parts.append(_("%(tier)s risk tier") % {"tier": tier_words(place.risk_tier)})
    if place.cadence_days:
        parts.append(_("seen every %(days)s") % {"days": days(place.cadence_days)})
    for member_id, words in ((place.named_lead_id, _("named lead %(name)s")), (place.deputy_id, _("deputy %(name)s"))):
        if team and member_id and (member := team.colleagues.get(member_id)):
            parts.append(words % {"name": member.name})
    return EntryLine(
        entry_id=place.entry_id,
        team_slug=team.slug if team else "",
        team_name=place.team_name,
        words="; ".join(parts),
        can_change=place.team_id in reader.may_change,
    )


# Who can see this


def _why_you(rows: PersonRows, own: ListPlace | None, reader: Reader) -> str:
    """The reader's own reason: membership of a team that reaches the person, or a reach of their own."""
    for one in rows.reaching:
        if one.team_id in rows.teams:
            said = _("can, as %(role)s of %(team)s: %(why)s since %(day)s.")
            return said % {
                "role": role_label(reader.role),
                "team": one.name,
                "why": _(one.why),
                "day": plain_day(one.since),
            }
    mine = next((one for one in rows.reaching if one.account_id == reader.account_id), None)
    return (
        _("can, for yourself: %(why)s.") % {"why": _(mine.why)} if mine else _("can for a reason that has just ended.")
    )


def called(who: Identity) -> str:
    """Return what a person likes to be called."""
    return shown(who.known_as or who.given or who.family)


def _others(rows: PersonRows, reader: Reader) -> list[str]:
    """Everybody else who reaches the person, a line each: teams with how many, others by name."""
    lines = []
    for one in rows.reaching:
        if one.account_id == reader.account_id:
            continue
        until = _(", until %(day)s") % {"day": plain_day(one.until)} if one.until else ""
        if (team := rows.teams.get(one.team_id) if one.team_id else None) is not None:
            number = len({colleague.account_id for colleague in team.colleagues.values()})
            who = ngettext("%(n)d member of %(team)s", "%(n)d members of %(team)s", number) % {
                "n": number,
                "team": one.name,
            }
        else:
            who = _("members of %(team)s") % {"team": one.name} if one.team_id else one.name
        lines.append(_("%(who)s: %(why)s%(until)s") % {"who": first_up(who), "why": _(one.why), "until": until})
    if number := rows.who.number_closed:
        words = ngettext(
            "%(n)d colleague has closed it to themselves", "%(n)d colleagues have closed it to themselves", number
        )
        lines.append(words % {"n": number})
    return lines


# The pages beside it


def trail_show(who: Identity, found: TrailPage, *, only: str, page: int, at: datetime) -> TrailShow:
    """Return a page of somebody's trail."""
    return TrailShow(
        who_show(who, at), only, days_of_trail(found.lines, found.names, found.past, at), page, found.has_more
    )


def known_show(who: Identity, facts: Sequence[FactRow], *, kind: str, total: int, page: int, at: datetime) -> KnownShow:
    """Return a page of all facts of one kind."""
    return KnownShow(
        who=who_show(who, at),
        title=title_of(kind),
        code=kind.replace(" ", "-"),
        facts=[known_fact(one, at) for one in facts],
        first=(page - 1) * FACTS_ON_A_PAGE + 1,
        total=total,
        page=page,
        pages=max(1, ceil(total / FACTS_ON_A_PAGE)),
    )


_REACHED_BY = {"address": later("Address"), "phone": later("Phone"), "email": later("E-mail")}


def _reached(one: WayToReach, at: datetime) -> ContactLine:
    until = _("until %(day)s") % {"day": near_day(one.until, at)} if one.until else ""
    return ContactLine(str(_REACHED_BY[one.kind]), shown(one.value), one.source, until)


def address_show(who: Identity, details: Sequence[WayToReach] | None, *, form: Filled, at: datetime) -> AddressShow:
    """Return where somebody can be met and reached: nothing before the press, and never for somebody protected."""
    lines = None
    if details is not None:
        lines = [_reached(one, at) for one in details]
    ask = _("Where %(who)s can be met or reached is protected. Ask your safeguarding lead.") % {"who": called(who)}
    return AddressShow(who_show(who, at), form, lines, ask if who.is_protected else "")
