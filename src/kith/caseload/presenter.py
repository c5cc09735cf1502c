"""A list entry in words, and people who may be the one to be added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.caseload.operations import Arrangement
from kith.caseload.queries import Entry, OverrideRow
from kith.caseload.rules import LIST_CHANGES, RISK_TIERS, CameBy, DayLead, LeadBy, ListState, tier_words
from kith.caseload.shows import EntryShow
from kith.person.doubles import MayBe
from kith.person.presenter import born_words
from kith.person.queries import PersonName
from kith.person.rules import shown
from kith.person.shows import Double, Who
from kith.team.queries import DayOnTeam, MemberInfo
from kith.web.pages import fresh_form
from kith.web.shows import Differs, Filled, Meanwhile, Option, RightNote
from kith.web.words import cannot_lead, days, first_up, plain_day, saved_words


@dataclass(frozen=True, slots=True)
class Forms:
    """The two forms of the page, as they stand."""

    over_time: Filled
    today: Filled


@dataclass(frozen=True, slots=True)
class OnTeam:
    """The team of an entry today: its name, who is on it, its day, who leads the person."""

    name: str
    members: Sequence[MemberInfo]
    day: DayOnTeam
    lead: DayLead | None
    override: OverrideRow | None
    account_id: UUID


def entry_show(
    entry: Entry,
    who: Who,
    team: OnTeam,
    forms: Forms,
    *,
    can_close: bool,
    may_arrange: RightNote,
    meanwhile: Meanwhile | None = None,
) -> EntryShow:
    """Return a person's place on a team's list, with its two forms."""
    names = {member.id: member.name for member in team.members}
    able = [one for one in team.members if one.id not in team.day.closed]
    knowing = sorted({one.name for one in team.members if one.id in team.day.closed})
    return EntryShow(
        entry_id=entry.id,
        who=who,
        team_name=team.name,
        words=entry_words(entry),
        lead_today=lead_words(team, names),
        version=entry.version,
        states=[Option(state, first_up(state_words(state))) for state in _next_states(entry.state)],
        members=[Option(str(one.id), one.name, one.role_label) for one in able],
        may_lead=[
            Option(str(one.id), one.name, one.role_label)
            for one in able
            if one.account_id == team.account_id or one.id == entry.named_lead_id
        ],
        on_shift=[Option(str(one.id), one.name, one.role_label) for one in able if one.id in team.day.on_shift],
        tiers=[Option(tier, first_up(tier_words(tier))) for tier in RISK_TIERS],
        why_not=[
            *(cannot_lead(name) for name in knowing),
            _("Only members of the team now can open the record, and all others are listed.")
            if knowing
            else _("Only members of the team now can open the record, and they are all listed."),
        ],
        form=forms.over_time,
        day_form=forms.today,
        can_close=can_close,
        may_arrange=may_arrange,
        meanwhile=meanwhile,
    )


Saved = tuple[str, datetime] | None
"""Who saved what is there now, and when; None where the viewer does not see them."""


def arranged_meanwhile(
    before: Entry, now: Entry, wanted: Arrangement, names: Mapping[UUID, str], saved: Saved, at: datetime
) -> Meanwhile:
    """Return who changed a list entry first, and in what it now differs from what the reader wants."""
    three = [_arranged(one, names) for one in (before, now, wanted)]
    differs = [
        Differs(label, was, there, mine)
        for (label, was), there, mine in zip(three[0].items(), three[1].values(), three[2].values(), strict=True)
        if there != mine
    ]
    return Meanwhile(_who_saved(saved, at), differs)


def _arranged(one: Entry | Arrangement, names: Mapping[UUID, str]) -> dict[str, str]:
    named, deputy = one.named_lead_id, one.deputy_id
    return {
        _("Named lead"): names.get(named, _("somebody who has left")) if named else _("nobody"),
        _("Deputy"): names.get(deputy, _("somebody who has left")) if deputy else _("nobody"),
        _("Risk tier"): first_up(tier_words(one.risk_tier)),
        _("Seen at least every"): days(one.cadence_days) if one.cadence_days else _("not agreed"),
        _("On the list as"): first_up(state_words(ListState(one.state))),
    }


def _who_saved(saved: Saved, at: datetime) -> str:
    return saved_words(*saved, at) if saved else _("somebody")


def entry_form(entry: Entry) -> Filled:
    """Return the form of a list entry with what stands there now."""
    return fresh_form(
        named_lead=str(entry.named_lead_id or ""),
        deputy=str(entry.deputy_id or ""),
        risk_tier=str(entry.risk_tier),
        cadence_days=str(entry.cadence_days or ""),
        state=str(entry.state),
    )


def _next_states(state: ListState) -> list[ListState]:
    return [state, *sorted(LIST_CHANGES[state] - {ListState.ENDED})]


def state_words(state: ListState) -> str:
    """Return a state of a list entry in words."""
    return {
        ListState.WAITING: _("waiting to start"),
        ListState.ACTIVE: _("active"),
        ListState.CLOSING: _("closing"),
        ListState.ENDED: _("ended"),
    }[state]


def entry_words(entry: Entry) -> str:
    """Return since when and how somebody is on the list: 'On the list since 3 May 2026, referred by Dr Marsh.'"""
    ways = {
        CameBy.REFERRAL: _("referred"),
        CameBy.DISCHARGE: _("after a stay in hospital"),
        CameBy.ADDED: _("added by the team"),
        CameBy.IMPORT: _("brought in by an import"),
    }
    words = {"day": plain_day(entry.came_at), "way": ways[entry.came_by], "who": shown(entry.came_from)}
    if entry.state is ListState.ENDED and entry.ended_at:
        words |= {"end": plain_day(entry.ended_at), "why": shown(entry.ended_because)}
        return _("On the list from %(day)s to %(end)s: %(why)s.") % words
    if entry.came_from:
        return _("On the list since %(day)s, %(way)s by %(who)s.") % words
    return _("On the list since %(day)s, %(way)s.") % words


def lead_words(team: OnTeam, names: Mapping[UUID, str]) -> str:
    """Return who leads today and by which right: 'Ama Owusu leads today: duty lead.'"""
    if team.lead is None:
        return _("Nobody leads today: the team has no duty lead and the place no on-call cover.")
    by = {
        LeadBy.OVERRIDE: _("for today: %(why)s") % {"why": shown(team.override.reason) if team.override else ""},
        LeadBy.NAMED: _("named lead"),
        LeadBy.DEPUTY: _("deputy, as the named lead is not on shift"),
        LeadBy.DUTY: _("duty lead"),
        LeadBy.SECOND: _("second in line, as the duty lead is not on shift"),
        LeadBy.COVER: _("on-call cover"),
    }
    words = {"name": names.get(team.lead.member_id, _("Somebody")), "by": by[team.lead.by]}
    return _("%(name)s leads today: %(by)s.") % words


def doubles_of(found: Sequence[MayBe]) -> list[Double]:
    """Return people who may be the same, as the form shows them: how likely, and why."""
    return [
        Double(
            words=_("%(level)s: %(why)s. Open the record to compare.")
            % {"level": one.likeness.level_words, "why": one.likeness.words},
            person_id=one.person.id,
            name=shown(one.person.full),
            born=born_words(one.person.birth_date, one.birth_precision),
        )
        for one in found
    ]


def who_has_the_number(found: Sequence[PersonName]) -> list[Double]:
    """Return who has an NHS number already, as the form shows them."""
    return [
        Double(
            words=_("Open the record to compare."),
            person_id=one.id,
            name=shown(one.full),
            born=plain_day(one.birth_date) if one.birth_date and not one.is_protected else "",
        )
        for one in found
    ]
