"""The page of notices: what somebody was told."""

from django.http import HttpResponse
from django.utils.translation import ngettext

from kith.act import Refusal
from kith.message import queries
from kith.message.forms import seen_until
from kith.message.operations import mark_read
from kith.message.presenter import notices_show
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
    show = notices_show(told, total=total, form=form, at=request.at)
    return answer(request, "message/notices.jinja", show, here="notices", status=refusal.status if refusal else 200)


def _marked(request: Request) -> HttpResponse:
    number = mark_read(act=request.act(), up_to=seen_until(request.POST), kind=request.POST.get("kind", ""))
    words = ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", number) % {"n": number}
    return saved(request, words, "notices")
