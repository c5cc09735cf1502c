"""The pages that end a huddle: closing with its cures, what it came to, the record."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, ids
from kith.huddle import ending, forms, operations, queries
from kith.huddle.here import READING, Here, here_of, running_of
from kith.huddle.in_hand import PersonInHand, in_hand
from kith.huddle.outcome_rules import Outcome
from kith.huddle.presenter import Running
from kith.huddle.queries import HuddleRow
from kith.huddle.remarks import remarks_in
from kith.huddle.types import Mended
from kith.place.rules import date_words, local_day
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


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
    said = remarks_in(huddle_id=huddle_id)
    return answer(request, "huddle/record.jinja", ending.record_show(running, said), here="huddle", team=team)


def _one_of(here: Here, huddle_id: UUID) -> HuddleRow:
    """Return a huddle of this team. Raises NotVisible for one of another."""
    row = queries.huddle(huddle_id=huddle_id)
    if row.team_id != here.info.id:
        raise NotVisible
    return row


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


def _people(running: Running) -> Mapping[UUID, PersonInHand]:
    return in_hand(team=running.team, person_ids=running.whole.person_ids, at=running.at)
