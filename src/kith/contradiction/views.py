"""The pages of contradictions: one with both sides and how it is settled, and raising one."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Refusal, Stale
from kith.agency.queries import agencies
from kith.contradiction import forms, presenter, queries, raising, settling
from kith.contradiction.around import whose
from kith.contradiction.finding import due
from kith.contradiction.queries import ContradictionRow
from kith.contradiction.shows import RaiseShow
from kith.person.rules import shown
from kith.team.queries import team_by_id
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Option
from kith.web.words import moment


def contradiction(request: Request, person_id: UUID, contradiction_id: UUID) -> HttpResponse:
    """Show both sides of a contradiction; settle it, say why it is none, or open it again."""
    who, team = whose(request, person_id)
    row, changed = queries.contradiction(contradiction_id=contradiction_id, person_id=person_id), ""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said = _press(request, row)
            return saved(request, said, "contradiction", person_id=person_id, contradiction_id=contradiction_id)
        except Stale as stale:
            refusal, changed = stale, _("Somebody changed this meanwhile: it stands here as it is now.")
            row = queries.contradiction(contradiction_id=contradiction_id, person_id=person_id)
        except Refusal as refused:
            refusal = refused
    items = {one.id: one for one in queries.items_of(person_id=person_id, at=request.at, stopped=True)}
    form = returned_form(request, refusal) if refusal else fresh_form()
    show = presenter.contradiction_show(who, row, items, form, request.at, changed)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(
        request, "contradiction/contradiction.jinja", show, team=team.slug, status=refusal.status if refusal else 200
    )


def _press(request: Request, row: ContradictionRow) -> str:
    do, on = typed.text(request.POST, "do"), {"contradiction_id": row.id}
    version = typed.version(request.POST)
    if do == "again":
        settling.open_again(act=request.act(), **on, version=version)
        return _("Open again: somebody is asked to settle it.")
    if do == "none":
        settling.say_none(act=request.act(), **on, version=version, because=typed.text(request.POST, "because"))
        return _("Written: they do go together.")
    settlement = forms.settlement_of(request.POST, row.item_ids)
    settling.settle(act=request.act(), **on, version=version, settlement=settlement)
    return _("Settled. What holds now stands below.")


def raise_one(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of what somebody says does not go together, and keep it as a contradiction to be settled."""
    who, team = whose(request, person_id)
    refusal = None
    if request.method == "POST":
        try:
            key = raising.say(
                act=request.act(),
                team_id=team.team_id,
                person_id=person_id,
                about=typed.text(request.POST, "about"),
                agency_id=typed.chosen_id(request.POST, "agency"),
            )
            said = _("Raised: somebody is asked to settle it.")
            return saved(request, said, "contradiction", person_id=person_id, contradiction_id=key)
        except Refusal as refused:
            refusal = refused
    options = [Option(str(one.id), shown(one.name)) for one in agencies(team_id=team.team_id, at=request.at)]
    until = moment(due(request.at, team_by_id(team_id=team.team_id)), request.at)
    show = RaiseShow(who, returned_form(request, refusal) if refusal else fresh_form(), options, until)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contradiction/raise.jinja", show, team=team.slug, status=refusal.status if refusal else 200)
