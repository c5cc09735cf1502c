"""The pages of a team: the team today, its rota by the week, members, absences, on-call cover."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from kith.access.queries import accounts
from kith.act import NotAllowed, NotVisible, Refusal
from kith.place.queries import place_name
from kith.place.rules import local_day
from kith.policy.queries import decide
from kith.team import forms, operations, presenter, queries
from kith.team.presenter import Week
from kith.team.queries import MemberInfo, TeamInfo
from kith.team.rules import ON_CALL, DayPlan, is_service_day
from kith.team.shows import AbsenceShow, MemberShow
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option


def team(request: Request, team: str) -> HttpResponse:
    """Show a team: members, who is here today, the next fortnight, absences and cover."""
    found = _team(request, team)
    show = presenter.team_show(
        team=found,
        place=place_name(place_id=found.place_id),
        at=request.at,
        may=lambda command: _decides(request, command, found) is None,
    )
    return answer(request, "team/team.jinja", show, here="team", team=team)


def rota(request: Request, team: str) -> HttpResponse:
    """Show a week of the rota, and save or publish it."""
    found = _team(request, team)
    monday = forms.monday_of(request.GET, at=request.at)
    week = presenter.week_of(team=found, monday=monday, at=request.at)
    can_change = _decides(request, "team.set_rota", found) is None
    form, status = fresh_form(**presenter.filled_week(week)), 200
    if request.method == "POST":
        sent = forms.plans_of(request.POST, _days_to_set(found, week))
        try:
            return _save_week(request, found, week, sent)
        except Refusal as refusal:
            week, status = replace(week, sent=sent), refusal.status
            form = replace(returned_form(request), errors=forms.rota_errors(refusal))
    show = presenter.rota_show(team=found, week=week, form=form, can_change=can_change)
    return answer(request, "team/rota.jinja", show, here="team", team=team, status=status)


def _days_to_set(team: TeamInfo, week: Week) -> list[date]:
    """Return the days of a week that a form may set: service days that are not over."""
    return [day for day in week.days if day >= week.today and is_service_day(day, team.calendar)]


def _save_week(request: Request, team: TeamInfo, week: Week, sent: list[DayPlan]) -> HttpResponseRedirect:
    publish = request.POST.get("then") == "publish"
    meant = [plan for plan in sent if publish or plan.there or week.state(plan.day) != "empty"]
    operations.set_rota(act=request.act(), team_id=team.id, days=meant, publish=publish)
    words = _("The rota of this week is published.") if publish else _("The rota is saved.")
    went = saved(request, words, "rota", team=team.slug)
    went["Location"] = f"{went.url}?week={week.monday}"
    return went


def member_add(request: Request, team: str) -> HttpResponse:
    """Show the form of a new member, and put them on the team."""
    found = _team(request, team)
    _check(request, "team.add_member", found)
    refusal = None
    if request.method == "POST":
        try:
            new = forms.new_member_of(request.POST, at=request.at)
            operations.add_member(
                act=request.act(),
                team_id=found.id,
                account_id=new.account_id,
                role=new.role,
                tier=new.tier,
                sessions=new.sessions,
                since=new.since,
                until=new.until,
            )
            return saved(request, _("They are on the team."), "team", team=team)
        except Refusal as refused:
            refusal = refused
    show = MemberShow(
        found.slug,
        found.name,
        _form(request, refusal, since=str(local_day(request.at))),
        accounts=presenter.account_options(accounts()),
        roles=presenter.role_options(),
        tiers=presenter.tier_options(),
    )
    return _answer(request, "team/member_form.jinja", show, found, refusal)


def member_edit(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Show a member, and end the membership."""
    found = _team(request, team)
    _check(request, "team.end_membership", found)
    member = _member(request, found, member_id)
    refusal = None
    if request.method == "POST":
        try:
            until = forms.end_of(typed.needed_day(request.POST, "until"))
            operations.end_membership(act=request.act(), member_id=member_id, until=until)
            return saved(request, _("The end of the membership is saved."), "team", team=team)
        except Refusal as refused:
            refusal = refused
    show = presenter.ending_show(team=found, member=member, form=_form(request, refusal))
    return _answer(request, "team/member_form.jinja", show, found, refusal)


