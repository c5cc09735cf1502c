"""From what is known to what is shown: the board of one view, filtered and sorted, in words. No query, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.board.asking import FILTERED_BY, NOBODY, Asked, View
from kith.board.filters import filter_words, is_gone, matches, names_of, shown_words
from kith.board.intakes import LookThroughPage, UnseenRow
from kith.board.queries import Boards, Intake, OnBoard
from kith.board.rules import SortBy, in_order, is_over_cadence, last_seen_words, next_contact_words
from kith.board.saved import SavedRow
from kith.board.search import SAME, FoundRow, Search
from kith.board.section_rules import heading
from kith.board.shows import (
    BoardShow,
    FindShow,
    Found,
    ImportLine,
    Lead,
    LookThroughShow,
    NewTeamShow,
    PersonLine,
    SavedLine,
    SectionLines,
    Unseen,
)
from kith.board.team_day import Colleague, TeamDay
from kith.caseload.rules import RISK_TIERS, LeadBy, tier_words
from kith.place.rules import local_day
from kith.record.rules import KINDS, Kind
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option
from kith.web.words import age, first_up, listed


def board_show(*, boards: Boards, asked: Asked, saved: Sequence[SavedRow] = (), may_share: bool = False) -> BoardShow:
    """
    Return the board of a view as it is shown, with the views saved under a name.

    A filter that names somebody who is on none of the teams any more is left out, which is said. Nobody is cut off: who
    needs something stands in a section or in the sorted list, who needs nothing is counted, and listed when asked for.
    """
    everyone, own, names = boards.everyone, boards.own, names_of(boards.teams)
    if lost := is_gone(asked.lead, names):
        asked = replace(asked, lead="")
    people = everyone if asked.view is View.ALL else own
    needing = [one for one in people if one.line.reasons]
    in_view = [one for one in needing if asked.view is not View.MINE or boards.is_mine(one)]
    kept = [one for one in in_view if matches(one, asked)]
    rest = None
    if (asked.rest or (asked.followed and not asked.why)) and asked.view is not View.MINE:
        rest = [one for one in people if not one.line.reasons and matches(one, replace(asked, why=()))]
    telling = _Telling(boards, names_team=asked.view is View.ALL)
    leads = _lead_options(in_view)
    duty_lead = boards.team.duty_lead
    return BoardShow(
        team_id=boards.team.id,
        team_slug=boards.team.slug,
        team_name=boards.team.name,
        day=local_day(boards.at),
        view=asked.view,
        sort=asked.sort,
        lead=asked.lead,
        leads=leads,
        why=asked.why,
        whys=[Option(one, heading(one).title) for one in FILTERED_BY],
        tiers=asked.tiers,
        all_tiers=[Option(one, first_up(tier_words(one))) for one in reversed(RISK_TIERS)],
        followed=asked.followed,
        filter_words=filter_words(asked, names),
        shown_words=shown_words(asked, names),
        is_somebody_gone=lost,
        asks=asked.address,
        saved=_saved(saved),
        opened=next((one for one in _saved(saved) if one.view_id == asked.saved), None),
        may_share=may_share,
        form=fresh_form(),
        number_in_view=len(in_view),
        number_filtered=len(kept),
        number_of_people=len(people),
        number_needing=len(needing),
        number_nothing=len(people) - len(needing),
        number_mine=sum(1 for one in own if one.line.reasons and boards.is_mine(one)),
        number_team=sum(1 for one in own if one.line.reasons),
        number_all=sum(1 for one in everyone if one.line.reasons),
        duty_lead=duty_lead.name if duty_lead else "",
        huddle=_("Open the huddle"),
        sections=telling.sections(kept) if asked.sort is SortBy.URGENT else (),
        lines=telling.lines(kept, asked.sort) if asked.sort is not SortBy.URGENT else (),
        rest=telling.lines(rest, SortBy.SEEN if asked.sort is SortBy.SEEN else SortBy.NAME)
        if rest is not None
        else None,
        imports=_imports(own),
        has_other_teams=len(boards.teams) > 1,
        has_rota=boards.team.has_rota_ahead,
        only=asked.only,
    )


def people_shown(show: BoardShow) -> set[UUID]:
    """Return the ids of everybody whom this answer names: what its entry on the trail holds."""
    sections = (one for section in show.sections for one in section.lines)
    people = {one.person_id for lines in (sections, show.lines, show.rest or ()) for one in lines}
    return people if show.only is None else people & set(show.only)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Turns people on the board into lines in words."""

    boards: Boards
    names_team: bool

    def sections(self, people: Sequence[OnBoard]) -> list[SectionLines]:
        """One section for each kind of reason that somebody stands under, most urgent first."""
        lines = [one for one in self._sorted(people, SortBy.URGENT) if one.line.section is not None]
        return [
            SectionLines(section.value, heading(section), [self._line(one) for one in found])
            for section, found in groupby(lines, key=lambda one: one.line.section)
            if section is not None
        ]

    def lines(self, people: Sequence[OnBoard], by: SortBy) -> list[PersonLine]:
        """Lines without sections, in this order."""
        return [self._line(one) for one in self._sorted(people, by)]

    def _sorted(self, people: Sequence[OnBoard], by: SortBy) -> list[OnBoard]:
        by_line = {id(one.line): one for one in people}
        return [by_line[id(line)] for line in in_order((one.line for one in people), by)]

    def _line(self, one: OnBoard) -> PersonLine:
        at = self.boards.at
        return PersonLine(
            person_id=one.facts.person_id,
            name=one.line.name,
            age=one.facts.age,
            reasons=one.line.reasons,
            lead=self._lead(one),
            seen=last_seen_words(one.facts, at),
            next_contact=self._next_contact(one),
            is_over_cadence=is_over_cadence(one.facts, at),
            is_mine=self.boards.is_mine(one),
            team=one.team_names if self.names_team else "",
            news=new.words if (new := self.boards.news.get(one.facts.person_id)) else "",
        )

    def _lead(self, one: OnBoard) -> Lead | None:
        lead = one.lead_today
        if lead is None or one.lead is None:
            return None
        return Lead(lead.name, lead.account_id == self.boards.account_id, str(_BY_WORDS.get(one.lead.by, "")))

    def _next_contact(self, one: OnBoard) -> str:
        contact, away = one.next_contact, one.facts.away
        if away is not None and away.has(local_day(self.boards.at)):
            return next_contact_words(contact, self.boards.at, away)
        if contact is None:
            return ""
        by = one.team.colleagues.get(one.next_by) if one.next_by else None
        if by is not None and by.account_id == self.boards.account_id:
            contact = replace(contact, who=_("you"))
        return next_contact_words(contact, self.boards.at)


