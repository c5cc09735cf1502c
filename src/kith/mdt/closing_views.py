"""The pages that end a weekly meeting, and those after it: closing, its minutes, how a person was told."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Act, NotAllowed, Refusal, Stale, ids
from kith.alignment.queries import states_of
from kith.mdt import afterwards, forms, operations, partners, queries, sights
from kith.mdt.here import READING, Here, Running, held_of, here_of, running_of
from kith.mdt.partner_queries import partners_of
from kith.mdt.partner_sending import field_of, no_right
from kith.place.rules import local_day
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def close(request: Request, team: str) -> HttpResponse:
    """Say what keeps the meeting open; note why answers are untold, and close it."""
    here = here_of(request, team)
    if here.row is None or here.row.closed_at:
        return HttpResponseRedirect(reverse("mdt", kwargs={"team": team}))
    if request.method in READING:
        return _close_page(request, running_of(request, here), None)
    return _close(request, here, running_of(request, here))


def minutes(request: Request, mdt_id: UUID) -> HttpResponse:
    """Show the minutes of a meeting, as they were kept, and how people were told since; for the screen and for paper."""
    held = held_of(request, mdt_id)
    rows = queries.minutes_of(meeting_id=mdt_id)
    people = [one.person_id for one in rows if one.person_id]
    request.shows(people, kind=LookKind.LIST, team_id=held.team.id)
    show = afterwards.minutes_show(held, rows, states_of(person_ids=people, at=request.at))
    return answer(request, "mdt/minutes.jinja", show, here="mdt", team=held.team.slug)


def tell(request: Request, telling_id: UUID) -> HttpResponse:
    """Write down how a person was told what the meeting decided, or why that was not possible."""
    thing = sights.sight_of_telling(telling_id=telling_id)
    row = thing.row["telling"]
    held = held_of(request, thing.row["meeting_id"])
    found = held.whole.case(row.case_id)
    request.shows([row.person_id], kind=LookKind.OPEN)
    form, status = fresh_form(), 200
    if request.method == "POST":
        posted = request.POST.dict()
        try:
            operations.tell(
                act=request.act(),
                telling_id=telling_id,
                told_at=forms.told_at(posted),
                how=typed.text(posted, "how"),
                said=typed.text(posted, "said"),
                not_possible_because=typed.text(posted, "not_possible_because"),
            )
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
        else:
            words = _("%(name)s: written down.") % {"name": found.name}
            return saved(request, words, "mdt-minutes", mdt_id=held.whole.meeting.id)
    show = afterwards.tell_show(held, found, row, form)
    return answer(request, "mdt/tell.jinja", show, here="mdt", team=held.team.slug, status=status)


def _close(request: Request, here: Here, running: Running) -> HttpResponse:
    """Two kinds of command under one button: note why answers are untold, then close. Each has a key of its own."""
    act, posted, team = request.act(), request.POST.dict(), here.team.slug
    try:
        for one in running.whole.untold:
            because = typed.text(posted, f"because-{one.telling_id}")
            if because and because != one.because:
                _leave_untold(_step(act, str(one.telling_id)), here.open.id, one.telling_id, because)
        told = forms.partners(posted)
        operations.close(
            act=_step(act, "close"), meeting_id=here.open.id, reason=typed.text(posted, "reason"), partners=told
        )
    except Stale as stale:
        return saved(request, stale.sentence, "mdt", team=team)
    except Refusal as refusal:
        form = replace(returned_form(request, refusal), key=str(ids.new()))
        who_may, now = refusal.sentence if isinstance(refusal, NotAllowed) else "", running_of(request, here)
        if who_may or (not refusal.field and now.loose):  # the page says it itself, in a place of its own
            form = replace(form, errors={})
        return _close_page(request, now, form, who_may=who_may, status=refusal.status)
    words = _("The meeting is closed. Those who were absent are told that its minutes are here.")
    if told:
        sent = ngettext("%(n)d partner is asked.", "%(n)d partners are asked.", len(told)) % {"n": len(told)}
        words = _("%(closed)s %(sent)s") % {"closed": words, "sent": sent}
    return saved(request, words, "mdt-minutes", mdt_id=here.open.id)


def _leave_untold(act: Act, meeting_id: UUID, telling_id: UUID, because: str) -> None:
    try:
        operations.leave_untold(act=act, meeting_id=meeting_id, telling_id=telling_id, because=because)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=f"because-{telling_id}") from None


def _close_page(
    request: Request, running: Running, form: Filled | None, *, who_may: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the page that closes; at first (no form) every partner that may be told is ticked."""
    request.shows(running.whole.named, kind=LookKind.LIST, team_id=running.team.id)
    late = running.whole.meeting.day != local_day(request.at)
    forbidden = no_right(role=request.viewer.role, team_id=running.team.id, at=request.at)
    found = partners_of(whole=running.whole, at=request.at)
    form = form or fresh_form(**{field_of(one.key): "yes" for one in found if one.may})
    told = partners.told_show(found, running.whole, forbidden, request.at)
    show = afterwards.close_show(running, form, told, needs_reason=late, who_may=who_may)
    return answer(request, "mdt/close.jinja", show, here="mdt", team=running.team.slug, status=status)


def _step(act: Act, step: str) -> Act:
    return replace(act, key=str(ids.derived(act.key, step)))