def absence_add(request: Request, team: str) -> HttpResponse:
    """Show the form of an absence, and record it."""
    found = _team(request, team)
    _check(request, "team.record_absence", found)
    people = [one for one in queries.members(team_id=found.id, at=request.at) if one.role != ON_CALL]
    refusal = None
    if request.method == "POST":
        try:
            away = forms.away_of(request.POST)
            _member(request, found, away.member_id)
            operations.record_absence(
                act=request.act(),
                member_id=away.member_id,
                first_day=away.first_day,
                last_day=away.last_day,
                reason=away.reason,
            )
            return saved(request, _("The absence is recorded."), "team", team=team)
        except Refusal as refused:
            refusal = refused
    own = next((str(one.id) for one in people if one.account_id == request.viewer.account_id), "")
    form = _form(request, refusal, member=own, first_day=str(local_day(request.at)))
    show = AbsenceShow(found.slug, [Option(str(one.id), one.name) for one in people], form)
    return _answer(request, "team/absence_form.jinja", show, found, refusal)


def absence_withdraw(request: Request, team: str, absence_id: UUID) -> HttpResponse:
    """Take an absence back."""
    found = _team(request, team)
    if request.method != "POST" or queries.sight_of_absence(absence_id=absence_id).team_id != found.id:
        raise NotVisible
    operations.withdraw_absence(act=request.act(), absence_id=absence_id)
    return saved(request, _("The absence is taken back."), "team", team=team)


def cover_add(request: Request, team: str) -> HttpResponse:
    """Show the on-call cover of the place, and set it for a period."""
    found = _team(request, team)
    _check(request, "team.set_on_call", found)
    refusal = None
    if request.method == "POST":
        try:
            wanted = forms.covering_of(request.POST, at=request.at)
            operations.set_on_call(
                act=request.act(),
                place_id=found.place_id,
                account_id=wanted.account_id,
                since=wanted.since,
                until=wanted.until,
            )
            return saved(request, _("The on-call cover is set."), "team", team=team)
        except Refusal as refused:
            refusal = refused
    show = presenter.cover_show(
        team=found,
        place=place_name(place_id=found.place_id),
        accounts=accounts(),
        at=request.at,
        form=_form(request, refusal),
    )
    return _answer(request, "team/cover_form.jinja", show, found, refusal)


def _team(request: Request, slug: str) -> TeamInfo:
    return queries.team_by_slug(slug=slug, viewer=request.viewer)


def _member(request: Request, team: TeamInfo, member_id: UUID) -> MemberInfo:
    """Return a member of this very team. Raises NotVisible, for members of others too."""
    found = next((one for one in queries.members(team_id=team.id, at=request.at) if one.id == member_id), None)
    if found is None or found.role == ON_CALL:
        raise NotVisible
    return found


def _decides(request: Request, command: str, team: TeamInfo) -> NotAllowed | None:
    """Return why the viewer may not carry out a command on this team; None when they may."""
    decision = decide(request.act(), command, queries.thing_of_team(team))
    return None if decision.decides else NotAllowed(decision.sentence, rule=decision.rule)


def _check(request: Request, command: str, team: TeamInfo) -> None:
    """Raise NotAllowed for a form that the viewer could not send."""
    if refusal := _decides(request, command, team):
        raise refusal


def _form(request: Request, refusal: Refusal | None, **values: str) -> Filled:
    return returned_form(request, refusal) if refusal else fresh_form(**values)


def _answer(request: Request, template: str, show: object, team: TeamInfo, refusal: Refusal | None) -> HttpResponse:
    status = refusal.status if refusal else 200
    return answer(request, template, show, here="team", team=team.slug, status=status)
