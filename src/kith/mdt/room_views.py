"""The screen that follows a weekly meeting to those who take part by link, or to a room: large, nothing to press."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kith.mdt.here import Running, here_of, running_of
from kith.mdt.minutes import decision_words
from kith.mdt.presenter import beside
from kith.mdt.queries import CaseRow
from kith.mdt.rules import outcome_label
from kith.mdt.shows import Beside
from kith.preparation.queries import asked_of
from kith.trail.rules import LookKind
from kith.web.pages import fresh_form
from kith.web.routes import Request


@dataclass(frozen=True, slots=True)
class RoomShow:
    """What the meeting is at: whose case, their own question, what is decided, who comes next. Of a restricted one nothing."""

    beside: Beside
    name: str
    place: int
    all: int
    question: str
    why: str
    decided: list[str]
    outcome: str
    next_name: str


def room(request: Request, team: str) -> HttpResponse:
    """Show the case that the meeting is at, and follow it."""
    here = here_of(request, team)
    if here.row is None or here.row.closed_at:
        return HttpResponseRedirect(reverse("mdt", kwargs={"team": team}))
    running = running_of(request, here)
    found = running.in_view
    if found is None:
        return HttpResponseRedirect(reverse("mdt-close", kwargs={"team": team}))
    people = [one.person_id for one in (found, running.next_after(found)) if one and one.person_id]
    request.shows(people, kind=LookKind.LIST, team_id=here.info.id)
    asked = asked_of(case_id=found.prepared_id) if found.person_id else None
    show = _room_show(running, found, asked.question if asked else "")
    return render(request, "mdt/room.jinja", {"show": show, "frame": None, "now": request.at})


def _room_show(running: Running, case: CaseRow, question: str) -> RoomShow:
    following = running.next_after(case)
    order = [one.id for one in running.whole.cases]
    return RoomShow(
        beside=beside(running, fresh_form(), case.id),
        name=running.whole.title(case),
        place=order.index(case.id) + 1,
        all=len(order),
        question=question,
        why=case.why,
        decided=[decision_words(one, running.whole.names) for one in running.whole.decided(case.id)],
        outcome=outcome_label(case.outcome) if case.outcome else "",
        next_name=running.whole.title(following) if following else "",
    )
