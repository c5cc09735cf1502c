"""
The edge of what may only be proposed (promise P7): whatever form it came from, it can go to somebody who decides.

A form that says above its button that it proposes brings the reason with it, and is proposed at once. Any other leads to
this page: exactly what would be done, who decides, the reason, and, where the rule lets itself be overridden, doing it now.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.act.refusals import OnlyProposed, Refusal
from kith.act.seams import ToPropose
from kith.proposal import operations
from kith.proposal.queries import sent, team_for
from kith.proposal.sending import send_page
from kith.web import typed
from kith.web.pages import fresh_form, returned_form, saved
from kith.web.routes import Request

WHY = "why_propose"
"""The field in which a form brings the reason of a proposal."""


def page(request: HttpRequest, refusal: OnlyProposed, answer: HttpResponse) -> HttpResponse:
    """Propose what was sent where its form brought a reason; else ask for one. What is no form stays the refusal it is."""
    known, what = cast(Request, request), cast(ToPropose, refusal.extra)
    if known.method != "POST" or what.thing is None or team_for(known.act(), what.command, what.thing) is None:
        return answer
    try:
        if why := typed.text(known.POST, WHY):
            return _proposed(known, what, why)
        form = fresh_form()
    except Refusal as wrong:
        form = returned_form(known, wrong)
    one = sent(command=what.command, command_version=what.version, body=what.body)
    return send_page(known, one, what.body, form, refusal.status)


def _proposed(request: Request, what: ToPropose, why: str) -> HttpResponse:
    key = operations.propose(
        act=request.act(), command=what.command, command_version=what.version, body=what.body, reason=why
    )
    return saved(
        request, _("Your proposal is sent. Nothing is changed until it is approved."), "proposal", proposal_id=key
    )
