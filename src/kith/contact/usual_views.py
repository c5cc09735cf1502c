"""The page of somebody's usual observations: what NEWS2 is usual for them, who said so, and saying it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Refusal, Stale, Thing
from kith.caseload.queries import Reaching, teams_reaching
from kith.contact.usual_presenter import usual_show
from kith.person.models import Person
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.policy.queries import decide
from kith.record.operations import set_usual
from kith.record.queries import allergies, usuals
from kith.team.deciding import Around, asked_day, right_note
from kith.team.queries import day_on_team, members, rules_for, team_by_id
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option, RightNote

COMMAND = "record.set_usual"


def usual(request: Request, person_id: UUID) -> HttpResponse:
    """Show what is usual for somebody, and set it."""
    person = identity(person_id=person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))
    chosen = typed.chosen_id(request.POST, "team")
    team = next((one for one in teams if one.team_id == chosen), teams[0])
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _set(request, team, person_id)
            return saved(request, _("What is usual is saved."), "usual", person_id=person_id)
        except Refusal as refused:
            refusal = refused
    form = returned_form(request, refusal) if refusal else fresh_form(team=str(team.team_id))
    return _page(request, person, teams, team, form, refusal)


def _set(request: Request, team: Reaching, person_id: UUID) -> None:
    score = typed.number(request.POST, "usual")
    if score is None:
        raise Refusal(_("Usual NEWS2: enter a whole number from 0 to 20."), field="usual")
    field = "why_propose" if "why_propose" in request.POST else "why"
    if not (why := typed.text(request.POST, field)):
        raise Refusal(_("Say why this is usual, for example what you know of their breathing."), field=field)
    set_usual(
        act=request.act(),
        team_id=team.team_id,
        person_id=person_id,
        score=score,
        until=typed.day(request.POST, "until"),
        reason=why,
        seen=typed.chosen_id(request.POST, "seen"),
    )


def _page(
    request: Request, person: Person, teams: list[Reaching], team: Reaching, form: Filled, refusal: Refusal | None
) -> HttpResponse:
    person_id = person.id
    show = usual_show(
        who_of(person, at=request.at, tier=team.risk_tier, allergies=allergies(person_id=person_id)),
        usuals(person_id=person_id),
        _note(request, team, person_id),
        form,
        [Option(str(one.team_id), one.name) for one in teams],
        rules_for(team_id=team.team_id, at=request.at).thresholds,
        said_meanwhile=isinstance(refusal, Stale),
        at=request.at,
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contact/usual.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def _note(request: Request, team: Reaching, person_id: UUID) -> RightNote:
    """Return what pressing will do, or who decides instead."""
    whole = team_by_id(team_id=team.team_id)
    day = day_on_team(team=whole, day=asked_day(request.at, whole.calendar), at=request.at, person_id=person_id)
    there = members(team_id=whole.id, at=request.at)
    around = Around(there, day, whole.calendar, request.viewer.account_id, request.at)
    decision = decide(request.act(), COMMAND, Thing("person", person_id, team.team_id, person_id))
    return right_note(decision, COMMAND, "", around)
