"""The pages of setting up: a team's list with its opening, the form of a line, and what each team of a place lacks."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotAllowed, NotVisible, Refusal, Thing
from kith.policy.queries import decide
from kith.policy.set_up_rules import STATEMENT, Need
from kith.team import queries, set_up_forms, setting_up
from kith.team import set_up_presenter as presenter
from kith.team.queries import TeamInfo
from kith.team.set_up_queries import need_named, set_up_of, set_ups
from kith.team.set_up_rules import SetUp
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def set_up(request: Request, team: str) -> HttpResponse:
    """Show the set-up of a team, line by line; a press opens the team once what it must have is there."""
    found = _team(request, team)
    refusal = None
    if request.method == "POST":
        try:
            setting_up.open_(act=request.act(), team_id=found.id)
            return saved(request, _("The team is open: people can be put on its list."), "set-up", team=team)
        except Refusal as refused:
            refusal = refused
    form = returned_form(request, refusal) if refusal else fresh_form()
    show = presenter.set_up_show(
        found=set_up_of(team=found, at=request.at),
        viewer_id=request.viewer.account_id,
        at=request.at,
        decides=lambda command, case: _decides(request, found, command, case) is None,
        form=form,
    )
    return answer(request, "team/set_up.jinja", show, here="team", team=team, status=refusal.status if refusal else 200)


def set_up_line(request: Request, team: str, line: str) -> HttpResponse:
    """Show the form of one line - a statement, the footprint, the goals - and keep it."""
    found = _team(request, team)
    need = need_named(line, team=found, at=request.at)
    if need.met_by not in (STATEMENT, "footprint", "goals"):
        raise NotVisible
    command = presenter.COMMANDS[need.met_by]
    if refused := _decides(request, found, command, line if need.met_by == STATEMENT else ""):
        raise refused
    refusal = None
    if request.method == "POST":
        try:
            _keep(request, found, need)
            return saved(request, _("Saved: %(line)s.") % {"line": _(need.label)}, "set-up", team=team)
        except Refusal as one:
            refusal = one
    now = set_up_of(team=found, at=request.at)
    form = returned_form(request, refusal) if refusal else fresh_form(**presenter.filled(now, need, request.at))
    return _line(request, now, need, form, refusal)


def _keep(request: Request, team: TeamInfo, need: Need) -> None:
    act = request.act()
    if need.met_by == "footprint":
        setting_up.set_footprint(act=act, team_id=team.id, footprint=set_up_forms.footprint_of(request.POST))
    elif need.met_by == "goals":
        setting_up.set_goals(act=act, team_id=team.id, goals=set_up_forms.goals_of(request.POST))
    else:
        said = set_up_forms.line_said_of(request.POST, need.line)
        setting_up.state(act=act, team_id=team.id, line=need.line, said=said)


def set_up_take_back(request: Request, team: str, line: str) -> HttpResponse:
    """Show what is said of a line, and take it back for a reason."""
    found = _team(request, team)
    need = need_named(line, team=found, at=request.at)
    if need.met_by != STATEMENT:
        raise NotVisible
    if refused := _decides(request, found, "team.take_back_statement", line):
        raise refused
    refusal = None
    if request.method == "POST":
        try:
            because = request.POST.get("because", "")
            setting_up.take_back_statement(act=request.act(), team_id=found.id, line=line, because=because)
            return saved(request, _("Taken back: %(line)s.") % {"line": _(need.label)}, "set-up", team=team)
        except Refusal as one:
            refusal = one
    form = returned_form(request, refusal) if refusal else fresh_form()
    return _line(request, set_up_of(team=found, at=request.at), need, form, refusal, take_back=True)


def place_set_up(request: Request) -> HttpResponse:
    """Show what each team lacks: those the viewer is on, and all of a place whose manager they are."""
    found = set_ups(team_ids=request.viewer.teams, at=request.at)
    show = presenter.place_show(found=found, own=request.viewer.teams, at=request.at)
    return answer(request, "team/place_set_up.jinja", show, here="team")


def _line(
    request: Request, found: SetUp, need: Need, form: Filled, refusal: Refusal | None, *, take_back: bool = False
) -> HttpResponse:
    show = presenter.statement_show(found=found, need=need, at=request.at, form=form, take_back=take_back)
    status = refusal.status if refusal else 200
    return answer(request, "team/set_up_line.jinja", show, here="team", team=found.slug, status=status)


def _team(request: Request, slug: str) -> TeamInfo:
    return queries.team_by_slug(slug=slug, viewer=request.viewer)


def _decides(request: Request, team: TeamInfo, command: str, case: str) -> NotAllowed | None:
    """Return why the viewer may not carry out a command on this team; None when they may."""
    decision = decide(request.act(), command, Thing("team", team.id, team.id, row={"case": case}))
    return None if decision.decides else NotAllowed(decision.sentence, rule=decision.rule)
