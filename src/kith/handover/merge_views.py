"""The pages of two records of one person: who may be recorded twice, both side by side, and taking a merge back."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Refusal
from kith.handover import merge_presenter as presenter
from kith.handover import merge_queries as queries
from kith.handover import merging
from kith.handover.doubles import MOST_PAIRS, doubles_of_team
from kith.person.doubles import described
from kith.person.queries import identity, names
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def doubles(request: Request, team: str) -> HttpResponse:
    """Show who on a team's list may be recorded twice."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    pairs = doubles_of_team(team_id=found.id, team_ids=request.viewer.teams)
    shown = pairs[:MOST_PAIRS]
    people = names(person_ids={key for one in shown for key in (one.one, one.other)})
    request.shows(people, kind=LookKind.LIST, team_id=found.id)
    show = presenter.doubles_show(found.name, found.slug, shown, people, len(pairs))
    return answer(request, "handover/doubles.jinja", show, here="team", team=found.slug)


def same(request: Request, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Show two records side by side, and merge them."""
    if request.method != "POST":
        return _same_page(request, person_id, other_id, fresh_form(kept=str(person_id)))
    one, other = identity(person_id=person_id), identity(person_id=other_id)
    kept_id = typed.chosen_id(request.POST, "kept")
    try:
        merging.merge(
            act=request.act(),
            kept_id=one.id if kept_id != other.id else other.id,
            other_id=other.id if kept_id != other.id else one.id,
            because=typed.text(request.POST, "because"),
            number_of=typed.chosen_id(request.POST, "number_of"),
            born_of=typed.chosen_id(request.POST, "born_of"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _same_page(request, person_id, other_id, returned_form(request, refusal), refusal.status)
    kept = other.id if kept_id == other.id else one.id
    return saved(request, _("The two records are one now. What was open stands here."), "person", person_id=kept)


def unmerge(request: Request, person_id: UUID) -> HttpResponse:
    """Show what taking a merge back does, and take it back."""
    found = [one for one in queries.merges_of(person_ids=[person_id]) if one.other_id == person_id]
    person = identity(person_id=person_id)
    if not found:
        return HttpResponseRedirect(reverse("person", kwargs={"person_id": person_id}))
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            done = merging.unmerge(act=request.act(), person_id=person_id, because=typed.text(request.POST, "because"))
            return saved(request, _back_words(done), "person", person_id=person_id)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            form, status = returned_form(request, refusal), refusal.status
    request.shows([person_id, found[0].kept_id], kind=LookKind.OPEN)
    kept = names(person_ids=[found[0].kept_id])
    show = presenter.unmerge_show(person, found[0], kept.get(found[0].kept_id), form, at=request.at)
    return answer(request, "handover/unmerge.jinja", show, status=status)


def _back_words(done: merging.Unmerged) -> str:
    words = [
        ngettext(
            "Both records stand alone again; %(n)d thing is back.",
            "Both records stand alone again; %(n)d things are back.",
            done.restored,
        )
        % {"n": done.restored}
    ]
    if done.left:
        left = ngettext(
            "%(n)d was changed since and stays with the other record.",
            "%(n)d were changed since and stay with the other record.",
            len(done.left),
        )
        words.append(left % {"n": len(done.left)})
    if done.is_identity_left:
        words.append(_("Who the other person is was corrected since: check their name, number and birth date."))
    return " ".join(words)


def _same_page(request: Request, person_id: UUID, other_id: UUID, form: Filled, status: int = 200) -> HttpResponse:
    one, other = identity(person_id=person_id), identity(person_id=other_id)
    request.shows([person_id, other_id], kind=LookKind.OPEN)
    known = described(person_ids=[person_id, other_id])
    show = presenter.merge_show(one, other, known, form, at=request.at)
    return answer(request, "handover/same.jinja", show, status=status)
