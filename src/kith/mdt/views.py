"""The pages of the weekly meeting: starting, where it stands, who is here, its time, what meetings cost."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.mdt import forms, operations, starting
from kith.mdt.cost import costs_of
from kith.mdt.cost_presenter import cost_show
from kith.mdt.here import Here, here_of, running_of
from kith.place.rules import local_day
from kith.preparation.queries import cases_of, coming
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled

IN_VIEW = "mdt case"
"""What the session remembers: the case that was in view, so that whoever comes back from the plan comes back to it."""
COUNTED = timedelta(days=366)


def mdt(request: Request, team: str) -> HttpResponse:
    """Show where the weekly meeting stands: the page that starts it, or the case in view of the one that runs."""
    here = here_of(request, team)
    if request.method == "POST":
        return _start(request, here)
    if here.row is None or here.row.closed_at:
        return _starting(request, here, fresh_form())
    running = running_of(request, here)
    kept = request.session.get(IN_VIEW, "")
    found = next((one for one in running.open_cases if str(one.id) == kept), None) or running.next_after(None)
    if found is None:
        return HttpResponseRedirect(reverse("mdt-close", kwargs={"team": team}))
    return HttpResponseRedirect(reverse("mdt-case", kwargs={"team": team, "mdt_case_id": found.id}))


def cost(request: Request, team: str) -> HttpResponse:
    """Show what the team's weekly meetings of a year cost and came to."""
    here = here_of(request, team)
    since = local_day(request.at) - COUNTED
    show = cost_show(here.team, costs_of(team_id=here.info.id, since=since))
    return answer(request, "mdt/cost.jinja", show, here="mdt", team=team)


def _starting(request: Request, here: Here, form: Filled, status: int = 200) -> HttpResponse:
    meeting = coming(team_id=here.info.id)
    cases = [one for one in cases_of(meeting_id=meeting.id) if one.is_above] if meeting else []
    request.shows([one.person_id for one in cases if one.person_id], kind=LookKind.LIST, team_id=here.info.id)
    show = starting.start_show(here, meeting, cases, request.at, form)
    return answer(request, "mdt/start.jinja", show, here="mdt", team=here.team.slug, status=status)


def _start(request: Request, here: Here) -> HttpResponse:
    posted = request.POST.dict()
    try:
        operations.start(
            act=request.act(),
            meeting_id=_prepared(posted),
            minutes=forms.minutes(posted),
            attendance=forms.attendance(posted, local_day(request.at)),
        )
    except Refusal as refusal:
        now = here_of(request, here.team.slug)
        if now.row and now.row.closed_at is None:
            return saved(request, refusal.sentence, "mdt", team=here.team.slug)
        return _starting(request, now, returned_form(request, refusal), refusal.status)
    return saved(request, _("The meeting has started."), "mdt", team=here.team.slug)


def _prepared(posted: dict[str, str]) -> UUID:
    """Return which prepared meeting is to start. Raises Refusal for none."""
    if (found := typed.chosen_id(posted, "meeting")) is None:
        raise Refusal(_("No weekly meeting is prepared: the team lead says when the team meets."))
    return found
