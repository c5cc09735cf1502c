"""Changing a rule table: another version proposed by row or file; a draft mended, answered, signed, withdrawn."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal
from kith.place.rules import local_day
from kith.policy.in_force import Behind, files_of
from kith.policy.models import Scope
from kith.rulebook import floor_operations, operations, presenter, queries
from kith.rulebook.forms import (
    changed_files,
    field_of,
    files_with_new_row,
    new_cells,
    new_fields,
    row_fields,
    uploaded_files,
)
from kith.rulebook.mending_rules import key_of
from kith.rulebook.opened import Opened, opened
from kith.rulebook.rules import Cells, Files, differences, file_with, files_people_change, files_to_add_to, read_sheet
from kith.rulebook.rules import key_of as row_key
from kith.rulebook.shows import ChangeShow
from kith.rulebook.views import mend, table_page
from kith.team.queries import places_of, team_by_id
from kith.web import typed
from kith.web.pages import SAID, answer, fresh_form, returned_form
from kith.web.routes import Request
from kith.web.shows import Filled, Option


def change(request: Request, team: str, table: str) -> HttpResponse:
    """Choose a row, write its cells or upload a file, and propose that as another version."""
    one = opened(request, team, table)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _shown(request, one, _proposed(request, one))
        except Refusal as refused:
            refusal = refused
    return _change_page(request, one, refusal)


def _proposed(request: Request, one: Opened) -> UUID:
    files = one.files()
    if "upload" in request.POST:
        given = request.FILES.get("csv")
        whole = uploaded_files(files, given.read() if given else None)
    elif file := typed.text(request.POST, "new"):
        today = local_day(request.at)
        whole = files_with_new_row(request.POST, files, file=file, table=one.threshold, today=today)
    else:
        row = typed.text(request.POST, "row")
        whole = changed_files(request.POST, files, row=row, file=file_with(files, row), today=local_day(request.at))
    return _propose(request, one, whole, typed.text(request.POST, "why"))


def _propose(request: Request, one: Opened, whole: Files, why: str) -> UUID:
    """Propose a whole text; where it goes on from a draft of one's own, that draft ends with it."""
    is_own = one.chosen is not None and one.is_draft and one.chosen.proposed_by_id == request.viewer.account_id
    return _proposing(one)(
        act=request.act(),
        team_id=one.team.id,
        table=one.table,
        files={name: whole[name] for name in files_people_change(whole)},
        why=why,
        from_day=typed.day(request.POST, "from_day"),
        replaces=one.chosen.id if one.chosen and is_own else None,
    )


def _proposing(one: Opened) -> Callable[..., UUID]:
    return floor_operations.propose_floor if one.is_floor else operations.propose


def _change_page(request: Request, one: Opened, refusal: Refusal | None) -> HttpResponse:
    files, asked = one.files(), request.POST if request.method == "POST" else request.GET
    row, new = typed.text(asked, "row"), typed.text(asked, "new")
    file = new or (file_with(files, row) if row else "")
    if (row and not file) or (new and new not in files_to_add_to(files)):
        raise NotVisible
    sheet = read_sheet(files[file]) if file else None
    if sheet and new:
        cells: Cells = new_cells(sheet, local_day(request.at))
        fields, behind = new_fields(sheet, cells, one.threshold, one.rules)
    else:
        cells = (sheet.row(row) if sheet else None) or {}
        fields, behind = row_fields(sheet, cells, one.threshold, one.rules) if sheet else ([], [])
    added = queries.proposed(version_id=one.chosen.id) if one.chosen else None
    fresh = {field_of(name): text for name, text in cells.items()} | {
        "why": added.why if added else "",
        "from_day": added.from_day.isoformat() if added and added.from_day else "",
    }
    show = ChangeShow(
        team_slug=one.team.slug,
        table=one.table,
        label=presenter.label(one.table, one.rules),
        stands=presenter.draft_words(one.chosen, one.place, one.team.name)
        if one.chosen and one.is_draft
        else presenter.stands(one.standing, one.place, one.team.name),
        draft=one.chosen.id if one.chosen else None,
        scope=one.scope_words,
        place=one.place,
        rows=_rows(files),
        row=row,
        new=new,
        to_add=[Option(name, presenter.new_row_words(name)) for name in files_to_add_to(files)],
        row_words=_(cells.get("sentence", "")) if row else "",
        has_conditions=one.threshold is not None,
        fields=fields,
        behind=behind,
        form=returned_form(request, refusal) if refusal else fresh_form(**fresh),
    )
    status = refusal.status if refusal else 200
    return answer(request, "rulebook/change.jinja", show, here="team", team=one.team.slug, status=status)


def _rows(files: Files) -> list[Option]:
    found = [each for name in files_people_change(files) for each in read_sheet(files[name]).rows]
    return [Option(row_key(each), f"{row_key(each)}: {_(each.get('sentence', ''))}") for each in found]


