"""The pages of what is done for a person: everything side by side, one thing written, changed, confirmed or stopped."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal, Stale
from kith.agency.queries import AgencyRow, agencies
from kith.caseload.queries import Reaching
from kith.contradiction import forms, items, presenter, queries
from kith.contradiction.around import whose
from kith.contradiction.rules import ItemFacts
from kith.contradiction.shows import ItemShow, Take
from kith.contradiction.tables import tables
from kith.contradiction.taking_over import take_of
from kith.contradiction.words import item_words, kind_label
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option


def done(request: Request, person_id: UUID) -> HttpResponse:
    """Show what each agency does for a person, by kind, and what of it contradicts."""
    who, team = whose(request, person_id)
    found = queries.items_of(person_id=person_id, at=request.at, stopped=True)
    show = presenter.done_show(who, found, queries.of_person(person_id=person_id), request.at)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contradiction/done.jinja", show, team=team.slug)


def add(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a new thing done, of the kind that the address names, and write it."""
    who, team = whose(request, person_id)
    sent = request.POST if request.method == "POST" else request.GET
    kind, refusal = typed.text(sent, "kind"), None
    if kind not in tables().kinds:
        return done(request, person_id)
    here = agencies(team_id=team.team_id, at=request.at)
    take = _taken(typed.text(sent, "source_id"), person_id, here)
    if request.method == "POST":
        try:
            item = forms.item_of(request.POST, person_id=person_id, team_id=team.team_id, kind=kind)
            write = items.take_over if item.source_id else items.add_item
            write(act=request.act(), team_id=team.team_id, person_id=person_id, item=item)
            return saved(
                request, _("Written: what is done. What it contradicts stands first."), "done", person_id=person_id
            )
        except Refusal as refused:
            refusal = refused
    first = {"words": take.words, "told_by": take.told_by, "who": take.who} if take else {}
    form = returned_form(request, refusal) if refusal else fresh_form(**first)
    show = ItemShow(
        who, form, kind, _("Add: %(kind)s") % {"kind": kind_label(kind)}, presenter.choice_options(kind),
        presenter.subjects_of(kind), presenter.doer_options([(one.id, one.name) for one in here]), presenter.weekday_options(),
        source_id=take.source_id if take else "", from_plan=shown(take.words) if take else "",
        kinds=[one for one in presenter.kind_options() if one.value != kind] if take else [],
    )  # fmt: skip
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contradiction/item.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def _taken(source: str, person_id: UUID, here: Sequence[AgencyRow]) -> Take | None:
    """Return what is taken over from a plan, None where a thing is written anew. Raises NotVisible where no plan has it."""
    if not source:
        return None
    try:
        found = take_of(person_id=person_id, source_id=UUID(source), known=here)
    except ValueError:
        found = None
    if found is None:
        raise NotVisible
    return found


def one(request: Request, person_id: UUID, doing_id: UUID) -> HttpResponse:
    """Show one thing done; write how it is done now, that it still holds, or that it is not done any more."""
    who, team = whose(request, person_id)
    row, changed = queries.item(item_id=doing_id, person_id=person_id), ""
    refusal: Refusal | None = None
    do = typed.text(request.POST, "do")
    if request.method == "POST":
        try:
            said = _press(request, team, row, do, person_id)
            return saved(request, said, "done", person_id=person_id)
        except Stale as stale:
            refusal, row = stale, stale.extra
            changed = item_words(row)
        except Refusal as refused:
            refusal = refused
    show = _item_show(request, who, team, row, do, refusal, changed)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contradiction/item.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def _item_show(
    request: Request, who: Who, team: Reaching, row: ItemFacts, do: str, refusal: Refusal | None, changed: str
) -> ItemShow:
    today = local_day(request.at)
    open_ones = queries.open_of(person_ids=[who.person_id], at=request.at)
    line = presenter.item_line(row, today, presenter.contrary_of(row, open_ones))
    filled: dict[str, Filled] = {
        "change": fresh_form(**forms.fields_of(row)),
        "confirm": fresh_form(),
        "stop": fresh_form(on_day=max(today, row.from_day).isoformat()),
    }
    if refusal is not None and do in filled:
        filled[do] = returned_form(request, refusal)
    if "told_by" in filled["confirm"].errors:  # the page has a field of that name in another form
        errors = {
            "confirmed-by" if name == "told_by" else name: said for name, said in filled["confirm"].errors.items()
        }
        filled["confirm"] = replace(filled["confirm"], errors=errors)
    return ItemShow(
        who, filled["change"], row.kind, item_words(row), presenter.choice_options(row.kind),
        presenter.subjects_of(row.kind), _doers(request, team), presenter.weekday_options(),
        line=line, version=row.version, changed=changed, confirm_form=filled["confirm"],
        stop_form=filled["stop"],
    )  # fmt: skip


def _press(request: Request, team: Reaching, row: ItemFacts, do: str, person_id: UUID) -> str:
    act, version = request.act(), typed.version(request.POST)
    if do == "confirm":
        items.confirm_item(
            act=act,
            item_id=row.id,
            version=version,
            told_by=typed.text(request.POST, "told_by"),
            told_day=typed.day(request.POST, "told_day"),
        )
        return _("Written: it still holds.")
    if do == "stop":
        items.stop_item(
            act=act,
            item_id=row.id,
            version=version,
            because=typed.text(request.POST, "because"),
            on_day=typed.day(request.POST, "on_day"),
            for_all=bool(typed.text(request.POST, "for_all")),
        )
        return _("Written: it is not done any more.")
    item = forms.item_of(request.POST, person_id=person_id, team_id=team.team_id, kind=row.kind)
    items.change_item(act=act, item_id=row.id, version=version, item=item)
    return _("Written: how it is done now. What it contradicts stands first.")


def _doers(request: Request, team: Reaching) -> list[Option]:
    return presenter.doer_options([(row.id, row.name) for row in agencies(team_id=team.team_id, at=request.at)])
