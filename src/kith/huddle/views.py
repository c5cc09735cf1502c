"""The pages of the huddle: starting, one person at a time, who is here, closing, the record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, ids
from kith.board.team_day import TeamDay, teams_today
from kith.huddle import ending, forms, operations, presenter, queries
from kith.huddle.coming import Coming, coming
from kith.huddle.in_hand import PersonInHand, in_hand
from kith.huddle.presenter import Running
from kith.huddle.queries import HuddleRow, ItemRow, huddle_of_day, whole
from kith.huddle.rules import Outcome, suggested_what
from kith.huddle.types import Decision, Mended
from kith.place.rules import date_words, local_day
from kith.team.queries import TeamInfo, team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled

READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Here:
    """The team of a page today, and its huddle: the open one of whichever day, else that of today, else None."""

    info: TeamInfo
    team: TeamDay
    row: HuddleRow | None

    @property
    def open(self) -> HuddleRow:
        """The open huddle. Raises NotVisible when none is open."""
        if self.row is None or self.row.closed_at:
            raise NotVisible(_("No huddle is open. Open the huddle again from the menu."))
        return self.row


def huddle(request: Request, team: str) -> HttpResponse:
    """Show where the huddle stands: the page that starts it, or the next person of the one that runs."""
    here = here_of(request, team)
    if request.method == "POST":
        return _start(request, here)
    if here.row and here.row.closed_at is None:
        running = running_of(request, here)
        wanted = request.GET.get("item", "")
        item = next((one for one in running.whole.items if str(one.id) == wanted), None) or _current(running)
        return _item(request, running, item) if item else _nobody(request, here, running)
    return _starting(request, here, fresh_form(minutes="20"))


def item(request: Request, team: str, item_id: UUID) -> HttpResponse:
    """Show one person in the running huddle; store what is decided, put them off, or raise an escalation."""
    here = here_of(request, team)
    running = running_of(request, here)
    found = running.whole.item(item_id)
    if request.method in READING:
        another = "another" in request.GET
        return _item(request, running, found, another=another)
    try:
        said = _decided(request, running, found)
    except Stale as stale:
        now: ItemRow = stale.extra
        form = replace(returned_form(request), errors={})
        return _item(request, running_of(request, here), now, form=form, answered=stale.sentence, status=stale.status)
    except Refusal as refusal:
        form = returned_form(request, refusal)
        return _item(request, running, found, form=form, status=refusal.status)
    if request.POST.get("then") == "another":
        return HttpResponseRedirect(f"{reverse('huddle-item', kwargs={'team': team, 'item_id': item_id})}?another")
    return _go_on(request, team, running.next_after(found), said)


def show(request: Request, team: str, item_id: UUID) -> HttpResponse:
    """Tell the screens that follow which item the huddle is at, and what is being written; sent by the leader's page itself."""
    running = running_of(request, here_of(request, team))
    running.whole.item(item_id)
    if request.method in READING:
        return HttpResponseRedirect(reverse("huddle-item", kwargs={"team": team, "item_id": item_id}))
    posted = request.POST.dict()
    operations.show(
        act=request.act(),
        item_id=item_id,
        what=typed.text(posted, "what"),
        owner_id=typed.chosen_id(posted, "who"),
        due_at=running.when.due(posted),
    )
    return HttpResponse(status=204)


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


def close(request: Request, team: str) -> HttpResponse:
    """Mend what was filled in, then close; or say what keeps the huddle open, with the fields that cure it."""
    here = here_of(request, team)
    if here.row is None:
        return HttpResponseRedirect(reverse("huddle", kwargs={"team": team}))
    if request.method in READING and here.row.closed_at is None:
        running = running_of(request, here)
        return _refused(request, running, fresh_form(), errors=ending.missing_words(running), status=200)
    if request.method in READING:
        return HttpResponseRedirect(reverse("huddle-closed", kwargs={"team": team, "huddle_id": here.row.id}))
    return _close(request, here, here.row)


def closed(request: Request, team: str, huddle_id: UUID) -> HttpResponse:
    """Show what a closed huddle came to, with everybody who was left as they are."""
    here = here_of(request, team)
    running = running_of(request, here, _one_of(here, huddle_id))
    if running.whole.huddle.closed_at is None:
        return HttpResponseRedirect(reverse("huddle", kwargs={"team": team}))
    kept = [one.person_id for one in running.whole.items if one.outcome is Outcome.NO_CHANGE]
    request.shows(kept, kind=LookKind.LIST, team_id=here.info.id)
    changes = queries.last_changes(huddle=running.whole.huddle, person_ids=kept)
    return answer(request, "huddle/closed.jinja", ending.closed_show(running, changes), here="huddle", team=team)


