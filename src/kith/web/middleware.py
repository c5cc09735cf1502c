"""
The edge of every request: one transaction with the viewer's context, rendered inside it, and rolled back on any fault.

Exceptions have become answers before they come back here, so `process_exception` marks the request. Refusals and looks at
hidden things are written after the rollback, in a second short transaction (docs/adr/0005, tests/silent/).
"""

import secrets
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db import transaction as database
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_vary_headers

from kith.act.clock import now
from kith.act.context import RefusedAct, keeping_refusals, pending, set_context, write_refusals
from kith.act.refusals import KeyUsed, NotVisible, OnlyProposed, Refusal
from kith.act.types import asked_for
from kith.trail.writing import write_look
from kith.web.routes import Look, Request, is_by_link
from kith.web.seams import seams

Respond = Callable[[HttpRequest], HttpResponse]
FREE_OF_DATABASE = ("/static/", "/healthz")


class transaction:  # noqa: N801  (a middleware is named like a function)
    """Open the transaction, set the context, answer inside it, write the look, commit or roll back, write refusals."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(FREE_OF_DATABASE):
            return self.respond(request)
        known = cast(Request, request)
        known.__class__ = type("Request", (Request, type(request)), {})
        known.at, known.look = now(), Look()
        with keeping_refusals() as waiting:
            answer = self._within_transaction(known)
            write_refusals(waiting)
        return answer

    def _within_transaction(self, request: Request) -> HttpResponse:
        with database.atomic():
            request.viewer = cast(Any, None if is_by_link(request) else seams.viewer_of(request))
            answer = self.respond(request)
            if isinstance(answer, SimpleTemplateResponse) and not answer.is_rendered:
                answer = answer.render()
            if (used := pending().used_key) and answer.status_code < 500:
                answer = seams.used_key_page(request, used, answer)
            if (proposable := pending().proposable) and answer.status_code < 500:
                answer = seams.proposable_page(request, proposable, answer)
            if answer.status_code >= 500 or getattr(request, "failed", False):
                database.set_rollback(True)
            elif request.viewer is not None:
                _write_look(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """
        Mark the request as failed, so that nothing it wrote stays, and answer a refusal with its page.

        A used key, or what may only be proposed, wrote nothing and its page is about people, so it stays a look.
        """
        request.failed = not isinstance(exception, KeyUsed | OnlyProposed)  # type: ignore[attr-defined]  # read when the answer comes back
        if isinstance(exception, Http404):
            exception = NotVisible()
        if not isinstance(exception, Refusal):
            return None
        _keep_refusal(cast(Request, request), exception)
        return seams.refusal_page(request, exception)


def _write_look(request: Request) -> None:
    look, viewer = request.look, request.viewer
    route = request.resolver_match.view_name if request.resolver_match else ""
    write_look(
        happened_at=request.at,
        account_id=viewer.account_id,
        role=viewer.role,
        purpose="care",
        kind=look.kind,
        route=route,
        person_ids=look.person_ids,
        team_id=look.team_id,
        restricted_ids=look.restricted_ids,
    )


def _keep_refusal(request: Request, refusal: Refusal) -> None:
    """
    Keep the refusal of a look for the trail, unless an operation has kept it already, or nobody is signed in.

    It names route, kind and id asked for. Nobody's record is named as concerned: whether there is one was not seen.
    """
    if getattr(request, "viewer", None) is None or pending().refused:
        return
    match = request.resolver_match
    kind, thing_id = asked_for(match.kwargs if match else {})
    pending().refused.append(
        RefusedAct(
            request.act(),
            f"look.{match.view_name if match else 'unknown address'}",
            refusal.rule or type(refusal).__name__,
            thing_kind=kind,
            thing_id=thing_id,
        )
    )


def context_of(request: Request, *, account_id: Any, role: str) -> None:
    """Set the database's context for a request; for the seam that finds out who looks."""
    set_context(account_id=account_id, role=role, at=request.at)


def security_headers(respond: Respond) -> Respond:
    """Add the headers of security.md section 4 to every answer; keep nothing about people in caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]  # declared on Request
        answer = respond(request)
        answer["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
            f" script-src 'self' 'nonce-{request.csp_nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"  # type: ignore[attr-defined]
        )
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Referrer-Policy"] = "no-referrer" if is_by_link(request) else settings.SECURE_REFERRER_POLICY
        if is_by_link(request):
            answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            answer["Cross-Origin-Resource-Policy"] = "same-origin"
        answer["Cross-Origin-Opener-Policy"] = "same-origin"
        if not request.path.startswith("/static/"):
            answer["Cache-Control"] = "no-store"
            patch_vary_headers(answer, ["HX-Request"])
        return answer

    return middleware
