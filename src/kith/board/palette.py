"""
The palette: people in scope, pages, and things to do about the person in view, by a few letters.

Nothing exists only here: each line is an address that a page links to. Where scripts run it is a dialog on every page (Ctrl K);
without them the same search is a page. Source: pages 3 (palette).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.board.forms import LONGEST_SEARCH, searched
from kith.board.search import FoundRow, Search, find_people
from kith.board.views import record_search
from kith.person.queries import name_of
from kith.person.rules import tidy
from kith.team.queries import names_of_teams
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request
from kith.web.shows import Filled
from kith.web.typed import chosen_id

MOST_PEOPLE = 6
SHORTEST = 2
"""Fewer letters look for no people: they would match half a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the palette: where it goes, its words, and quieter words beside them."""

    href: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class PaletteShow:
    """What a few letters found. Field: q. `lines` is None before anything was typed; `about` is the person in view, '' for none."""

    form: Filled
    lines: Sequence[Line] | None
    about: str = ""


def palette(request: Request) -> HttpResponse:
    """Look for people, pages and things to do. Posted, so that nothing about anybody stands in an address."""
    request.shows((), kind=LookKind.SEARCH)
    if request.method != "POST":
        return answer(request, "board/palette.jinja", PaletteShow(fresh_form(), None))
    asked = tidy(request.POST.get("q", ""))[:LONGEST_SEARCH]
    about = _in_view(request.POST)
    found = _people(request, asked)
    named = name_of(person_id=about) if about else ""
    if about and named:
        request.shows([about], kind=LookKind.SEARCH)
    lines = [*_lines_of_people(found), *_acts(asked, about, named, found), *_pages(request, asked), *_beyond(asked)]
    show = PaletteShow(fresh_form(q=asked), lines, str(about or ""))
    if request.POST.get("part"):
        return render(request, "board/palette_lines.jinja", {"show": show})
    return answer(request, "board/palette.jinja", show)


def _in_view(form: Mapping[str, str]) -> UUID | None:
    try:
        return chosen_id(form, "about")
    except Refusal:
        return None


def _people(request: Request, asked: str) -> list[FoundRow]:
    """Return the best matches in scope, and leave the search on the trail; nobody for too few letters or a wrong number."""
    if len(asked) < SHORTEST:
        return []
    try:
        wanted = searched({"q": asked})
    except Refusal:
        return []
    found = find_people(asked=wanted, team_ids=request.viewer.teams)
    shown = Search(found.found[:MOST_PEOPLE], found.number_found, is_hidden=False)
    record_search(request, wanted, shown)
    return shown.found


def _lines_of_people(found: Sequence[FoundRow]) -> Iterator[Line]:
    for one in found:
        more = ", ".join(filter(None, (one.team, one.lead)))
        yield Line(reverse("person", kwargs={"person_id": one.person_id}), _name(one), more)


def _name(one: FoundRow) -> str:
    return f"{one.given} {one.family}".strip()


def _acts(asked: str, about: UUID | None, named: str, found: Sequence[FoundRow]) -> Iterator[Line]:
    """
    Give what can be done about the person in view: when nothing, their name or the act is typed; else about the best match.

    The page of an act refuses whoever may not do it.
    """
    best = next((one for one in found if one.team), None)
    if best and best.person_id != about:
        yield from (Line(href, words) for href, words in _acts_about(best.person_id, _name(best))[:2])
    if about and named:
        acts = _acts_about(about, named)
        yield from (Line(href, words) for href, words in acts if _fits(asked, words))


def _acts_about(person_id: UUID, name: str) -> list[tuple[str, str]]:
    words = {
        "action-add": _("Give an action about %(name)s"),
        "contact-record": _("Record a contact with %(name)s"),
        "contact-plan": _("Plan a contact with %(name)s"),
        "person-follow": _("Follow %(name)s, or stop following"),
        "escalate": _("Raise an escalation about %(name)s"),
        "person-trail": _("See who looked at the record of %(name)s"),
    }
    return [(reverse(route, kwargs={"person_id": person_id}), said % {"name": name}) for route, said in words.items()]


def _pages(request: Request, asked: str) -> Iterator[Line]:
    teams = names_of_teams(team_ids=request.viewer.teams)
    words = {
        "board": _("Board"),
        "my-day": _("My day"),
        "huddle": _("Huddle"),
        "mdt": _("Weekly meeting"),
        "weekly-meeting": _("Weekly meeting: list and pages"),
        "team": _("Team"),
        "rota": _("Rota"),
        "person-add": _("Add a person"),
    }
    for team in teams:
        for route, label in words.items():
            if _fits(asked, f"{label} {team.name}"):
                yield Line(reverse(route, kwargs={"team": team.slug}), label, team.name)
    for route, label in (
        ("notices", _("Notices")),
        ("supervision", _("Supervision")),
        ("rights", _("What you may decide")),
        ("display", _("Keyboard and display")),
    ):
        if _fits(asked, label):
            yield Line(reverse(route), label)


def _fits(asked: str, words: str) -> bool:
    """Whether every word typed begins a word of these."""
    begun = words.casefold().split()
    return all(any(word.startswith(typed) for word in begun) for typed in asked.casefold().split())


def _beyond(asked: str) -> Iterator[Line]:
    if asked:
        words = _("Look for “%(typed)s” outside my teams") % {"typed": asked}
        yield Line(reverse("find"), words, _("needs NHS number and date of birth"))
