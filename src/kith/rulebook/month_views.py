"""What a version would have done with last month's answers, person by person; and every rule that acts by itself."""

from django.http import HttpResponse

from kith.act import NotVisible
from kith.person.queries import names
from kith.policy.in_force import tables_for
from kith.rulebook import month_presenter, presenter, queries
from kith.rulebook.automatic import automatic_groups
from kith.rulebook.month import replay
from kith.rulebook.opened import opened
from kith.rulebook.shows import AutomaticShow, MonthShow
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web.pages import answer
from kith.web.routes import Request


def month(request: Request, team: str, table: str) -> HttpResponse:
    """Show which people a version would have answered otherwise in the last four weeks, of those whom the viewer may see."""
    one = opened(request, team, table)
    own = one.threshold
    if own is None:
        raise NotVisible
    now = tables_for(team_id=one.team.id, place_id=one.team.place_id, at=request.at).thresholds[table]
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


def automatic(request: Request, team: str) -> HttpResponse:
    """Show every rule that acts by itself: what sets it off, whom it goes to, when it ends, how often it did last month."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    groups = automatic_groups(team=found, at=request.at, role=request.viewer.role)
    show = AutomaticShow(found.name, found.slug, groups)
    return answer(request, "rulebook/automatic.jinja", show, here="team", team=team)
