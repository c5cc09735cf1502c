"""The pages of a team: who is on it, its rota, absences, on-call cover."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.access.queries import accounts
from kith.act import NotVisible, Refusal
from kith.place.queries import place_name
from kith.place.rules import date_words, local_day
from kith.team import forms, operations, presenter, queries
from kith.team.queries import TeamInfo, team_by_slug
from kith.team.rules import ON_CALL
from kith.team.shows import AbsenceShow, CoverShow, MemberShow
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option

READING = ("GET", "HEAD")


def team_page(request: Request, team: str) -> HttpResponse:
    """Show the team today."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    show = presenter.team_show(request.viewer, found, request.at)  # type: ignore[arg-type]  # the real viewer
    return answer(request, "team/team.jinja", show, here="team", team=team)


def rota(request: Request, team: str) -> HttpResponse:
    """Show a week of the rota; save it, publish it."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    monday = _monday(request)
    if request.method in READING:
        return _rota(request, found, monday, fresh_form())
    try:
        plans = forms.week_of(request.POST, presenter.week(monday))
        publish = request.POST.get("then") == "publish"
        operations.set_rota(act=request.act(), team_id=found.id, days=plans, publish=publish)
    except Refusal as refusal:
        return _rota(request, found, monday, returned_form(request, refusal), status=refusal.status)
    said = _("The week is published.") if publish else _("The week is saved, not published yet.")
    return saved(request, said, "team", team=team)


def member_add(request: Request, team: str) -> HttpResponse:
    """Put somebody on the team."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    if request.method in READING:
        return _member(request, found, fresh_form(since=local_day(request.at).isoformat()))
    posted = request.POST.dict()
    try:
        operations.add_member(
            act=request.act(),
            team_id=found.id,
            account_id=forms.id_of(posted, "account", _("Choose who.")),
            role=posted.get("role", ""),
            tier=posted.get("tier", ""),
            sessions=forms.sessions_of(posted),
            since=max(forms.moment_of(posted, "since", "") or request.at, request.at),
            until=forms.moment_of(posted, "until", ""),
        )
    except Refusal as refusal:
        return _member(request, found, returned_form(request, refusal), status=refusal.status)
    return saved(request, _("They are on the team."), "team", team=team)


def member_edit(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """End a membership."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    member = next((one for one in queries.members(team_id=found.id, at=request.at) if one.id == member_id), None)
    if member is None:
        raise NotVisible
    if request.method in READING:
        return _ending(request, found, member, fresh_form())
    try:
        last = forms.day_of(request.POST.dict(), "until", _("Enter the last day on the team."))
        until = forms.moment_of({"day": (last + timedelta(days=1)).isoformat()}, "day", "")
        assert until is not None
        operations.end_membership(act=request.act(), member_id=member_id, until=max(until, request.at))
    except Refusal as refusal:
        return _ending(request, found, member, returned_form(request, refusal), status=refusal.status)
    return saved(request, _("The membership ends on %(day)s.") % {"day": date_words(last)}, "team", team=team)


def absence_add(request: Request, team: str) -> HttpResponse:
    """Record that a member is away."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    if request.method in READING:
        return _absence(request, found, fresh_form())
    posted = request.POST.dict()
    try:
        first = forms.day_of(posted, "first_day", _("Enter the first day away."))
        operations.record_absence(
            act=request.act(),
            member_id=forms.id_of(posted, "member", _("Choose who is away.")),
            first_day=first,
            last_day=forms.optional_day(posted, "last_day") or first,
            reason=posted.get("reason", ""),
        )
    except Refusal as refusal:
        return _absence(request, found, returned_form(request, refusal), status=refusal.status)
    return saved(request, _("The absence is recorded."), "team", team=team)


def absence_withdraw(request: Request, team: str, absence_id: UUID) -> HttpResponse:
    """Take an absence back."""
    team_by_slug(slug=team, viewer=request.viewer)
    operations.withdraw_absence(act=request.act(), absence_id=absence_id)
    return saved(request, _("The absence is taken back."), "team", team=team)


def cover_add(request: Request, team: str) -> HttpResponse:
    """Say who is on call for the place."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    if request.method in READING:
        return _cover(request, found, fresh_form(from_day=local_day(request.at).isoformat()))
    posted = request.POST.dict()
    try:
        operations.set_on_call(
            act=request.act(),
            place_id=found.place_id,
            account_id=forms.id_of(posted, "who", _("Choose who is on call.")),
            since=max(forms.moment_of(posted, "from_day", "from_time") or request.at, request.at),
            until=forms.moment_of(posted, "to_day", "to_time"),
        )
    except Refusal as refusal:
        return _cover(request, found, returned_form(request, refusal), status=refusal.status)
    return saved(request, _("The on-call cover is set."), "team", team=team)


def _monday(request: Request) -> date:
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = local_day(request.at)
    return day - timedelta(days=day.weekday())


def _rota(request: Request, team: TeamInfo, monday: date, form: Filled, status: int = 200) -> HttpResponse:
    show = presenter.rota_show(request.viewer, team, monday, request.at, form)  # type: ignore[arg-type]  # the real viewer
    return answer(request, "team/rota.jinja", show, here="team", team=team.slug, status=status)


def _member(request: Request, team: TeamInfo, form: Filled, status: int = 200) -> HttpResponse:
    people = [Option(str(one.id), f"{one.name} ({one.username})") for one in accounts() if one.ended_at is None]
    show = MemberShow(team.slug, team.name, form, people, presenter.role_options(), presenter.tier_options())
    return answer(request, "team/member_form.jinja", show, here="team", team=team.slug, status=status)


def _ending(
    request: Request, team: TeamInfo, member: queries.MemberInfo, form: Filled, status: int = 200
) -> HttpResponse:
    words = _("%(role)s, %(tier)s, %(sessions)g sessions a week.") % {
        "role": member.role_label.capitalize(),
        "tier": member.tier,
        "sessions": member.sessions,
    }
    show = MemberShow(team.slug, team.name, form, member_id=member.id, name=member.name, words=words)
    return answer(request, "team/member_form.jinja", show, here="team", team=team.slug, status=status)


def _absence(request: Request, team: TeamInfo, form: Filled, status: int = 200) -> HttpResponse:
    members = [one for one in queries.members(team_id=team.id, at=request.at) if one.role != ON_CALL]
    show = AbsenceShow(team.slug, [Option(str(one.id), one.name) for one in members], form)
    return answer(request, "team/absence_form.jinja", show, here="team", team=team.slug, status=status)


def _cover(request: Request, team: TeamInfo, form: Filled, status: int = 200) -> HttpResponse:
    covers, gaps = presenter.cover_lines(team, request.at)
    people = [Option(str(one.id), one.name) for one in accounts() if one.ended_at is None]
    place = place_name(place_id=team.place_id)
    show = CoverShow(team.slug, place, people, covers, gaps, form)
    return answer(request, "team/cover_form.jinja", show, here="team", team=team.slug, status=status)
