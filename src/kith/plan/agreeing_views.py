"""The page of who agreed a plan, and of what a child's parents are not shown."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Thing
from kith.caseload.queries import Reaching
from kith.person.shows import Who
from kith.plan import agreeing, agreeing_queries, queries
from kith.plan.agreeing_presenter import agreements_show
from kith.plan.views import section_named, whose
from kith.policy.queries import decide
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def agreement(request: Request, person_id: UUID) -> HttpResponse:
    """Show who agreed the plan; write down an agreement; keep a section from a child's parents, or show it again."""
    who, team = whose(request, person_id)
    if request.method != "POST":
        return _page(request, who, team, fresh_form())
    try:
        said = _press(request, team, person_id)
    except Refusal as refusal:
        return _page(request, who, team, returned_form(request, refusal), refusal.status)
    return saved(request, said, "plan-agreed", person_id=person_id)


def _press(request: Request, team: Reaching, person_id: UUID) -> str:
    if (press := _PRESSES.get(typed.text(request.POST, "do"))) is None:
        raise Refusal(_("Choose one of the answers."))
    return press(request.act(), request, {"team_id": team.team_id, "person_id": person_id})


def _agree(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    form, by = request.POST, typed.text(request.POST, "by")
    try:
        agreeing.agree(
            act=act,
            **where,
            number=typed.version(form),
            by=by,
            who=typed.text(form, f"who-{by}"),
            shown_by=typed.text(form, f"shown_by-{by}"),
            objects_to=typed.text(form, "objects_to"),
        )
    except Refusal as refusal:
        if refusal.field in ("who", "shown_by"):
            refusal.field = f"{refusal.field}-{by}"
        raise
    return _("Noted who agreed.")


def _keep(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    if not (code := typed.text(request.POST, "section")):
        raise Refusal(_("Choose the part of the plan."), field="section")
    reason = typed.text(request.POST, "reason")
    agreeing.keep_back(act=act, **where, section=section_named(code), reason=reason)
    return _("Kept from their parents.")


def _show(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    section = section_named(typed.text(request.POST, "section"))
    agreeing.show_again(act=act, **where, section=section, reason=typed.text(request.POST, "reason"))
    return _("Their parents may see this again.")


_PRESSES: Mapping[str, Callable[[Act, Request, Mapping[str, UUID]], str]] = {
    "agree": _agree,
    "keep": _keep,
    "show": _show,
}


def _page(request: Request, who: Who, team: Reaching, form: Filled, status: int = 200) -> HttpResponse:
    person_id = who.person_id
    thing = Thing("person", person_id, team.team_id, person_id)
    show = agreements_show(
        who,
        agreeing_queries.agreed(person_id=person_id),
        queries.versions(person_id=person_id),
        form,
        may_show=decide(request.act(), "plan.show_again", thing).decides,
        at=request.at,
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "plan/agreed.jinja", show, team=team.slug, status=status)
