"""The pages of the huddle: starting, where it stands, who is here, its time, its agenda."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.huddle import forms, operations, presenter, queries
from kith.huddle.coming import Coming, coming, look_back_in
from kith.huddle.here import Here, here_of, running_of
from kith.huddle.item_views import item_page
from kith.huddle.presenter import Running
from kith.huddle.queries import ItemRow
from kith.place.rules import local_day
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def huddle(request: Request, team: str) -> HttpResponse:
    """Show where the huddle stands: the page that starts it, or the next person of the one that runs."""
    here = here_of(request, team)
    if request.method == "POST":
        return _start(request, here)
    if here.row and here.row.closed_at is None:
        running = running_of(request, here)
        wanted = request.GET.get("item", "")
        item = next((one for one in running.whole.items if str(one.id) == wanted), None) or _current(running)
        return item_page(request, running, item) if item else _nobody(request, here, running)
    return _starting(request, here, fresh_form(minutes="20"))


def time(request: Request, team: str) -> HttpResponse:
    """Let the huddle last five minutes longer."""
    here = here_of(request, team)
    if request.method == "POST":
        operations.add_minutes(act=request.act(), huddle_id=here.open.id)
    return _back(request, team)


def attendance(request: Request, team: str) -> HttpResponse:
    """Change who is here."""
    here = here_of(request, team)
    if request.method == "POST":
        operations.set_attendance(
            act=request.act(), huddle_id=here.open.id, attendance=forms.attendance(request.POST.dict())
        )
    return _back(request, team)


def add(request: Request, team: str) -> HttpResponse:
    """Put somebody on the agenda."""
    here = here_of(request, team)
    form, status = fresh_form(person=request.GET.get("person", ""), back=request.GET.get("back", "")), 200
    if request.method == "POST":
        try:
            return _added(request, here)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    people = queries.people_to_add(team_id=here.info.id, huddle_id=here.open.id)
    request.shows([person_id for person_id, *_rest in people], kind=LookKind.LIST, team_id=here.info.id)
    show = presenter.add_show(here.team, people, form=form)
    return answer(request, "huddle/add.jinja", show, here="huddle", team=team, status=status)


def agenda(request: Request, team: str) -> HttpResponse:
    """Show the agenda on paper: of the running huddle, else as it stands now."""
    here = here_of(request, team)
    if here.row and here.row.closed_at is None:
        show = presenter.running_sheet(running_of(request, here), look_back_in(here.row))
    else:
        show = presenter.coming_sheet(_coming(request, here))
    request.shows([one.person_id for one in show.agenda], kind=LookKind.PRINT, team_id=here.info.id)
    return answer(request, "huddle/agenda_print.jinja", show, here="huddle", team=team)


def _coming(request: Request, here: Here) -> Coming:
    return coming(team=here.team, settings=here.info, at=request.at)


def _held(request: Request, here: Here) -> Coming:
    """Nothing more comes today: the huddle has been held."""
    before = queries.last_huddle(team_id=here.info.id, before=local_day(request.at))
    return Coming(here.team, request.at, (), {}, before)


def _current(running: Running) -> ItemRow | None:
    """The next person: the first without an outcome, else the first with something missing, else None."""
    loose = {one.item_id for one in running.whole.loose}
    missing = (one for one in running.whole.items if one.id in loose)
    return running.next_after(None) or next(missing, None)


def _starting(request: Request, here: Here, form: Filled, status: int = 200) -> HttpResponse:
    closed_id = here.row.id if here.row else None
    planned = _held(request, here) if closed_id else _coming(request, here)
    request.shows([one.person_id for one in planned.agenda], kind=LookKind.LIST, team_id=here.info.id)
    show = presenter.start_show(planned, form=form, closed_id=closed_id)
    return answer(request, "huddle/start.jinja", show, here="huddle", team=here.team.slug, status=status)


def _start(request: Request, here: Here) -> HttpResponse:
    posted = request.POST.dict()
    try:
        operations.start(
            act=request.act(),
            team_id=here.info.id,
            minutes=forms.minutes(posted),
            attendance=forms.attendance(posted),
        )
    except Refusal as refusal:
        now = here_of(request, here.team.slug)
        if now.row and now.row.closed_at is None:
            return saved(request, refusal.sentence, "huddle", team=here.team.slug)
        return _starting(request, now, returned_form(request, refusal), refusal.status)
    return saved(request, _("The huddle has started."), "huddle", team=here.team.slug)


def _nobody(request: Request, here: Here, running: Running) -> HttpResponse:
    """A huddle in which nobody is left to speak of: people can be added, or it is closed."""
    request.shows(running.whole.person_ids, kind=LookKind.LIST, team_id=here.info.id)
    return answer(request, "huddle/nobody.jinja", running.meeting(), here="huddle", team=here.team.slug)


def _added(request: Request, here: Here) -> HttpResponse:
    posted = request.POST.dict()
    person_id = typed.chosen_id(posted, "person")
    if person_id is None:
        raise Refusal(_("Choose a person."), field="person")
    operations.add_person(act=request.act(), huddle_id=here.open.id, person_id=person_id, why=typed.text(posted, "why"))
    if posted.get("back") == "person":
        return saved(request, _("On the agenda of today’s huddle, at the end."), "person", person_id=person_id)
    return saved(request, _("They come last on the agenda."), "huddle", team=here.team.slug)


def _back(request: Request, team: str) -> HttpResponse:
    """Go back to the person in view when the form named one."""
    item_id = request.POST.get("item", "")
    try:
        parts = {"team": team, "item_id": UUID(item_id)}
    except ValueError:
        return HttpResponseRedirect(reverse("huddle", kwargs={"team": team}))
    return HttpResponseRedirect(reverse("huddle-item", kwargs=parts))
