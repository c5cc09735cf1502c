"""The pages for what went wrong: hidden or missing, not allowed, too old, and a fault with a reference only."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kith.act import ids
from kith.act.refusals import Refusal
from kith.web.pages import answer

log = logging.getLogger("kith.fault")

AWAY_CLASSES = ("08", "53", "57P")
"""SQLSTATEs of a database that starts, stops, was cut off or has no connection left; a lost connection has none at all."""
RETRY_AFTER_SECONDS = 3


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal: 404 is the same for hidden and missing; others say the sentence, the rule and what to do next."""
    if refusal.status == 404:
        return not_found(request)
    rule = "" if refusal.rule in refusal.sentence else refusal.rule
    show = {"sentence": refusal.sentence, "rule": rule, "was_sent": request.method == "POST"}
    return answer(request, "access/refused.jinja", show, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a missing or hidden page: the same words for both."""
    return answer(request, "web/not_found.jinja", {}, status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """
    Answer a defect with a reference to give to support, and nothing about anybody.

    A database that cannot be reached is no defect: see `away`.
    """
    if _is_away(sys.exc_info()[1]):
        return away(request)
    reference = str(ids.new())[:8]
    log.error("fault %s on %s", reference, getattr(request.resolver_match, "view_name", "unknown"))
    return render(request, "web/fault.jinja", {"reference": reference}, status=500)


def away(request: HttpRequest) -> HttpResponse:
    """
    Answer 503 with Retry-After, without asking the database: it is away for a moment.

    Whether what was sent is stored may be unknown (the answer to a commit can be lost); sent again with its key it is
    done once.
    """
    answer = render(request, "web/away.jinja", {}, status=503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _is_away(trouble: BaseException | None) -> bool:
    if not isinstance(trouble, OperationalError | InterfaceError):
        return False
    code = getattr(trouble.__cause__, "sqlstate", None)
    return code is None or code.startswith(AWAY_CLASSES)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token no longer fits: nothing was changed, load the page again."""
    return render(request, "web/too_old.jinja", {}, status=403)