_BY_WORDS = {
    LeadBy.DEPUTY: later("deputy"),
    LeadBy.DUTY: later("duty"),
    LeadBy.SECOND: later("second in line"),
    LeadBy.COVER: later("on call"),
}
"""How somebody comes to lead today, where it is a fallback."""


def _lead_options(people: Iterable[OnBoard]) -> list[Option]:
    """Everybody who leads for somebody in the view today, by name; nobody last, where there is such a hole."""
    leads: dict[UUID, Colleague] = {}
    hole = False
    for one in people:
        if one.lead_today is None:
            hole = True
        else:
            leads[one.lead_today.account_id] = one.lead_today
    options = [Option(str(one.account_id), one.name) for one in sorted(leads.values(), key=lambda one: one.name)]
    return options + ([Option(NOBODY, _("Nobody"))] if hole else [])


def _saved(rows: Sequence[SavedRow]) -> list[SavedLine]:
    return [SavedLine(one.id, one.name, "" if one.is_own else one.owner) for one in rows]


def _imports(people: Iterable[OnBoard]) -> list[ImportLine]:
    """One line for each import some of whose people nobody has looked through yet, by its name."""
    left: dict[Intake, int] = {}
    for one in people:
        if one.unseen_from:
            left[one.unseen_from] = left.get(one.unseen_from, 0) + 1
    return [ImportLine(one.id, one.label, number) for one, number in sorted(left.items(), key=lambda row: row[0].label)]


def new_team_show(team: TeamDay, *, can_change: bool) -> NewTeamShow:
    """Return the steps of a team that has nobody on its list: members, duty, opening, people."""
    members = {one.account_id for one in team.colleagues.values()}
    leads = {one.account_id for one in team.colleagues.values() if one.role == "team-lead"}
    return NewTeamShow(
        team_slug=team.slug,
        team_name=team.name,
        number_of_members=len(members),
        number_of_team_leads=len(leads),
        has_members=len(members) > 1,
        has_rota=team.has_rota_ahead,
        is_open=team.is_open,
        can_change=can_change,
    )


def look_through_show(page: LookThroughPage, *, form: Filled, slug: str, at: datetime) -> LookThroughShow:
    """Return a page of an import's people as it is shown."""
    return LookThroughShow(
        form=form,
        intake_id=page.intake.id,
        team_slug=slug,
        label=page.intake.label,
        came_on=local_day(page.intake.came_at),
        number_left=page.intake.number_left,
        number_came=page.intake.number_came,
        first=page.first,
        last=page.last,
        page=page.number,
        pages=page.pages,
        people=[_unseen(one, at) for one in page.people],
    )


def _unseen(one: UnseenRow, at: datetime) -> Unseen:
    came = [f"{one.facts[kind]} {_kind_words(kind, one.facts[kind])}" for kind in KINDS if one.facts.get(kind)]
    years = age(one.birth_date, at) if one.birth_date else None
    return Unseen(one.person_id, f"{one.given} {one.family}".strip(), years, one.birth_date, listed(came))


def _kind_words(kind: Kind, number: int) -> str:
    row = KINDS[kind]
    words = _(row.label if number == 1 else row.plural)
    return words[:1].lower() + words[1:]


def find_show(
    *, form: Filled, found: Search | None = None, ask: Sequence[str] = (), may_join: bool = False, add_to: str = ""
) -> FindShow:
    """Return the page of a search: empty before one, the form with its errors, or what was found. `ask`: team leads."""
    if found is None:
        return FindShow(form=form)
    whom = _("%(names)s, who leads your team") % {"names": listed(ask)} if ask else _("your team lead")
    return FindShow(
        form=form,
        found=[_found(one) for one in found.found],
        number_found=found.number_found,
        hidden_ask=whom if found.is_hidden else "",
        can_join=may_join,
        add_to=add_to,
    )


def _found(one: FoundRow) -> Found:
    why = [_("NHS number the same")] if one.has_number else []
    if one.is_close:
        why.append(_("name the same") if one.alike >= SAME else _("name is close"))
    why += [_("birth date the same")] if one.has_birth_date else []
    why += [_("has died")] if one.is_dead else []
    return Found(one.person_id, f"{one.given} {one.family}".strip(), one.birth_date, one.team, one.lead, ", ".join(why))
