"""The pages of a network: everybody around a person, and writing of a carer."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Refusal, Stale
from kith.caseload.queries import Reaching, teams_reaching
from kith.network import operations, presenter, queries
from kith.network.figures import figures
from kith.network.operations import Cares
from kith.network.queries import CarerRow
from kith.network.rules import KNOWS_DAYS
from kith.network.shows import CarerShow
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import day_bounds, local_day
from kith.record.queries import allergies
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Option


def network(request: Request, person_id: UUID) -> HttpResponse:
    """Show everybody around a person."""
    who, team = _whose(request, person_id)
    living = queries.household(person_id=person_id)
    today = local_day(request.at)
    carers, cared = queries.carers(person_id=person_id), queries.cares_for(person_id=person_id)
    meetings = queries.meetings(
        person_ids=[person_id, *(one.id for one in living)],
        since=day_bounds(today - timedelta(days=figures()[KNOWS_DAYS]))[0],
        until=day_bounds(today + timedelta(days=presenter.DAYS_AHEAD))[1],
    )
    around = queries.around(person_id=person_id, at=request.at)
    show = presenter.network_show(who, living, meetings, carers, cared, around, request.at)
    named = [one.id for one in living] + [one.id for one in cared] + [one.own_id for one in carers if one.own_id]
    request.shows([person_id, *named], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "network/network.jinja", show, team=team.slug)


def add(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a new carer, and write them."""
    who, team = _whose(request, person_id)
    living, refusal = queries.household(person_id=person_id), None
    if request.method == "POST":
        try:
            operations.add_carer(
                act=request.act(),
                team_id=team.team_id,
                person_id=person_id,
                carer=Cares(**{name: typed.text(request.POST, name) for name in ("relation", "does", "name", "needs")}),
                known_as=typed.chosen_id(request.POST, "known_as"),
            )
            return saved(request, _("Written: who cares for them."), "network", person_id=person_id)
        except Refusal as refused:
            refusal = refused
    options = [Option(str(one.id), shown(f"{one.given} {one.family}".strip())) for one in living]
    show = CarerShow(who, returned_form(request, refusal) if refusal else fresh_form(), options)
    request.shows([person_id, *(one.id for one in living)], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "network/carer.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def carer(request: Request, person_id: UUID, carer_id: UUID) -> HttpResponse:
    """Show one carer; write what they do and need, what became of an assessment, or that they care no longer."""
    who, team = _whose(request, person_id)
    row, refusal = queries.carer(carer_id=carer_id, person_id=person_id), None
    if request.method == "POST":
        try:
            said = _press(request, team, carer_id)
            return saved(request, said, "network", person_id=person_id)
        except Refusal as refused:
            refusal = refused
            row = refused.extra if isinstance(refused, Stale) else row
    first = {"does": row.does, "needs": row.needs, "day": f"{local_day(request.at)}", "state": "offered"}
    show = CarerShow(
        who,
        returned_form(request, refusal) if refusal else fresh_form(**first),
        states=presenter.state_options(),
        carer=presenter.carer_line(row, request.at),
        version=row.version,
        past=[presenter.assessment_words(one) for one in row.assessments],
    )
    request.shows(_shown(person_id, row), kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "network/carer.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def _press(request: Request, team: Reaching, carer_id: UUID) -> str:
    where: Mapping[str, UUID] = {"team_id": team.team_id, "carer_id": carer_id}
    do, text = typed.text(request.POST, "do"), typed.text
    if do == "assess":
        operations.assess_carer(
            act=request.act(),
            **where,
            state=text(request.POST, "state"),
            on_date=typed.needed_day(request.POST, "day"),
            note=text(request.POST, "note"),
        )
        return _("Written: what became of the assessment.")
    if do == "end":
        operations.end_carer(
            act=request.act(), **where, version=typed.version(request.POST), because=text(request.POST, "because")
        )
        return _("Written: they care no longer.")
    operations.change_carer(
        act=request.act(),
        **where,
        version=typed.version(request.POST),
        does=text(request.POST, "does"),
        needs=text(request.POST, "needs"),
    )
    return _("Written: what they do and need.")


def _shown(person_id: UUID, row: CarerRow) -> list[UUID]:
    return [person_id, *([row.own_id] if row.own_id else [])]


def _whose(request: Request, person_id: UUID) -> tuple[Who, Reaching]:
    """Return the person, and the team on which the viewer works with them."""
    person = identity(person_id=person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))
    who = who_of(person, at=request.at, tier=teams[0].risk_tier, allergies=allergies(person_id=person_id))
    return who, teams[0]
