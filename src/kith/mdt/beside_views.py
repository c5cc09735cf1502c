"""What stands beside each case of the weekly meeting is changed: its time, who is here, whose cases come first."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.mdt import forms, operations
from kith.mdt.case_views import case_page
from kith.mdt.here import READING, Here, here_of, running_of
from kith.mdt.views import IN_VIEW
from kith.place.rules import local_day
from kith.web import typed
from kith.web.pages import returned_form, saved
from kith.web.routes import Request


def time(request: Request, team: str) -> HttpResponse:
    """Let the meeting last ten minutes longer."""
    here = here_of(request, team)
    if request.method == "POST":
        try:
            operations.add_minutes(act=request.act(), meeting_id=here.open.id)
        except Refusal as refusal:
            return _refused(request, here, refusal)
    return _back(request, team)


def attendance(request: Request, team: str) -> HttpResponse:
    """Change who is here, and until when."""
    here = here_of(request, team)
    if request.method == "POST":
        try:
            found = forms.attendance(request.POST.dict(), local_day(request.at))
            operations.set_attendance(act=request.act(), meeting_id=here.open.id, attendance=found)
        except Refusal as refusal:
            return _refused(request, here, refusal)
    return _back(request, team)


def forward(request: Request, team: str) -> HttpResponse:
    """Bring the cases forward that need a role whose holder must leave."""
    here = here_of(request, team)
    if request.method in READING:
        return _back(request, team)
    role = typed.text(request.POST.dict(), "role")
    try:
        operations.bring_forward(act=request.act(), meeting_id=here.open.id, role=role)
    except Refusal as refusal:
        return _refused(request, here, refusal)
    request.session.pop(IN_VIEW, None)
    return saved(request, _("These cases come first now."), "mdt", team=team)


def _refused(request: Request, here: Here, refusal: Refusal) -> HttpResponse:
    """Answer with the case in view, what is wrong above it, and what was typed still in its form."""
    if here.row is None or here.row.closed_at:
        raise refusal
    running = running_of(request, here)
    wanted = request.POST.get("case", "")
    found = next((one for one in running.whole.cases if str(one.id) == wanted), None) or running.next_after(None)
    if found is None:
        raise refusal
    return case_page(request, running, found, returned_form(request, refusal), status=refusal.status)


def _back(request: Request, team: str) -> HttpResponse:
    """Go back to the case in view when the form named one."""
    try:
        parts = {"team": team, "mdt_case_id": UUID(request.POST.get("case", ""))}
    except ValueError:
        return HttpResponseRedirect(reverse("mdt", kwargs={"team": team}))
    return HttpResponseRedirect(reverse("mdt-case", kwargs=parts))