def version(request: Request, version_id: UUID) -> HttpResponse:
    """Lead to a draft on the page of its table; mend, answer, sign or withdraw it."""
    draft, held = queries.draft_of(version_id=version_id)
    slug = team_by_id(team_id=_through(request, draft.team_id, held)).slug
    if request.method != "POST":
        return HttpResponseRedirect(_address(slug, held.table, version_id))
    one = opened(request, slug, held.table, version_id=version_id)
    try:
        return _done(request, one, version_id)
    except Refusal as refused:
        return table_page(request, one, _returned(request, refused), status=refused.status)


def _through(request: Request, team_id: UUID, held: Behind) -> UUID:
    """
    Return the team through which the viewer has to do with a draft: its own; of a place one of theirs there, the one named in
    the form first, then one on which they hold the role that they act in. Raises NotVisible without any.
    """
    teams = {team_id} & request.viewer.teams
    if held.scope == Scope.PLACE:
        teams = {team for team, place in places_of(request.viewer.teams).items() if place == held.scope_id}
    if not teams:
        raise NotVisible
    asked = typed.chosen_id(request.POST, "team")
    acting = {one.team_id for one in request.viewer.seats if one.role == request.viewer.role}
    return min(teams, key=lambda one: (one != asked, one not in acting, str(one)))


def _done(request: Request, one: Opened, version_id: UUID) -> HttpResponse:
    """Do what was pressed, and say so."""
    act, finding = request.act(), typed.text(request.POST, "finding")
    do, of = _doing(one)
    match typed.text(request.POST, "do"):
        case "mend":
            return _shown(request, one, _mended(request, one, finding))
        case "answer":
            do["answer"](act=act, version_id=version_id, finding=finding, words=typed.text(request.POST, "words"), **of)
            return _shown(request, one, version_id, _("Your answer is kept with the draft."))
        case "sign":
            in_force = do["sign"](act=act, version_id=version_id, **of)
            told = _("Signed. The table is in force from its day on, and everybody whom it concerns is told.")
            return _shown(request, one, version_id, told if in_force else _("Signed. One more person signs."))
        case "withdraw":
            do["withdraw"](act=act, version_id=version_id, **of)
            return _shown(request, one, version_id, _("The draft is withdrawn. It stays to be read."))
    raise Refusal(_("Choose one of the answers."))


def _doing(one: Opened) -> tuple[Mapping[str, Callable[..., Any]], Mapping[str, UUID]]:
    """Return what answers, signs and withdraws the draft that is shown, and what it is told beside the draft."""
    if one.chosen is not None and one.chosen.scope == Scope.PLACE:
        floor = floor_operations
        done: dict[str, Callable[..., Any]] = {
            "answer": floor.answer_floor,
            "sign": floor.sign_floor,
            "withdraw": floor.withdraw_floor,
        }
        return done, {"team_id": one.team.id}
    return {"answer": operations.answer, "sign": operations.sign, "withdraw": operations.withdraw}, {}


def _mended(request: Request, one: Opened, finding: str) -> UUID:
    """Propose the draft with one finding mended, for the same reason and day."""
    files = one.files()
    found = next((each for each in one.wrong() if key_of(each) == finding), None)
    whole = mend(one, found, files) if found else None
    added = queries.proposed(version_id=one.chosen.id) if one.chosen else None
    if whole is None or added is None:
        raise Refusal(_("This was answered or mended meanwhile: look at the draft again."))
    if not differences(files_of(one.now), whole):
        raise Refusal(_("With this mended nothing differs from what is in force: withdraw the draft."))
    is_mine = one.chosen is not None and one.chosen.proposed_by_id == request.viewer.account_id
    return _proposing(one)(
        act=request.act(),
        team_id=one.team.id,
        table=one.table,
        files={name: whole[name] for name in files_people_change(whole)},
        why=added.why,
        from_day=added.from_day if added.from_day and added.from_day >= local_day(request.at) else None,
        replaces=one.chosen.id if one.chosen and is_mine else None,
    )


def _returned(request: Request, refusal: Refusal) -> Filled:
    form = returned_form(request, refusal)
    if refusal.field != "words":
        return form
    return replace(form, errors={f"words-{typed.text(request.POST, 'finding')}": refusal.sentence})


def _shown(request: Request, one: Opened, version_id: UUID, said: str = "") -> HttpResponse:
    """Go on to a draft; without words of its own the page says what was found in it."""
    request.session[SAID] = said or _("The draft is kept. Below stands what it changes and what was found in it.")
    return HttpResponseRedirect(_address(one.team.slug, one.table, version_id))


def _address(slug: str, table: str, version_id: UUID) -> str:
    return f"{reverse('rule-table', kwargs={'team': slug, 'table': table})}?version={version_id}"