def record(request: Request, team: str, huddle_id: UUID) -> HttpResponse:
    """Show the record of a huddle, for the screen and for paper."""
    here = here_of(request, team)
    running = running_of(request, here, _one_of(here, huddle_id))
    request.shows(running.whole.person_ids, kind=LookKind.LIST, team_id=here.info.id)
    return answer(request, "huddle/record.jinja", ending.record_show(running), here="huddle", team=team)


def agenda(request: Request, team: str) -> HttpResponse:
    """Show the agenda on paper: of the running huddle, else as it stands now."""
    here = here_of(request, team)
    if here.row and here.row.closed_at is None:
        show = presenter.running_sheet(running_of(request, here))
    else:
        show = presenter.coming_sheet(_coming(request, here))
    request.shows([one.person_id for one in show.agenda], kind=LookKind.PRINT, team_id=here.info.id)
    return answer(request, "huddle/agenda_print.jinja", show, here="huddle", team=team)


# What the pages are made from


def here_of(request: Request, slug: str) -> Here:
    info = team_by_slug(slug=slug, viewer=request.viewer)
    team = teams_today(team_ids=[info.id], at=request.at)[info.id]
    return Here(info, team, huddle_of_day(team_id=info.id, day=local_day(request.at)))


def _coming(request: Request, here: Here) -> Coming:
    return coming(team=here.team, settings=here.info, at=request.at)


def _held(request: Request, here: Here) -> Coming:
    """Nothing more comes today: the huddle has been held."""
    before = queries.last_huddle(team_id=here.info.id, before=local_day(request.at))
    return Coming(here.team, request.at, (), {}, before)


def running_of(request: Request, here: Here, row: HuddleRow | None = None) -> Running:
    return Running(here.team, whole(huddle=row or here.open), request.at)


def _one_of(here: Here, huddle_id: UUID) -> HuddleRow:
    """Return a huddle of this team. Raises NotVisible for one of another."""
    row = queries.huddle(huddle_id=huddle_id)
    if row.team_id != here.info.id:
        raise NotVisible
    return row


def _people(running: Running) -> Mapping[UUID, PersonInHand]:
    return in_hand(team=running.team, person_ids=running.whole.person_ids, at=running.at)


def _current(running: Running) -> ItemRow | None:
    """The next person: the first without an outcome, else the first with something missing, else None."""
    loose = {one.item_id for one in running.whole.loose}
    missing = (one for one in running.whole.items if one.id in loose)
    return running.next_after(None) or next(missing, None)


# Starting


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


# One person


def _item(
    request: Request,
    running: Running,
    found: ItemRow,
    *,
    form: Filled | None = None,
    answered: str = "",
    another: bool = False,
    status: int = 200,
) -> HttpResponse:
    row = running.whole.huddle
    person = in_hand(team=running.team, person_ids=[found.person_id], at=request.at)[found.person_id]
    last = queries.last_time(team_id=row.team_id, person_id=found.person_id, before=row.day)
    form = form or _fresh_item_form(running, found, person, another=another)
    request.shows(running.whole.person_ids, kind=LookKind.LIST, team_id=row.team_id)
    leads = running.is_led_by(request.viewer.account_id)
    show = presenter.item_show(running, found, person, last, form=form, answered=answered, leads=leads)
    return answer(request, "huddle/item.jinja", show, here="huddle", team=running.team.slug, status=status)


def _fresh_item_form(running: Running, found: ItemRow, person: PersonInHand, *, another: bool) -> Filled:
    """The form with the action prefilled from the top reason and the day lead; nothing chosen, or the next action."""
    usual = {"who": presenter.usual_owner(running, person), "by": next(iter(running.when.offered), "")}
    if another:
        return fresh_form(outcome=Outcome.ACTION, **usual)
    return fresh_form(what=suggested_what(found.section, person.in_hand, running.at), **usual)


