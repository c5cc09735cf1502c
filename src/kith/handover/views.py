"""The pages of handover: recording a death, and taking one back."""

from datetime import datetime, time
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Refusal
from kith.action.queries import waiting_for_person
from kith.contact.queries import number_planned
from kith.handover import deaths, presenter, queries
from kith.person.queries import identity
from kith.place.rules import at_local
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def death(request: Request, person_id: UUID) -> HttpResponse:
    """Show what recording a death will do, and record it."""
    if request.method != "POST":
        return _death_page(request, person_id, fresh_form())
    try:
        deaths.record_death(
            act=request.act(),
            person_id=person_id,
            how_known=typed.text(request.POST, "how_known"),
            died_at=_died_at(request),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _death_page(request, person_id, returned_form(request, refusal), refusal.status)
    return saved(
        request,
        _("The death is recorded. What must still be done stands below with its owner."),
        "person",
        person_id=person_id,
    )


def undo_death(request: Request, person_id: UUID) -> HttpResponse:
    """Show what taking a death back will do, and take it back."""
    if request.method != "POST":
        return _undo_page(request, person_id, fresh_form())
    try:
        done = deaths.undo_death(act=request.act(), person_id=person_id, because=typed.text(request.POST, "because"))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _undo_page(request, person_id, returned_form(request, refusal), refusal.status)
    return saved(request, _back_words(done), "person", person_id=person_id)


def _back_words(done: deaths.Undone) -> str:
    words = ngettext(
        "The death is taken back; %(n)d thing that it stopped is as it was.",
        "The death is taken back; %(n)d things that it stopped are as they were.",
        done.restored,
    ) % {"n": done.restored}
    if not done.left:
        return words
    left = ngettext(
        "%(n)d was changed since and is left as it is.",
        "%(n)d were changed since and are left as they are.",
        len(done.left),
    ) % {"n": len(done.left)}
    return f"{words} {left}"


def _died_at(request: Request) -> datetime | None:
    """Return the moment typed; midday when only the day is known, None when neither is."""
    day, clock = typed.day(request.POST, "day"), typed.clock(request.POST, "time")
    if day is None and clock is not None:
        raise Refusal(_("Enter the day too, or leave the time empty."), field="day")
    if day is None:
        return None
    moment = at_local(day, clock or time(12))
    return min(moment, request.at) if clock is None and moment.date() == request.at.date() else moment


def _death_page(request: Request, person_id: UUID, form: Filled, status: int = 200) -> HttpResponse:
    person = identity(person_id=person_id)
    request.shows([person_id], kind=LookKind.OPEN)
    show = presenter.death_show(
        person,
        form,
        at=request.at,
        waiting=[
            one for one in waiting_for_person(person_id=person_id, at=request.at) if one.team_id in request.viewer.teams
        ],
        number_planned=number_planned(person_id=person_id, team_ids=request.viewer.teams),
    )
    return answer(request, "handover/death.jinja", show, status=status)


def _undo_page(request: Request, person_id: UUID, form: Filled, status: int = 200) -> HttpResponse:
    person = identity(person_id=person_id)
    request.shows([person_id], kind=LookKind.OPEN)
    found = [one for one in queries.deaths_of(person_id=person_id) if one.team_id in request.viewer.teams]
    stopped = queries.stopped_by(person_id=person_id, act_ids=[one.act_id for one in found])
    show = presenter.undo_show(person, form, at=request.at, deaths=found, stopped=stopped)
    return answer(request, "handover/undo_death.jinja", show, status=status)
