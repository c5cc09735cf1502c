"""The pages of two records of one person: who may be recorded twice, both side by side, and taking a merge back."""

import re
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.queries import names_of
from kith.act import NotVisible, Refusal, Thing
from kith.handover import merge_presenter as presenter
from kith.handover import merge_queries as queries
from kith.handover import merging, telling_apart
from kith.handover.doubles import MOST_PAIRS, Doubles, alike
from kith.handover.doubles import doubles as who_may_be_twice
from kith.person.doubles import described
from kith.person.queries import identity, names
from kith.policy.queries import decide
from kith.proposal.queries import team_for
from kith.team.deciding import Around, asked_day, right_note
from kith.team.queries import TeamInfo, day_on_team, members, team_by_id, team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import SAID, answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, RightNote

SLUG = re.compile(r"[a-z0-9-]+")


def doubles(request: Request, team: str) -> HttpResponse:
    """Show who on a team's list may be recorded twice, and whom the team told apart."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    return _doubles_page(request, found, who_may_be_twice(team_id=found.id, team_ids=request.viewer.teams))


def doubles_import(request: Request, team: str, alike_id: UUID) -> HttpResponse:
    """Show who of one import may be recorded twice, and finish the action about them once each pair is answered."""
    found, of = team_by_slug(slug=team, viewer=request.viewer), alike(alike_id=alike_id)
    if of.team_id != found.id:
        raise NotVisible
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            telling_apart.finish_alike(act=request.act(), alike_id=alike_id)
            return saved(request, _("Every pair is answered: the action is done."), "doubles", team=team)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            form, status = returned_form(request, refusal), refusal.status
    pairs = who_may_be_twice(team_id=found.id, team_ids=[found.id], among=of.person_ids)
    may_finish = _may(request, "handover.finish_alike", found.id)
    return _doubles_page(request, found, pairs, presenter.OfImport(of, may_finish, form), status)


def _doubles_page(
    request: Request, team: TeamInfo, found: Doubles, of: presenter.OfImport | None = None, status: int = 200
) -> HttpResponse:
    shown = [(one.one, one.other) for one in found.pairs[:MOST_PAIRS]] + [
        (one.one, one.other) for one in found.answered
    ]
    people = names(person_ids={key for pair in shown for key in pair})
    request.shows(people, kind=LookKind.LIST, team_id=team.id)
    show = presenter.doubles_show(
        team,
        found,
        people,
        names_of(account_ids={one.said_by for one in found.answered}),
        may_tell_apart=_may(request, "handover.compare_again", team.id),
        of=of,
        at=request.at,
    )
    return answer(request, "handover/doubles.jinja", show, here="team", team=team.slug, status=status)


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
        return _same_page(request, person_id, other_id, returned_form(request, refusal), status=refusal.status)
    kept = other.id if kept_id == other.id else one.id
    return _answered(request, _("The two records are one now. What was open stands here."), kept, merged=True)


def tell_apart(request: Request, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Say that two records are of two people; asked for by address alone, show them side by side."""
    if request.method != "POST":
        return _same_page(request, person_id, other_id, fresh_form(kept=str(person_id)))
    try:
        telling_apart.tell_apart(
            act=request.act(),
            person_id=person_id,
            other_id=other_id,
            because=typed.text(request.POST, "apart_because"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form, apart = fresh_form(kept=str(person_id)), returned_form(request, refusal)
        return _same_page(request, person_id, other_id, form, apart, status=refusal.status)
    return _answered(request, _("Told apart: nobody is asked again unless who they are changes."), person_id)


def compare_again(request: Request, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Take back that two records are of two people, and show them side by side."""
    if request.method == "POST":
        telling_apart.compare_again(act=request.act(), person_id=person_id, other_id=other_id)
        words = _("Taken back: whether they are one person is asked again.")
        return saved(request, words, "same", person_id=person_id, other_id=other_id)
    return _same_page(request, person_id, other_id, fresh_form(kept=str(person_id)))


def _answered(request: Request, words: str, person_id: UUID, *, merged: bool = False) -> HttpResponse:
    """Go back to the list from which a pair was opened, else to the person."""
    if came := _came(request).address:
        request.session[SAID] = _("The two records are one now.") if merged else words
        return HttpResponseRedirect(came)
    return saved(request, words, "person", person_id=person_id)


def _came(request: Request) -> presenter.CameFrom:
    """Return the list from which two records were opened, as the address says: one of the viewer's teams, or nothing."""
    slug, alike_id = typed.text(request.GET, "list"), typed.chosen_id(request.GET, "import")
    if not slug or not SLUG.fullmatch(slug):
        return presenter.CameFrom()
    if alike_id is None:
        return presenter.CameFrom(reverse("doubles", kwargs={"team": slug}), f"?{urlencode({'list': slug})}")
    query = urlencode({"list": slug, "import": str(alike_id)})
    return presenter.CameFrom(reverse("doubles-import", kwargs={"team": slug, "alike_id": alike_id}), f"?{query}")


def _may(request: Request, command: str, team_id: UUID) -> bool:
    return decide(request.act(), command, Thing("team", team_id, team_id, None)).decides


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
    decision = decide(request.act(), "handover.unmerge", Thing("person", person_id, None, person_id))
    why_not = "" if decision.decides else decision.sentence
    show = presenter.unmerge_show(person, found[0], kept.get(found[0].kept_id), form, at=request.at, why_not=why_not)
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


def _same_page(
    request: Request,
    person_id: UUID,
    other_id: UUID,
    form: Filled,
    apart_form: Filled | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    one, other = identity(person_id=person_id), identity(person_id=other_id)
    request.shows([person_id, other_id], kind=LookKind.OPEN)
    known = described(person_ids=[person_id, other_id])
    may = _may_merge(request, person_id, other_id)
    show = presenter.merge_show(one, other, known, form, apart_form or fresh_form(), _came(request), may, at=request.at)
    return answer(request, "handover/same.jinja", show, status=status)


def _may_merge(request: Request, person_id: UUID, other_id: UUID) -> RightNote | None:
    """Return what a press will do; None, without a statement, where the reader simply decides."""
    act, command = request.act(), "handover.merge"
    thing = Thing("person", person_id, None, person_id, {"people": (person_id, other_id)})
    decision = decide(act, command, thing)
    if decision.verdict == "decide":
        return None
    asked = team_for(act, command, thing) or next(iter(sorted(request.viewer.teams)), None)
    if asked is None:
        return None
    team = team_by_id(team_id=asked)
    day = day_on_team(team=team, day=asked_day(request.at, team.calendar), at=request.at, person_id=person_id)
    around = Around(members(team_id=team.id, at=request.at), day, team.calendar, act.account_id, request.at)
    return right_note(decision, command, "", around)
