"""The page of notices, and the page on which somebody says how they are reached and told."""

from dataclasses import asdict, replace

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Refusal
from kith.message import queries
from kith.message.forms import seen_until, wanted_of
from kith.message.mail_queries import own_steps, wish_of
from kith.message.operations import mark_read, set_preferences
from kith.message.presenter import filled_wish, notices_show, reach_me_show
from kith.team.reachable import reachable
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request


def notices(request: Request) -> HttpResponse:
    """List what the viewer was told, unread first; a press marks what was on the page as read."""
    refusal = None
    if request.method == "POST":
        try:
            return _marked(request)
        except Refusal as refused:
            refusal = refused
    told, total = queries.own(at=request.at)
    request.shows([one.person_id for one in told if one.person_id], kind=LookKind.LIST)
    form = returned_form(request, refusal) if refusal else fresh_form()
    show = notices_show(told, total=total, form=form, at=request.at, mail_is_sent=settings.MAIL_IS_SENT)
    return answer(request, "message/notices.jinja", show, here="notices", status=refusal.status if refusal else 200)


def _marked(request: Request) -> HttpResponse:
    number = mark_read(act=request.act(), up_to=seen_until(request.POST), kind=request.POST.get("kind", ""))
    words = ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", number) % {"n": number}
    return saved(request, words, "notices")


def reach_me(request: Request) -> HttpResponse:
    """Ask how the viewer is reached, what they want at once and when the rest comes; show what became of mails to them."""
    refusal = None
    if request.method == "POST":
        try:
            set_preferences(act=request.act(), **asdict(wanted_of(request.POST)))
            return saved(request, _("Saved. Your team sees how to reach you."), "reach-me")
        except Refusal as refused:
            refusal = refused
    account_id = request.viewer.account_id
    own = reachable(account_ids=[account_id], at=request.at)[account_id]
    if refusal:
        form = returned_form(request, refusal)
        form = replace(form, values={**form.values, "at_once": frozenset(request.POST.getlist("at_once"))})
    else:
        form = fresh_form(**filled_wish(wish_of(account_id=account_id), own))
    show = reach_me_show(
        form=form, steps=own_steps(), has_address=bool(own.email), mail_is_sent=settings.MAIL_IS_SENT, at=request.at
    )
    return answer(request, "message/reach_me.jinja", show, status=refusal.status if refusal else 200)
