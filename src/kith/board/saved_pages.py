"""The pages of saved views: which there are of a team's board, and one of them to rename, share or remove."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.board import operations
from kith.board.asking import asked
from kith.board.filters import names_of, shown_words
from kith.board.saved import SavedRow, one, saved_views
from kith.board.team_day import TeamDay, teams_today
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled
from kith.web.words import first_up


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A saved view in a list: what it shows in words; `by` is '' for one's own, else who shares it."""

    view_id: UUID
    name: str
    words: str
    by: str
    is_shared: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class SavedShow:
    """The saved views of a board, one's own first. Fields: name, shared, asks; the form is shown when it came back refused."""

    form: Filled
    team_slug: str
    team_name: str
    own: Sequence[KeptLine]
    others: Sequence[KeptLine]
    may_share: bool
    asks_words: str = ""


@dataclass(frozen=True, slots=True)
class OneViewShow:
    """One saved view to rename, share or remove. Field: name."""

    form: Filled
    team_slug: str
    line: KeptLine
    may_share: bool


def saved_page(request: Request, team: str) -> HttpResponse:
    """List the saved views of a team's board; a press keeps the one that stands open under a name."""
    request.shows((), kind=LookKind.LIST)
    info = team_by_slug(slug=team, viewer=request.viewer)
    refusal = None
    if request.method == "POST":
        try:
            return _kept(request, team, info.id)
        except Refusal as refused:
            if refused.field != "name":
                raise
            refusal = refused
    day = teams_today(team_ids=[info.id], at=request.at)[info.id]
    lines = [_line(request, row, day) for row in saved_views(team_id=info.id)]
    show = SavedShow(
        form=returned_form(request, refusal) if refusal else fresh_form(),
        team_slug=team,
        team_name=info.name,
        own=[line for line in lines if not line.by],
        others=[line for line in lines if line.by],
        may_share=_may_share(request, day),
        asks_words=_words(request.POST.get("asks", ""), day) if refusal else "",
    )
    return answer(
        request, "board/saved.jinja", show, here="board", team=team, status=refusal.status if refusal else 200
    )


def _kept(request: Request, team: str, team_id: UUID) -> HttpResponse:
    name = request.POST.get("name", "")
    view_id = operations.save_view(
        act=request.act(),
        team_id=team_id,
        name=name,
        asks=request.POST.get("asks", "")[:2000],
        is_shared=request.POST.get("shared", "") == "yes",
    )
    return _to_board(request, team, view_id, _("The view is saved."))


def _to_board(request: Request, team: str, view_id: UUID, said: str) -> HttpResponse:
    there = saved(request, said, "board", team=team)
    return HttpResponseRedirect(f"{there.url}?{urlencode({'saved': str(view_id)})}")


def saved_view(request: Request, team: str, view_id: UUID) -> HttpResponse:
    """Show one saved view of a team's board; a press renames, shares, keeps to oneself again or removes it."""
    request.shows((), kind=LookKind.LIST)
    info = team_by_slug(slug=team, viewer=request.viewer)
    row = one(team_id=info.id, view_id=view_id)
    refusal = None
    if request.method == "POST":
        try:
            return _changed(request, team, view_id)
        except Refusal as refused:
            if refused.field != "name":
                raise
            refusal = refused
    day = teams_today(team_ids=[info.id], at=request.at)[info.id]
    form = returned_form(request, refusal) if refusal else fresh_form(name=row.name)
    show = OneViewShow(form, team, _line(request, row, day), _may_share(request, day))
    status = refusal.status if refusal else 200
    return answer(request, "board/saved_view.jinja", show, here="board", team=team, status=status)


def _changed(request: Request, team: str, view_id: UUID) -> HttpResponse:
    wanted, act = request.POST.get("do", "rename"), request.act()
    if wanted == "remove":
        operations.remove_view(act=act, view_id=view_id)
        return saved(request, _("The view is removed."), "saved-views", team=team)
    if wanted in ("share", "unshare"):
        operations.share_view(act=act, view_id=view_id, is_shared=wanted == "share")
        said = _("The team sees this view now.") if wanted == "share" else _("Only its owner sees this view now.")
        return saved(request, said, "saved-views", team=team)
    operations.rename_view(act=act, view_id=view_id, name=request.POST.get("name", ""))
    return saved(request, _("The view has its new name."), "saved-views", team=team)


def _line(request: Request, row: SavedRow, day: TeamDay) -> KeptLine:
    return KeptLine(
        view_id=row.id,
        name=row.name,
        words=_words(row.asks, day),
        by="" if row.is_own else row.owner,
        is_shared=row.is_shared,
        may_change=row.is_own or _may_share(request, day),
    )


def _words(asks: str, day: TeamDay) -> str:
    wanted = asked(QueryDict(asks))
    whose = {"mine": _("my people"), "all": _("all my teams")}.get(wanted.view, "")
    words = ", ".join(filter(None, (whose, shown_words(wanted, names_of({day.id: day})))))
    return first_up(words) or _("Everybody, most urgent first")


def _may_share(request: Request, day: TeamDay) -> bool:
    duty = day.duty_lead
    return operations.may_share(
        account_id=request.viewer.account_id,
        role=request.viewer.role,
        duty_account_id=duty.account_id if duty else None,
    )
