"""The person's own copy of the plan: a page in plain words and large type, and that it was given."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal
from kith.agency.seams import seams
from kith.agency.told_queries import objections_of
from kith.alignment import copy_queries, operations
from kith.alignment.composing import known_of
from kith.alignment.copy_presenter import copy_show
from kith.caseload.queries import Reaching
from kith.person.shows import Who
from kith.plan.agreeing_presenter import agreed_show
from kith.plan.agreeing_queries import agreed
from kith.plan.queries import versions
from kith.plan.views import whose
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def own_copy(request: Request, person_id: UUID) -> HttpResponse:
    """Show the person's own copy, to be printed or read out; write down that it was given."""
    who, team = whose(request, person_id)
    if request.method != "POST":
        return _page(request, who, team, fresh_form(given_to="person", how="by hand"))
    try:
        operations.give_copy(
            act=request.act(),
            team_id=team.team_id,
            person_id=person_id,
            number=typed.version(request.POST),
            given_to=typed.text(request.POST, "given_to"),
            who=typed.text(request.POST, "who"),
            how=typed.text(request.POST, "how"),
        )
    except Refusal as refusal:
        return _page(request, who, team, returned_form(request, refusal), refusal.status)
    return saved(request, _("Written down: they have their copy."), "plan-copy", person_id=person_id)


def _page(request: Request, who: Who, team: Reaching, form: Filled, status: int = 200) -> HttpResponse:
    person_id = who.person_id
    rows = versions(person_id=person_id)
    if not rows:
        raise NotVisible
    found = agreed(person_id=person_id)
    ring = known_of(person_id=person_id, team_id=team.team_id, at=request.at).ring
    show = copy_show(
        who,
        rows,
        agreed_show(who, found, rows, request.at),
        {one.section for one in found.kept_back},
        ring,
        objections_of(person_ids=seams.records(person_id)),
        copy_queries.copies_of(person_ids=[person_id]),
        request.path,
        form,
        request.at,
    )
    request.shows([person_id], kind=LookKind.PRINT, team_id=team.team_id)
    return answer(request, "alignment/copy.jinja", show, team=team.slug, status=status)
