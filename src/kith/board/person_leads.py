"""Who leads a person today and by which right, and their place on each list, in words."""

from uuid import UUID

from django.utils.translation import gettext as _

from kith.board.person_queries import ListPlace, PersonRows
from kith.board.person_reader import Reader
from kith.board.person_shows import ClosedLine, EntryLine, PersonLead
from kith.board.team_day import TeamDay
from kith.caseload.rules import DayLead, LeadBy, Leads, day_lead, tier_words
from kith.handover.closing_presenter import closing_words
from kith.web.words import days, plain_day


def lead_today(rows: PersonRows, place: ListPlace, reader: Reader) -> PersonLead | None:
    """Return who leads today, by which right and until when; None when nobody covers."""
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


def closed_lines(rows: PersonRows) -> list[ClosedLine]:
    """Return how they left lists; the latest of a team of the reader's, without an entry now, can be put on again."""
    listed, lines = {place.team_id for place in rows.places}, []
    for one in rows.who.closings:
        can_return = one.team_id in rows.teams and one.team_id not in listed and not rows.who.is_dead
        lines.append(ClosedLine(one.entry_id, one.team_name, closing_words(one), can_return=can_return))
        listed.add(one.team_id)
    return lines


def entry_line(place: ListPlace, rows: PersonRows, reader: Reader) -> EntryLine:
    """Return a place on a list in words."""
    team = rows.teams.get(place.team_id)
    states = {
        "waiting": _("Waiting to start, on the list since %(day)s"),
        "active": _("On the list since %(day)s"),
        "closing": _("Closing, on the list since %(day)s"),
    }
    parts = [states[place.state] % {"day": plain_day(place.came_at)}]
    if place.after_id:
        parts.append(_("again"))
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
