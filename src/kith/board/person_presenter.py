"""From what is known of a person to their page, in words. No query, no clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.action.rules import ActionKind, Standing, standing
from kith.board.known import allergies_of, known_fact, known_groups, title_of
from kith.board.moment_rules import window_words
from kith.board.person_due import action_line, due_words, in_order_of_need, then_words, worry
from kith.board.person_leads import closed_lines, entry_line, lead_today
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
from kith.board.person_reach import others, why_you
from kith.board.person_reader import Reader
from kith.board.person_shows import (
    AddressShow,
    ContactLine,
    KnownShow,
    PersonContact,
    PersonShow,
    TrailShow,
)
from kith.board.restricted import restricted_lines
from kith.board.rules import away_words, is_over_cadence, last_seen_words, next_contact_words
from kith.board.seams import Way as WayOn
from kith.board.section_rules import PersonFacts
from kith.board.shows import ImportLine
from kith.board.trail_words import changes_of, days_of_trail, looks_of, looks_words
from kith.caseload.rules import CameBy
from kith.contact.rules import ContactFacts, ContactState, Way, lacks_result
from kith.person.doubles import MayBe
from kith.person.presenter import born_words
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.plan.page_presenter import fresh_words
from kith.plan.queries import review_rule
from kith.web.shows import Filled
from kith.web.words import age, days, first_up, near_day


def person_show(rows: PersonRows, reader: Reader, doubles: Sequence[MayBe] = ()) -> PersonShow:
    """
    Return the page of a person: whose record, what matters, who leads, what is due, what is known, who can see it.

    `doubles` are records that may be of the same person; whose they are is not told here, only how alike they are.
    """
    at, work = rows.at, in_order_of_need(rows.work, rows.at)
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
        plan=fresh_words(rows.who.plan.facts(_review_days(own, at)), at),
        plan_read=rows.who.plan.read if rows.who.plan.is_changed_since else 0,
        plan_version=rows.who.plan.version,
        lead=lead_today(rows, own, reader) if own else None,
        number_overdue=len(late),
        number_today=len(today),
        number_open=len(work),
        due_first=due_words((late + today)[0], rows) if late or today else "",
        due_then=then_words(waiting, len(late) + len(today), at),
        seen=last_seen_words(facts, at),
        is_over_cadence=is_over_cadence(facts, at),
        cadence=_("To be seen every %(days)s") % {"days": days(own.cadence_days)} if own and own.cadence_days else "",
        away=_away(rows.who, at),
        next_contact=_next(coming, reader, at),
        actions=[action_line(one, rows, reader) for one in work],
        planned=[_contact(one, rows, reader) for one in _planned(rows, at)],
        past=[_contact(one, rows, reader) for one in rows.contacts if one.state is not ContactState.PLANNED],
        number_past=rows.number_past,
        known=known_groups(rows, at),
        entries=[entry_line(one, rows, reader) for one in rows.places],
        closed=closed_lines(rows),
        why_you=why_you(rows, own, reader),
        others=others(rows, reader),
        can_open_again=bool(reader.may_open_again and rows.who.number_closed),
        number_joined=rows.who.number_joined if reader.may_end_joining else 0,
        looks_words=looks_words(rows.trail, at),
        looks=looks_of(rows.trail, rows.names, at),
        changes=changes_of(rows.trail, rows.names, rows.past, reader.account_id, at),
        worries=[worry(one, rows) for one in work if one.kind is ActionKind.URGENT],
        intake=ImportLine(seen_from.intake_id, seen_from.intake_label, 1)
        if seen_from and seen_from.intake_id
        else None,
        intake_team=rows.teams[seen_from.team_id].slug if seen_from else "",
        intake_key=reader.key,
        is_followed=rows.who.is_followed,
        can_add=own is not None,
        ways=[*_merged_ways(rows.who, may_unmerge=reader.may_unmerge), *rows.added.ways],
        restricted=restricted_lines(rows.restricted),
        doubles=[_double(rows.who, one) for one in doubles],
    )


def _review_days(own: ListPlace | None, at: datetime) -> int:
    if own is None:
        return review_rule("").days
    return review_rule(own.risk_tier, team_id=own.team_id, at=at).days


def _double(who: Identity, one: MayBe) -> WayOn:
    """Return the way to a record that may be of the same person: how likely and why, and no name, for it was not opened."""
    words = _("%(level)s with another record: %(why)s.") % {
        "level": one.likeness.level_words,
        "why": one.likeness.words,
    }
    return WayOn(words, reverse("same", kwargs={"person_id": who.id, "other_id": one.person.id}))


def _merged_ways(who: Identity, *, may_unmerge: bool) -> list[WayOn]:
    """Return the ways to the other records of a person, and to taking each merge back for those who may."""
    ways = []
    for one in who.merged:
        name = {"name": shown(one.name)}
        words = _("This record was merged: go on at %(name)s") if one.is_away else _("Also recorded as %(name)s")
        ways.append(WayOn(words % name, reverse("person", kwargs={"person_id": one.id})))
        if not may_unmerge:
            continue
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
        speaking=shown(who.speaking),
        getting_in=shown(who.getting_in),
        visit_risk=shown(who.visit_risk),
        allergies=allergies_of(facts),
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


def _planned(rows: PersonRows, at: datetime) -> list[ContactRow]:
    """Return what is planned; of a series what lacks its result, and the next alone: the others stand under what is coming."""
    shown_of, planned = set(), [one for one in rows.contacts if one.state is ContactState.PLANNED]
    found = []
    for one in planned:
        if one.series_id and not _lacks(one, at):
            if one.series_id in shown_of:
                continue
            shown_of.add(one.series_id)
        found.append(one)
    return found


def _away(who: Identity, at: datetime) -> tuple[str, str]:
    """Return until when somebody is away; and, where nobody has said so, that a record from elsewhere knows of a stay."""
    today = local_day(at)
    if who.away and who.away.has(today):
        return away_words(who.away, at), ""
    since = {"day": near_day(who.stay_since, at)} if who.stay_since else None
    return "", _("In hospital since %(day)s, a record from elsewhere says") % since if since else ""


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
    if one.not_checked:
        why = ". ".join(filter(None, (why, _("Plan check not made: %(why)s") % {"why": shown(one.not_checked)})))
    is_own = one.team_id in rows.teams and one.state is ContactState.PLANNED
    words = first_up(f"{_WAYS[one.way]}, {facts.who or _('nobody yet')}")
    return PersonContact(
        one.id, one.state, first_up(when), words, why, can_settle=is_own, is_of_series=one.series_id is not None
    )


def called(who: Identity) -> str:
    """Return what a person likes to be called."""
    return shown(who.known_as or who.given or who.family)


# The pages beside it


def trail_show(
    who: Identity, found: TrailPage, *, only: str, page: int, at: datetime, may_ask: bool = False
) -> TrailShow:
    """Return a page of somebody's trail; `may_ask` where the reader may ask for a case file."""
    days = days_of_trail(found.lines, found.names, found.past, at)
    return TrailShow(who_show(who, at), only, days, page, found.has_more, may_ask_for_file=may_ask)


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