def _decided(request: Request, running: Running, found: ItemRow) -> str:
    """Carry out what the form of an item asks for; return what was done in words."""
    posted, act = request.POST.dict(), request.act()
    if posted.get("then") == "later":
        operations.put_off(act=act, item_id=found.id, version=typed.version(posted))
        return _("%(name)s comes last.") % {"name": found.name}
    if forms.outcome(posted) is Outcome.ESCALATION:
        operations.raise_escalation(
            act=act,
            item_id=found.id,
            what=typed.text(posted, "raise_what"),
            to_id=forms.raised_to(posted),
            told=forms.told(posted, running.whole.huddle.day),
        )
        return _("%(name)s: escalation raised.") % {"name": found.name}
    decision: Decision = forms.decision(posted, running.when)
    operations.settle(act=act, item_id=found.id, version=typed.version(posted), decision=decision)
    return _("%(name)s is settled.") % {"name": found.name}


def _go_on(request: Request, team: str, following: ItemRow | None, said: str) -> HttpResponse:
    if following is None:
        return saved(request, said, "huddle", team=team)
    return saved(request, said, "huddle-item", team=team, item_id=following.id)


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


# Closing


def _close(request: Request, here: Here, row: HuddleRow) -> HttpResponse:
    """
    Two commands under one button: mend, then close. The second has a key derived from the first's.

    What was mended stays when closing is refused, so the form that comes back has a fresh key then.
    """
    act, posted, team = request.act(), request.POST.dict(), here.team.slug
    errors: dict[str, str] = {}
    mended: list[Mended] = []
    try:
        if row.closed_at is None:
            running = running_of(request, here)
            cures, errors = forms.cures(posted, running.whole.loose, running.when, row.day)
            mended = operations.mend(act=_step(act, "mend"), huddle_id=row.id, cures=cures) if cures else []
        operations.close(act=_step(act, "close"), huddle_id=row.id, reason=typed.text(posted, "reason"))
    except Stale as stale:
        return saved(request, stale.sentence, "huddle-record", team=team, huddle_id=row.id)
    except Refusal as refusal:
        return _not_closed(request, here, refusal, mended, errors)
    return HttpResponseRedirect(reverse("huddle-closed", kwargs={"team": team, "huddle_id": row.id}))


def _step(act: Act, step: str) -> Act:
    return replace(act, key=str(ids.derived(act.key, step)))


def _not_closed(
    request: Request, here: Here, refusal: Refusal, mended: list[Mended], errors: dict[str, str]
) -> HttpResponse:
    """Show what is still loose: each with what is missing, or with why what was entered was refused."""
    running = running_of(request, here)
    answers = {ending.field_of(one.kind, one.thing_id, one.field): one.refusal for one in mended if one.refusal}
    wrong = _sorted(running, ending.missing_words(running), errors | answers)
    if not running.whole.loose or refusal.field:
        wrong[refusal.field] = refusal.sentence
    form = returned_form(request)
    if mended:
        form = replace(form, key=str(ids.new()))
    known = frozenset(request.POST["known"].split()) if "known" in request.POST else None
    who_may = refusal.sentence if isinstance(refusal, NotAllowed) else ""
    return _refused(request, running, form, errors=wrong, known=known, who_may=who_may, status=refusal.status)


def _sorted(running: Running, missing: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """One sentence for each loose end, in the order of the page: what was refused in place of what is missing."""
    found = {}
    for one in running.whole.loose:
        first, end = ending.field_of(one.kind, one.thing_id), f"-{one.thing_id}"
        own = {name: words for name, words in said.items() if end in name}
        found.update(own or {first: missing[first]})
    return found


def _refused(
    request: Request,
    running: Running,
    form: Filled,
    *,
    errors: Mapping[str, str],
    known: frozenset[str] | None = None,
    who_may: str = "",
    status: int,
) -> HttpResponse:
    request.shows(running.whole.person_ids, kind=LookKind.LIST, team_id=running.whole.huddle.team_id)
    people = _people(running)
    form = replace(form, errors=errors)
    show = ending.refused_show(running, people, form=form, known=known, who_may=who_may or _who_may(request, running))
    return answer(request, "huddle/close_refused.jinja", show, here="huddle", team=running.team.slug, status=status)


def _who_may(request: Request, running: Running) -> str:
    """Say who closes a huddle of an earlier day, where that is somebody else; else empty."""
    duty = running.team.duty_lead
    if running.whole.huddle.day == local_day(request.at) or (duty and duty.account_id == request.viewer.account_id):
        return ""
    words = {"day": date_words(running.whole.huddle.day), "name": duty.name if duty else _("nobody on duty yet")}
    return _("The huddle of %(day)s is closed by the duty lead: %(name)s.") % words
