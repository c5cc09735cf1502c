"""The pages of escalation: one with its clock, route and log; raising one; looking at what was not escalated."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, Thing
from kith.caseload.queries import teams_reaching
from kith.escalation import operations, presenter, queries
from kith.escalation.opening import ORIGIN
from kith.escalation.rules import Track
from kith.escalation.shows import RaiseShow
from kith.message.operations import read_by_opening, unread_of
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.place.rules import at_local, local_day
from kith.policy.in_force import tables_for
from kith.policy.queries import case_of, decide
from kith.team.deciding import Around, right_note
from kith.team.queries import day_on_team, members, team_by_id
from kith.team.reachable import Reachable, reachable
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import LIVE, Request
from kith.web.shows import Filled, Option


def escalation(request: Request, escalation_id: UUID) -> HttpResponse:
    """Show one escalation; a restricted one on the page of its concern. Whoever is asked has then read what asked them."""
    return _page(request, escalation_id, fresh_form())


def _is_read(request: Request, row: queries.EscalationRow) -> None:
    """
    Mark what asked the reader about an escalation as read, when they are asked now and have opened its page themselves.

    What an open page fetches by itself is no sign of a reader. One statement for whoever is asked, an act where it is unread.
    """
    if row.asked_account_id != request.viewer.account_id or LIVE in request.headers:
        return
    if unread_of(account_id=request.viewer.account_id, thing_kind=ORIGIN, thing_id=row.id).exists():
        read_by_opening(act=request.act(), thing_kind=ORIGIN, thing_id=row.id)


def respond(request: Request, escalation_id: UUID) -> HttpResponse:
    """Answer an escalation."""

    def do(act: Act, version: int) -> None:
        decision = typed.text(request.POST, "decision")
        operations.respond(act=act, escalation_id=escalation_id, version=version, decision=decision)

    return _press(request, escalation_id, do, _("You have it. Whoever raised it is told."))


def hand_on(request: Request, escalation_id: UUID) -> HttpResponse:
    """Send an escalation on to the next step of its route."""

    def do(act: Act, version: int) -> None:
        operations.hand_on(act=act, escalation_id=escalation_id, version=version, why=typed.text(request.POST, "why"))

    return _press(request, escalation_id, do, _("It is sent on, and they are told."))


def tell(request: Request, escalation_id: UUID) -> HttpResponse:
    """Write down who was told."""

    def do(act: Act, _version: int) -> None:
        operations.tell(
            act=act,
            escalation_id=escalation_id,
            who=typed.text(request.POST, "who"),
            how=typed.text(request.POST, "how"),
            said=typed.text(request.POST, "said"),
            read_back=typed.text(request.POST, "read_back") or "later",
            told_at=_told_at(request),
        )

    return _press(request, escalation_id, do, _("It is written down."))


def close(request: Request, escalation_id: UUID) -> HttpResponse:
    """Close an escalation with its outcome."""

    def do(act: Act, version: int) -> None:
        outcome = typed.text(request.POST, "outcome")
        operations.close(act=act, escalation_id=escalation_id, version=version, outcome=outcome)

    return _press(request, escalation_id, do, _("The escalation is closed."))


def _told_at(request: Request) -> datetime | None:
    """Return when somebody was told: a time of today, None for now."""
    told = typed.clock(request.POST, "told_time")
    return at_local(local_day(request.at), told) if told else None


def _press(request: Request, escalation_id: UUID, do: Callable[[Act, int], None], words: str) -> HttpResponse:
    """Do what a form asks for and come back to the page; asked for by address alone, just go to the page that one may see."""
    if request.method != "POST":
        queries.one(escalation_id=escalation_id)
        return HttpResponseRedirect(reverse("escalation", kwargs={"escalation_id": escalation_id}))
    try:
        do(request.act(), typed.version(request.POST))
    except Stale as stale:
        return _page(request, escalation_id, returned_form(request, stale), stale.status)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, escalation_id, returned_form(request, refusal), refusal.status)
    return saved(request, words, "escalation", escalation_id=escalation_id)


def _page(request: Request, escalation_id: UUID, form: Filled, status: int = 200) -> HttpResponse:
    whole = queries.whole(escalation_id=escalation_id)
    row = whole.row
    if row.track is Track.SAFEGUARDING:
        request.shows((), kind=LookKind.OPEN, team_id=row.team_id)
        return HttpResponseRedirect(reverse("restricted", kwargs={"concern_id": escalation_id}))
    _is_read(request, row)
    team = team_by_id(team_id=row.team_id)
    there = members(team_id=team.id, at=request.at)
    day = day_on_team(team=team, day=local_day(request.at), at=request.at)
    own = {one.id for one in there if one.account_id == request.viewer.account_id}
    rules = tables_for(team_id=team.id, place_id=team.place_id, at=request.at)
    thing = queries.thing_of(row)
    closing = decide(request.act(), "escalation.close", thing)
    around = Around(there, day, team.calendar, request.viewer.account_id, request.at)
    show = presenter.page(
        whole,
        _who(request, row.person_id),
        rules=rules,
        at=request.at,
        role=request.viewer.role,
        own_member_id=next(iter(own), None),
        is_duty=day.answering in own,
        form=form,
        may_close=right_note(closing, "escalation.close", case_of(thing), around),
        reach=_reach(row, request),
    )
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    return answer(request, "escalation/escalation.jinja", show, team=team.slug, status=status)


def _reach(row: queries.EscalationRow, request: Request) -> Reachable | None:
    """Return how whoever is asked, or has it in hand, is reached; None once it is closed. One statement."""
    account_id = row.asked_account_id or row.answered_account_id
    if account_id is None or row.closed_at:
        return None
    return reachable(account_ids=[account_id], at=request.at).get(account_id)


def raise_(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a worried colleague, and raise the escalation."""
    who = _who(request, person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("No team of yours works with this person. Ring the clinical supervisor, or 999."))
    chosen = typed.chosen_id(request.POST, "team")
    team = next((one for one in teams if one.team_id == chosen), teams[0])
    form, status = fresh_form(wanted="review"), 200
    if request.method == "POST":
        try:
            key = operations.raise_(
                act=request.act(),
                team_id=team.team_id,
                person_id=person_id,
                worry=typed.text(request.POST, "worry"),
                wanted=typed.text(request.POST, "wanted"),
            )
            return saved(request, _("It is raised, and the clock runs."), "escalation", escalation_id=key)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    show = RaiseShow(
        who,
        form,
        [(value, str(label), str(more)) for value, label, more in presenter.WANTED],
        [Option(str(one.team_id), one.name) for one in teams],
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "escalation/raise.jinja", show, team=team.slug, status=status)


def spared(request: Request, spared_id: UUID) -> HttpResponse:
    """Show a crossing that was not escalated, and take what a supervisor says of it."""
    row = queries.spared(spared_id=spared_id)
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            operations.look_at(
                act=request.act(),
                spared_id=spared_id,
                version=typed.version(request.POST),
                said=typed.text(request.POST, "said"),
            )
            return saved(
                request, _("%(name)s is told what you think.") % {"name": row.by}, "spared", spared_id=spared_id
            )
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
            row = queries.spared(spared_id=spared_id)
    thing = Thing("spared", row.id, row.team_id, row.person_id)
    may = decide(request.act(), "escalation.look_at", thing).decides
    show = presenter.spared_show(
        row, _who(request, row.person_id), form, at=request.at, account_id=request.viewer.account_id, may=may
    )
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    return answer(request, "escalation/spared.jinja", show, team=team_by_id(team_id=row.team_id).slug, status=status)


def _who(request: Request, person_id: UUID) -> Who:
    return who_of(identity(person_id=person_id), at=request.at, tier="", allergies=[])
