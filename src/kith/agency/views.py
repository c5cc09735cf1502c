"""The pages of agencies of a place: who they are, whom one reaches there, what each may be told."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal
from kith.agency import forms, operations, presenter, queries, rules
from kith.agency.rules import PURPOSES
from kith.agency.seams import known_of
from kith.agency.shows import AgenciesShow, AgencyFormShow, AgencyShow, AgreeShow, ContactFormShow
from kith.person.rules import shown
from kith.place.queries import place_name
from kith.place.rules import local_day
from kith.policy.queries import decide
from kith.team.queries import TeamInfo, team_by_slug, thing_of_team
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def agencies(request: Request, team: str) -> HttpResponse:
    """Show the agencies of the place of a team."""
    found = _team(request, team)
    lines = [presenter.agency_line(one) for one in queries.agencies(team_id=found.id, at=request.at)]
    place = place_name(place_id=found.place_id)
    show = AgenciesShow(team, place, lines, _may(request, "agency.add_agency", found))
    return answer(request, "agency/agencies.jinja", show, here="team", team=team)


def agency(request: Request, team: str, agency_id: UUID) -> HttpResponse:
    """Show one agency; end an agreement."""
    found, form = _team(request, team), fresh_form()
    row = queries.agency(team_id=found.id, agency_id=agency_id, at=request.at)
    if request.method == "POST":
        agreement_id = typed.chosen_id(request.POST, "agreement") or agency_id
        why = f"because-{agreement_id}"
        try:
            operations.end_agreement(
                act=request.act(),
                team_id=found.id,
                agreement_id=agreement_id,
                because=typed.text(request.POST, why),
            )
            return saved(
                request, _("The agreement is ended: it allows nothing any more."), "agency", **_of(team, agency_id)
            )
        except Refusal as refusal:
            field = why if refusal.field == "because" else refusal.field
            form = returned_form(request, Refusal(refusal.sentence, field=field))
    there = [(one, presenter.contact_line(one)) for one in _contacts(request, agency_id)]
    today, can_end = local_day(request.at), _may(request, "agency.end_agreement", found)
    now, past = presenter.agreement_lines(queries.agreements_of(agency_id=agency_id), request.at, can_end=can_end)
    line = presenter.agency_line(row)
    show = AgencyShow(
        team,
        agency_id,
        line.name,
        line.service,
        line.hours,
        line.people,
        known_of(team_id=found.id, agency_id=agency_id, at=request.at),
        [shows for one, shows in there if one.until_day is None or one.until_day >= today],
        [shows for one, shows in there if one.until_day is not None and one.until_day < today],
        now,
        past,
        _may(request, "agency.change_agency", found),
        _may(request, "agency.agree", found),
        form,
    )
    return answer(request, "agency/agency.jinja", show, here="team", team=team, status=422 if form.errors else 200)


def _contacts(request: Request, agency_id: UUID) -> list[queries.ContactRow]:
    return queries.contacts_of(agency_ids=[agency_id], at=request.at, past=True)


def add(request: Request, team: str) -> HttpResponse:
    """Show the form of a new agency, and write it."""
    found, form, status = _team(request, team), fresh_form(), 200
    if request.method == "POST":
        try:
            key = operations.add_agency(act=request.act(), team_id=found.id, known=forms.known(request.POST))
            return saved(request, _("Written. Add whom one reaches there."), "agency", **_of(team, key))
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    show = AgencyFormShow(team, form, presenter.service_options())
    return answer(request, "agency/agency_form.jinja", show, here="team", team=team, status=status)


def change(request: Request, team: str, agency_id: UUID) -> HttpResponse:
    """Show the form of an agency, and correct it."""
    found, status = _team(request, team), 200
    row = queries.agency(team_id=found.id, agency_id=agency_id, at=request.at)
    form = fresh_form(name=row.name, service=row.service, hours=row.hours, version=str(row.version))
    if request.method == "POST":
        try:
            operations.change_agency(
                act=request.act(),
                team_id=found.id,
                agency_id=agency_id,
                version=typed.version(request.POST),
                known=forms.known(request.POST),
            )
            return saved(request, _("Saved."), "agency", **_of(team, agency_id))
        except Refusal as refusal:
            form, status = _again(request, refusal, row.version), refusal.status
    show = AgencyFormShow(team, form, presenter.service_options(), agency_id)
    return answer(request, "agency/agency_form.jinja", show, here="team", team=team, status=status)


def contact_add(request: Request, team: str, agency_id: UUID) -> HttpResponse:
    """Show the form of somebody new at an agency, and write them."""
    found, form, status = _team(request, team), fresh_form(), 200
    row = queries.agency(team_id=found.id, agency_id=agency_id, at=request.at)
    if request.method == "POST":
        try:
            reached = forms.reached(request.POST)
            operations.add_contact(act=request.act(), team_id=found.id, agency_id=agency_id, reached=reached)
            return saved(request, _("Written: whom one reaches there."), "agency", **_of(team, agency_id))
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    show = ContactFormShow(team, agency_id, shown(row.name), form)
    return answer(request, "agency/contact.jinja", show, here="team", team=team, status=status)


def contact(request: Request, team: str, agency_id: UUID, partner_contact_id: UUID) -> HttpResponse:
    """Show the form of somebody at an agency; correct it, or write their last day there."""
    found, status = _team(request, team), 200
    agency_row = queries.agency(team_id=found.id, agency_id=agency_id, at=request.at)
    row = next((one for one in _contacts(request, agency_id) if one.id == partner_contact_id), None)
    if row is None:
        raise NotVisible
    until = f"{row.until_day}" if row.until_day else ""
    form = fresh_form(
        name=row.name, does=row.does, email=row.email, telephone=row.telephone, until=until, version=str(row.version)
    )
    if request.method == "POST":
        try:
            operations.change_contact(
                act=request.act(),
                team_id=found.id,
                partner_contact_id=partner_contact_id,
                version=typed.version(request.POST),
                reached=forms.reached(request.POST),
                until_day=typed.day(request.POST, "until"),
            )
            return saved(request, _("Saved."), "agency", **_of(team, agency_id))
        except Refusal as refusal:
            form, status = _again(request, refusal, row.version), refusal.status
    show = ContactFormShow(team, agency_id, shown(agency_row.name), form, partner_contact_id)
    return answer(request, "agency/contact.jinja", show, here="team", team=team, status=status)


def agree(request: Request, team: str, agency_id: UUID) -> HttpResponse:
    """Ask what an agreement is for; then show what may be told for it, and write the agreement."""
    found, status = _team(request, team), 200
    row = queries.agency(team_id=found.id, agency_id=agency_id, at=request.at)
    sent = request.POST if request.method == "POST" else request.GET
    purpose = typed.text(sent, "purpose")
    if purpose not in PURPOSES:
        show = AgreeShow(team, agency_id, shown(row.name), fresh_form(), presenter.purpose_options())
        return answer(request, "agency/agree.jinja", show, here="team", team=team)
    form, is_next = _agreed_before(request, agency_id, purpose)
    if request.method == "POST":
        try:
            operations.agree(
                act=request.act(), team_id=found.id, agency_id=agency_id, agreed=forms.agreed(request.POST)
            )
            return saved(request, _("Written: what may be told."), "agency", **_of(team, agency_id))
        except Refusal as refusal:
            form, status = forms.returned(request, refusal), refusal.status
    about = PURPOSES[purpose]
    show = AgreeShow(
        team,
        agency_id,
        shown(row.name),
        form,
        [],
        purpose,
        _(about.label),
        _(about.sentence),
        about.source,
        presenter.field_choices(purpose),
        is_next,
    )
    return answer(request, "agency/agree.jinja", show, here="team", team=team, status=status)


def _agreed_before(request: Request, agency_id: UUID, purpose: str) -> tuple[Filled, bool]:
    """Return the form of the next version: with what holds now ticked, from today for a year."""
    rows = [one.as_rule for one in queries.agreements_of(agency_id=agency_id)]
    holds = rules.in_force(rows, purpose=purpose, at=request.at)
    fields = holds.fields if isinstance(holds, rules.Agreement) else frozenset[str]()
    today = local_day(request.at)
    form = fresh_form(fields=fields, from_day=f"{today}", until_day=f"{today + timedelta(days=364)}")
    return form, bool(fields)


def _again(request: Request, refusal: Refusal, version: int) -> Filled:
    """Return a form as it was sent, on what is there now: sent again it is saved over what somebody else wrote."""
    form = returned_form(request, refusal)
    return Filled(form.key, {**form.values, "version": str(version)}, form.errors)


def _of(team: str, agency_id: UUID) -> dict[str, object]:
    return {"team": team, "agency_id": agency_id}


def _team(request: Request, slug: str) -> TeamInfo:
    return team_by_slug(slug=slug, viewer=request.viewer)


def _may(request: Request, command: str, team: TeamInfo) -> bool:
    return decide(request.act(), command, thing_of_team(team)).decides
