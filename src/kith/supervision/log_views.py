"""The escalation log of a team: the page, and the same rows as CSV."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import ngettext

from kith.escalation.opening import LEAD
from kith.supervision import forms, log_presenter
from kith.supervision.shows import LogShow
from kith.supervision.waits import Case, log, restricted_counts
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request
from kith.web.shows import Option


def escalation_log(request: Request, team: str) -> HttpResponse:
    """Show how long the escalations of a team waited, with the cases behind each figure."""
    found, days = team_by_slug(slug=team, viewer=request.viewer), forms.period_of(request.GET)
    since = request.at - timedelta(days=days)
    every = log(team_id=found.id, since=since, at=request.at)
    cases, own = _clinical(every), _restricted(every)
    is_lead = LEAD in request.act().roles_in(found.id)
    counts = None if is_lead else restricted_counts(team_id=found.id, days=days)
    _looked(request, every, LookKind.LIST, found.id)
    show = LogShow(
        team_slug=found.slug,
        team_name=found.name,
        summary=log_presenter.summary(cases, request.at),
        figures=log_presenter.figures(cases, request.at),
        lines=[log_presenter.log_line(one, request.at) for one in cases],
        restricted=log_presenter.summary_restricted(own, request.at)
        if is_lead
        else log_presenter.counted(counts, len(own)),
        own=[log_presenter.log_line(one, request.at) for one in own],
        is_lead=is_lead,
        form=fresh_form(days=str(days)),
        periods=[Option(str(one), ngettext("%(n)d day", "%(n)d days", one) % {"n": one}) for one in forms.PERIODS],
        days=days,
        from_at=since,
    )
    return answer(request, "supervision/log.jinja", show, here="team", team=team)


def escalation_csv(request: Request, team: str) -> HttpResponse:
    """Answer with the log as CSV: a look at everybody in it, as a print is."""
    found, days = team_by_slug(slug=team, viewer=request.viewer), forms.period_of(request.GET)
    cases = _clinical(log(team_id=found.id, since=request.at - timedelta(days=days), at=request.at))
    _looked(request, cases, LookKind.PRINT, found.id)
    name = f"escalations-{found.slug}-{days}-days.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        log_presenter.as_csv(cases, request.at), content_type="text/csv; charset=utf-8", headers=headers
    )


def _clinical(cases: list[Case]) -> list[Case]:
    return [one for one in cases if not one.is_restricted]


def _restricted(cases: list[Case]) -> list[Case]:
    return [one for one in cases if one.is_restricted]


def _looked(request: Request, cases: list[Case], kind: LookKind, team_id: UUID) -> None:
    """Say whom a log showed: of what is restricted the matter, never the person."""
    people = {one.person_id for one in _clinical(cases)}
    request.shows(people, kind=kind, team_id=team_id, restricted_ids={one.id for one in _restricted(cases)})
