"""The pages of sharing about a person: with whom and why, what they object to, what was told; and the sheet for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal, Thing
from kith.agency import disclosing, forms, involving, objecting, person_presenter, presenter, queries, told_queries
from kith.agency.queries import Involved
from kith.agency.rules import Barred, last_override_day
from kith.agency.seams import seams
from kith.agency.shows import InvolveShow, ObjectShow, TellShow
from kith.caseload.queries import Reaching, teams_reaching
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.policy.queries import decide
from kith.record.queries import allergies
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option

COMMANDS = ("agency.involve", "agency.override")
LATELY = timedelta(days=366)
"""How far back the sheet for the person goes."""


def sharing(request: Request, person_id: UUID) -> HttpResponse:
    """Show with whom something about a person is shared, and what was."""
    who, team = _whose(request, person_id)
    records = seams.records(person_id)
    thing = Thing("person", person_id, team.team_id, person_id)
    show = person_presenter.sharing_show(
        who,
        queries.agencies_of(person_id=person_id, at=request.at, past=True, merged=records),
        queries.standings(person_id=person_id),
        told_queries.objections_of(person_ids=records),
        told_queries.overrides_of(person_ids=records),
        told_queries.disclosures_of(person_ids=records),
        may={command for command in COMMANDS if decide(request.act(), command, thing).decides},
        at=request.at,
    )
    return _page(request, "agency/sharing.jinja", show, team)


def told(request: Request, person_id: UUID) -> HttpResponse:
    """Show the sheet for the person: what we told others about them, in plain words."""
    who, team = _whose(request, person_id)
    records = seams.records(person_id)
    shared = told_queries.disclosures_of(person_ids=records)
    show = person_presenter.told_show(
        who,
        queries.agencies_of(person_id=person_id, at=request.at),
        queries.standings(person_id=person_id),
        told_queries.objections_of(person_ids=records),
        told_queries.overrides_of(person_ids=records),
        [one for one in shared if one.shared_at > request.at - LATELY],
        team=team.name,
        at=request.at,
    )
    request.shows([person_id], kind=LookKind.PRINT, team_id=team.team_id)
    return answer(request, "agency/told.jinja", show, team=team.slug)


# Who works with them


def involve(request: Request, person_id: UUID) -> HttpResponse:
    """Ask which agency it is; then write why it works with the person."""
    who, team = _whose(request, person_id)
    options = presenter.agency_options(queries.agencies(team_id=team.team_id, at=request.at))
    sent = request.POST if request.method == "POST" else request.GET
    agency_id = presenter.id_of(options, typed.text(sent, "agency"))
    form, status = fresh_form(from_day=f"{local_day(request.at)}", told_by=request.viewer.name), 200
    if request.method == "POST":
        try:
            works = forms.works(request.POST, agency_id or person_id)
            involving.involve(act=request.act(), team_id=team.team_id, person_id=person_id, works=works)
            return saved(request, _("Written: who works with them, and why."), "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    show = _involve_show(request, who, form, agency_id, options)
    return _page(request, "agency/involve.jinja", show, team, status)


def involved(request: Request, person_id: UUID, involved_id: UUID) -> HttpResponse:
    """Show why an agency works with a person; change it, or write that it does no longer."""
    who, team = _whose(request, person_id)
    row = _involved(request, person_id, involved_id)
    first = {
        "purpose": row.purpose, "basis": row.basis, "why": row.why, "contact": f"{row.contact_id or ''}",
        "told_how": row.told_how, "told_by": row.told_by, "untold_because": row.untold_because, "version": f"{row.version}",
    }  # fmt: skip
    form, status = fresh_form(**first), 200
    if request.method == "POST":
        try:
            said = _press_involved(request, team, row)
            return saved(request, said, "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = _again({**first}, returned_form(request, refusal)), refusal.status
    show = _involve_show(request, who, form, row.agency_id, [], row)
    return _page(request, "agency/involve.jinja", show, team, status)


def _press_involved(request: Request, team: Reaching, row: Involved) -> str:
    where: dict[str, Any] = {"act": request.act(), "team_id": team.team_id, "involved_id": row.id}
    version = typed.version(request.POST)
    if typed.text(request.POST, "do") == "end":
        involving.end_involvement(**where, version=version, because=typed.text(request.POST, "because"))
        return _("Written: they work with the person no longer.")
    works = forms.works(request.POST, row.agency_id)
    involving.change_involvement(**where, version=version, works=works)
    return _("Saved.")


def _involved(request: Request, person_id: UUID, involved_id: UUID) -> Involved:
    rows = queries.agencies_of(person_id=person_id, at=request.at, past=True)
    found = next((one for one in rows if one.id == involved_id), None)
    if found is None:
        raise NotVisible
    return found


def _involve_show(
    request: Request, who: Who, form: Filled, agency_id: UUID | None, options: list[Option], row: Involved | None = None
) -> InvolveShow:
    contacts = queries.contacts_of(agency_ids=[agency_id] if agency_id else [], at=request.at)
    name = next((one.label for one in options if one.value == f"{agency_id}"), "")
    standing = queries.standings(person_id=who.person_id, agency_id=row.agency_id).get(row.agency_id) if row else None
    return InvolveShow(
        who,
        form,
        options,
        shown(row.name) if row else name,
        agency_id,
        presenter.contact_options(contacts),
        presenter.purpose_options(),
        presenter.basis_options(),
        presenter.told_options(),
        person_presenter.involved_line(row, standing, request.at) if row else None,
        row.id if row else None,
    )


# What they object to


def object_to(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of an objection, and write it."""
    who, team = _whose(request, person_id)
    agencies = queries.agencies(team_id=team.team_id, at=request.at)
    form, status = fresh_form(on_day=f"{local_day(request.at)}"), 200
    if request.method == "POST":
        try:
            objecting.object_to(
                act=request.act(),
                team_id=team.team_id,
                person_id=person_id,
                words=typed.text(request.POST, "words"),
                agency_id=typed.chosen_id(request.POST, "agency"),
                purpose=typed.text(request.POST, "purpose"),
                said_by=typed.text(request.POST, "said_by"),
                on_day=typed.day(request.POST, "on_day"),
            )
            return saved(request, _("Written. From now on it is not shared."), "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    options = presenter.agency_options(agencies)
    show = ObjectShow(who, form, options, presenter.purpose_options(blank=True)[1:])
    return _page(request, "agency/object.jinja", show, team, status)


def withdraw(request: Request, person_id: UUID, objection_id: UUID) -> HttpResponse:
    """Show an objection, and write that the person takes it back."""
    who, team = _whose(request, person_id)
    row = next((one for one in told_queries.objections_of(person_ids=[person_id]) if one.id == objection_id), None)
    if row is None:
        raise NotVisible
    form, status = fresh_form(version=f"{row.version}"), 200
    if request.method == "POST":
        try:
            objecting.withdraw_objection(
                act=request.act(),
                team_id=team.team_id,
                objection_id=objection_id,
                version=typed.version(request.POST),
                words=typed.text(request.POST, "words"),
            )
            return saved(request, _("Written: they take it back."), "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    line = person_presenter.objection_line(row)
    show = ObjectShow(who, form, about=line.about, words=line.words)
    return _page(request, "agency/withdraw.jinja", show, team, status)


def override(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of sharing all the same, and write it."""
    who, team = _whose(request, person_id)
    agencies = _agencies_at_work(request, person_id)
    last = last_override_day(request.at)
    form, status = fresh_form(until_day=f"{last}", told_by=request.viewer.name), 200
    if request.method == "POST":
        try:
            sharing = forms.overridden(request.POST, typed.chosen_id(request.POST, "agency") or person_id)
            objecting.override(act=request.act(), team_id=team.team_id, person_id=person_id, sharing=sharing)
            return saved(request, _("Written. It is shared until then."), "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    show = ObjectShow(who, form, agencies, presenter.purpose_options(), presenter.told_options(), last_day=f"{last}")
    return _page(request, "agency/override.jinja", show, team, status)


def override_end(request: Request, person_id: UUID, override_id: UUID) -> HttpResponse:
    """Show what is shared all the same, and end it."""
    who, team = _whose(request, person_id)
    row = next((one for one in told_queries.overrides_of(person_ids=[person_id]) if one.id == override_id), None)
    if row is None:
        raise NotVisible
    form, status = fresh_form(version=f"{row.version}"), 200
    if request.method == "POST":
        try:
            objecting.end_override(
                act=request.act(),
                team_id=team.team_id,
                override_id=override_id,
                version=typed.version(request.POST),
                because=typed.text(request.POST, "because"),
            )
            return saved(request, _("Ended. What they said holds again."), "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    line = person_presenter.override_line(row, request.at)
    show = ObjectShow(who, form, about=line.about, words=line.reason)
    return _page(request, "agency/override_end.jinja", show, team, status)


# What was told


def tell(request: Request, person_id: UUID) -> HttpResponse:
    """Ask whom something was told and what for; then write what was told, of what may be."""
    who, team = _whose(request, person_id)
    rows = queries.agencies_of(person_id=person_id, at=request.at)
    whom = [Option(f"{one.id}", f"{shown(one.name)}: {presenter.purpose_words(one.purpose)}") for one in rows]
    sent = request.POST if request.method == "POST" else request.GET
    row = next((one for one in rows if f"{one.id}" == typed.text(sent, "whom")), None)
    form, status = fresh_form(how="telephone", contact=f"{row.contact_id or ''}" if row else ""), 200
    if request.method == "POST":
        try:
            _tell(request, team, person_id, row)
            return saved(request, _("Written: what you told them."), "sharing", person_id=person_id)
        except Refusal as refusal:
            form, status = forms.returned(request, refusal), refusal.status
    return _page(request, "agency/tell.jinja", _tell_show(request, who, form, whom, row), team, status)


def _tell(request: Request, team: Reaching, person_id: UUID, row: Involved | None) -> None:
    if row is None:
        raise Refusal(_("Choose whom you told."), field="whom")
    said = forms.said(request.POST, row.agency_id, row.purpose)
    disclosing.tell(act=request.act(), team_id=team.team_id, person_id=person_id, said=said)


def _tell_show(request: Request, who: Who, form: Filled, whom: list[Option], row: Involved | None) -> TellShow:
    if row is None:
        return TellShow(who, form, whom)
    found = queries.may_share(person_id=who.person_id, agency_id=row.agency_id, purpose=row.purpose, at=request.at)
    title = f"{shown(row.name)}: {presenter.purpose_words(row.purpose)}"
    if isinstance(found, Barred):
        return TellShow(who, form, whom, f"{row.id}", title, barred=found.sentence)
    return TellShow(
        who,
        form,
        whom,
        f"{row.id}",
        title,
        presenter.told_fields(found.fields),
        presenter.how_options(),
        presenter.contact_options(queries.contacts_of(agency_ids=[row.agency_id], at=request.at)),
    )


def _agencies_at_work(request: Request, person_id: UUID) -> list[Option]:
    found = {one.agency_id: one.name for one in queries.agencies_of(person_id=person_id, at=request.at)}
    return [Option(f"{key}", shown(name)) for key, name in found.items()]


def _again(first: Mapping[str, str], form: Filled) -> Filled:
    """Return a form as it was sent, with what stands of the other form of the page."""
    return Filled(form.key, {**first, **form.values, "version": first["version"]}, form.errors)


def _page(request: Request, template: str, show: Any, team: Reaching, status: int = 200) -> HttpResponse:
    request.shows([show.who.person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, template, show, team=team.slug, status=status)


def _whose(request: Request, person_id: UUID) -> tuple[Who, Reaching]:
    """Return the person, and the team on which the viewer works with them."""
    person = identity(person_id=person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))
    who = who_of(person, at=request.at, tier=teams[0].risk_tier, allergies=allergies(person_id=person_id))
    return who, teams[0]
