"""What a version would have done with last month's answers, person by person; and every rule that acts by itself."""

from uuid import UUID

from django.http import HttpResponse

from kith.act import NotVisible
from kith.person.queries import names
from kith.policy.floor_rules import CADENCES, CLOSING, RIGHTS, ROUTES
from kith.policy.in_force import tables_for
from kith.rulebook import month_presenter, presenter, queries, what_if_presenter, what_if_queries
from kith.rulebook.automatic import automatic_groups
from kith.rulebook.month import MONTH, replay
from kith.rulebook.opened import Opened, opened
from kith.rulebook.shows import AutomaticShow, IfShow, MonthShow
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web.pages import answer
from kith.web.routes import Request


def month(request: Request, team: str, table: str) -> HttpResponse:
    """Show which people a version would have answered otherwise in the last four weeks, of those whom the viewer may see."""
    one = opened(request, team, table)
    own = one.threshold
    if table in WHAT_IF:
        return _what_if(request, one)
    if own is None:
        raise NotVisible
    now = tables_for(team_id=one.team.id, place_id=one.team.place_id, at=request.at).thresholds[table]
    own = now if one.keeps_own else own
    facts = queries.month_facts(team_id=one.team.id, tables=[table], at=request.at, role=request.viewer.role)
    held = replay(facts, now, own)
    differ = [each for each in held if each.differs]
    listed = month_presenter.crossed(differ, names(person_ids={each.person_id for each in differ}), request.at)
    shown = listed[: month_presenter.SHOWN]
    show = MonthShow(
        team_slug=one.team.slug,
        table=table,
        label=presenter.label(table, one.rules),
        stands=presenter.draft_words(one.chosen, one.place, one.team.name)
        if one.chosen and one.is_draft
        else presenter.stands(one.standing, one.place, one.team.name),
        query=one.query,
        is_same=one.standing.version_id == one.now.version_id,
        words=month_presenter.summary(held),
        more=month_presenter.milder_words(held),
        levels=month_presenter.levels(held),
        rows=month_presenter.rows(held, now, own),
        crossed=shown,
        not_shown=len(listed) - len(shown),
    )
    request.shows([each.person_id for each in shown], kind=LookKind.LIST, team_id=one.team.id)
    return answer(request, "rulebook/month.jinja", show, here="team", team=one.team.slug)


WHAT_IF = (ROUTES, CLOSING, CADENCES, RIGHTS)
"""The tables that are held against what happened, not against what was observed."""


def _what_if(request: Request, one: Opened) -> HttpResponse:
    """Show what a version of routes, closing, cadences or rights would have done with what happened in the last four weeks."""
    told, people = _told(request, one)
    is_same = one.standing.version_id == one.now.version_id
    differs_in_nothing = is_same or one.keeps_own
    differ = [] if differs_in_nothing else told.lines
    listed = differ[: month_presenter.SHOWN]
    show = IfShow(
        team_slug=one.team.slug,
        table=one.table,
        label=presenter.label(one.table, one.rules),
        stands=presenter.draft_words(one.chosen, one.place, one.team.name)
        if one.chosen and one.is_draft
        else presenter.stands(one.standing, one.place, one.team.name),
        query=one.query,
        is_same=is_same,
        words=told.same if differs_in_nothing else told.words,
        more=presenter.own_goes_on() if one.keeps_own else "" if is_same else told.more,
        taken=told.taken,
        lines=listed,
        not_shown=len(differ) - len(listed),
    )
    shown = [each.person_id for each in listed if each.person_id is not None and each.person_id in people]
    request.shows(shown, kind=LookKind.LIST, team_id=one.team.id)
    return answer(request, "rulebook/what_if.jinja", show, here="team", team=one.team.slug)


def _told(request: Request, one: Opened) -> tuple[what_if_presenter.Told, set[UUID]]:
    """Return what a version would have done, and the people in it. Three statements, and those for texts that were not read."""
    team, at = one.team, request.at
    now = tables_for(team_id=team.id, place_id=team.place_id, at=at, rights=True)
    if one.table == RIGHTS:
        done = what_if_queries.done(team_id=team.id, at=at)
        return what_if_presenter.rights(done, now.rights, one.rules.rights, one.rules, at), set()
    if one.table == ROUTES:
        ran = what_if_queries.ran(team_id=team.id, at=at, routes=dict(now.routes))
        known = names(person_ids={each.person_id for each in ran})
        return what_if_presenter.routes(ran, one.rules, team.calendar, known, at), set(known)
    if one.table == CLOSING:
        closed = what_if_queries.closed(team_id=team.id, at=at)
        known = names(person_ids={each.person_id for each in closed})
        return what_if_presenter.closing(closed, now, one.rules, known, at), set(known)
    waited = what_if_queries.waited(team_id=team.id, at=at, to_of={each.rule: each.to for each in now.cadences})
    known = names(person_ids={each.person_id for each in waited if each.person_id})
    return what_if_presenter.cadences(waited, one.rules, team.calendar, known, (at - MONTH, at)), set(known)


def automatic(request: Request, team: str) -> HttpResponse:
    """Show every rule that acts by itself: what sets it off, whom it goes to, when it ends, how often it did last month."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    groups = automatic_groups(team=found, at=request.at, role=request.viewer.role)
    show = AutomaticShow(found.name, found.slug, groups)
    return answer(request, "rulebook/automatic.jinja", show, here="team", team=team)
