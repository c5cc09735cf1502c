"""Answering with a page: the template, what it shows, and the frame around it. Also the small tools every form view needs."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kith.act import ids
from kith.act.refusals import Refusal
from kith.web.routes import LIVE, Request
from kith.web.seams import seams
from kith.web.shows import Filled

SAID = "said"
KEPT, GOES = "Kith-Kept", "Kith-Goes"
"""The header with which a page sends what it kept, and the one that tells it where to go on."""


def answer(
    request: HttpRequest, template: str, show: Any, *, here: str = "", team: str = "", status: int = 200
) -> HttpResponse:
    """
    Answer with a page: `show` is what the template is given, `team` the slug of the team in view, `here` the menu's place.

    The frame is found once a page (one statement, for the team switch).
    """
    context = {"show": show, "frame": seams.frame(request, team, here)}
    return render(request, template, context, status=status)


def saved(request: Request, sentence: str, to: str, **parts: Any) -> HttpResponseRedirect:
    """Go on to a named page after a save; the sentence is shown there once, above the heading."""
    request.session[SAID] = sentence
    return HttpResponseRedirect(reverse(to, kwargs=parts))


def kept_open(request: Request, answered: HttpResponse) -> HttpResponse:
    """
    Answer a page that keeps what was typed until it is sent, and sent it itself: where to go on, instead of going there.

    A redirect would be followed inside the page, or say nothing of where it leads; without the page's script it stays one.
    """
    if KEPT not in request.headers or answered.status_code != HTTPStatus.FOUND:
        return answered
    told = HttpResponse(status=HTTPStatus.NO_CONTENT)
    told[GOES] = answered["Location"]
    return told


def taken_said(request: HttpRequest) -> str:
    """Return what was just saved, and forget it; nothing to a page that fetches by itself, which would swallow it."""
    if LIVE in request.headers:
        return ""
    return str(request.session.pop(SAID, "")) if hasattr(request, "session") and SAID in request.session else ""


def fresh_form(**values: str | frozenset[str]) -> Filled:
    """Return an empty form with a fresh key, and what stands in its fields already."""
    return Filled(key=str(ids.new()), values=values)


def returned_form(request: HttpRequest, refusal: Refusal | None = None, **errors: str) -> Filled:
    """Return the form as it was sent, with what is wrong beside the field it names. A refusal does not use its key up."""
    values: Mapping[str, str] = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    wrong = dict(errors)
    if refusal is not None:
        wrong[refusal.field] = refusal.sentence
    return Filled(key=request.POST.get("key", "") or str(ids.new()), values=values, errors=wrong)
