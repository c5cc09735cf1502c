"""The pages of one person in the huddle: what is decided, and what the leader's page tells those who follow."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal, Stale
from kith.huddle import forms, operations, presenter, queries
from kith.huddle.coming import look_back_in
from kith.huddle.here import READING, here_of, running_of
from kith.huddle.in_hand import PersonInHand, in_hand
from kith.huddle.outcome_rules import Outcome, suggested_what
from kith.huddle.presenter import Running
from kith.huddle.queries import ItemRow
from kith.huddle.remarks import remarks_in
from kith.huddle.types import Decision
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def item(request: Request, team: str, item_id: UUID) -> HttpResponse:
    """Show one person in the running huddle; store what is decided, put them off, or raise an escalation."""
    here = here_of(request, team)
    running = running_of(request, here)
    found = running.whole.item(item_id)
    if request.method in READING:
        another = "another" in request.GET
        return item_page(request, running, found, another=another)
    try:
        said = _decided(request, running, found)
    except Stale as stale:
        now: ItemRow = stale.extra
        form = replace(returned_form(request), errors={})
        return item_page(
            request, running_of(request, here), now, form=form, answered=stale.sentence, status=stale.status
        )
    except Refusal as refusal:
        form = returned_form(request, refusal)
        return item_page(request, running, found, form=form, status=refusal.status)
    if request.POST.get("then") == "another":
        return HttpResponseRedirect(f"{reverse('huddle-item', kwargs={'team': team, 'item_id': item_id})}?another")
    return _go_on(request, team, running.next_after(found), said)


def show(request: Request, team: str, item_id: UUID) -> HttpResponse:
    """Tell the screens that follow which item the huddle is at, and what is being written; sent by the leader's page itself."""
    running = running_of(request, here_of(request, team))
    running.whole.item(item_id)
    if request.method in READING:
        return HttpResponseRedirect(reverse("huddle-item", kwargs={"team": team, "item_id": item_id}))
    posted = request.POST.dict()
    operations.show(
        act=request.act(),
        item_id=item_id,
        what=typed.text(posted, "what"),
        owner_id=typed.chosen_id(posted, "who"),
        due_at=running.when.due(posted),
    )
    return HttpResponse(status=204)


def remark(request: Request, team: str, remark_id: UUID) -> HttpResponse:
    """Show a remark to all who follow, or take it off; whoever leads presses it beside the item, and stays there."""
    row = here_of(request, team).open
    found = next((one for one in remarks_in(huddle_id=row.id) if one.id == remark_id), None)
    if found is None:
        raise NotVisible
    if request.method == "POST":
        operations.show_remark(act=request.act(), remark_id=remark_id, is_shown=request.POST.get("show") == "yes")
    return HttpResponseRedirect(reverse("huddle-item", kwargs={"team": team, "item_id": found.item_id}))


def item_page(
    request: Request,
    running: Running,
    found: ItemRow,
    *,
    form: Filled | None = None,
    answered: str = "",
    another: bool = False,
    status: int = 200,
) -> HttpResponse:
    row = running.whole.huddle
    person = in_hand(team=running.team, person_ids=[found.person_id], at=request.at)[found.person_id]
    last = queries.last_time(team_id=row.team_id, person_id=found.person_id, before=row.day)
    form = form or _fresh_item_form(running, found, person, another=another)
    request.shows(running.whole.person_ids, kind=LookKind.LIST, team_id=row.team_id)
    leads = running.is_led_by(request.viewer.account_id)
    said = presenter.remarks_shown(running, remarks_in(huddle_id=row.id), found.id, request.viewer.account_id)
    show = presenter.item_show(running, found, person, last, said, form=form, answered=answered, leads=leads)
    show = replace(show, look_back=look_back_in(row))
    return answer(request, "huddle/item.jinja", show, here="huddle", team=running.team.slug, status=status)


def _fresh_item_form(running: Running, found: ItemRow, person: PersonInHand, *, another: bool) -> Filled:
    """The form with the action prefilled from the top reason and the day lead; nothing chosen, or the next action."""
    usual = {"who": presenter.usual_owner(running, person), "by": next(iter(running.when.offered), "")}
    if another:
        return fresh_form(outcome=Outcome.ACTION, **usual)
    return fresh_form(what=suggested_what(found.section, person.in_hand, running.at), **usual)


def _decided(request: Request, running: Running, found: ItemRow) -> str:
    """Carry out what the form of an item asks for; return what was done in words."""
    posted, act = request.POST.dict(), request.act()
    if posted.get("then") == "later":
        operations.put_off(act=act, item_id=found.id, version=typed.version(posted))
        return _("%(name)s comes last.") % {"name": found.name}
    if forms.outcome(posted) is Outcome.ESCALATION:
        operations.raise_escalation(
            act=act,
            item_id=found.id,
            what=typed.text(posted, "raise_what"),
            to_id=forms.raised_to(posted),
            told=forms.told(posted, running.whole.huddle.day),
        )
        return _("%(name)s: escalation raised.") % {"name": found.name}
    decision: Decision = forms.decision(posted, running.when)
    operations.settle(act=act, item_id=found.id, version=typed.version(posted), decision=decision)
    return _("%(name)s is settled.") % {"name": found.name}


def _go_on(request: Request, team: str, following: ItemRow | None, said: str) -> HttpResponse:
    if following is None:
        return saved(request, said, "huddle", team=team)
    return saved(request, said, "huddle-item", team=team, item_id=following.id)
