"""The pages of "I know this person": the one confirming step, and opening a record again on request."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.queries import ShutOut, shut_out_of
from kith.act import NotAllowed, Refusal, Thing
from kith.handover import knowing
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.policy.queries import decide
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import SAID, answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class KnowShow:
    """Closing a record to oneself: who it is about, and a form with its key alone."""

    who: Who
    form: Filled


@dataclass(frozen=True, slots=True)
class OpenAgainShow:
    """Opening a record again. Fields: account, because. `closed` are those to whom it is closed now."""

    who: Who
    form: Filled
    closed: Sequence[Option]


def know(request: Request, person_id: UUID) -> HttpResponse:
    """Ask once whether the record is to be closed to the viewer, and close it: nothing else is asked."""
    if request.method != "POST":
        who = who_of(identity(person_id=person_id), at=request.at)
        request.shows([person_id], kind=LookKind.OPEN)
        return answer(request, "handover/know.jinja", KnowShow(who, fresh_form()))
    knowing.know_person(act=request.act(), person_id=person_id)
    request.session[SAID] = _("Closed to you. What you held is passed on, and whoever has the duty is told.")
    return HttpResponseRedirect(reverse("home"))


def open_again(request: Request, person_id: UUID) -> HttpResponse:
    """Say to whom a record is closed, and open it again to one of them, for a reason."""
    who = who_of(identity(person_id=person_id), at=request.at)
    decision = decide(request.act(), "handover.open_again", Thing("person", person_id, None, person_id))
    if not decision.decides:
        raise NotAllowed(decision.sentence, rule=decision.rule)
    closed = shut_out_of(person_id=person_id)
    if request.method != "POST":
        return _open_again_page(request, who, fresh_form(), closed)
    try:
        knowing.open_again(
            act=request.act(),
            person_id=person_id,
            account_id=_chosen(request, closed),
            because=typed.text(request.POST, "because"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _open_again_page(request, who, returned_form(request, refusal), closed, refusal.status)
    return saved(request, _("Open again; they are told."), "person", person_id=person_id)


def _chosen(request: Request, closed: Sequence[ShutOut]) -> UUID:
    account_id = typed.chosen_id(request.POST, "account")
    if account_id is None or account_id not in {one.account_id for one in closed}:
        raise Refusal(_("Choose whose record is closed."), field="account")
    return account_id


def _open_again_page(
    request: Request, who: Who, form: Filled, closed: Sequence[ShutOut], status: int = 200
) -> HttpResponse:
    request.shows([who.person_id], kind=LookKind.OPEN)
    options = [Option(str(one.account_id), one.name) for one in closed]
    return answer(request, "handover/open_again.jinja", OpenAgainShow(who, form, options), status=status)
