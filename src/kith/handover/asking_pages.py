"""The pages of asking to see a record: role and reason from whoever asks, yes or no from a lead of the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import NotAllowed, NotVisible, Refusal
from kith.handover import asking
from kith.handover.ask_queries import AskRow, EarlierAsk, ask, earlier_asks, own_asks
from kith.handover.joining_pages import born_of
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option
from kith.web.words import moment, plain_day


@dataclass(frozen=True, slots=True)
class AskToSeeShow:
    """Asking to see a record. Fields: nhs_number, born, stated_role, because."""

    form: Filled


@dataclass(frozen=True, slots=True)
class AskShow:
    """
    Somebody asks to see a record: who they are and what they say. Fields: yes ('yes' or 'no'), for_days, because.

    `days` are the periods a yes may last. `answered` says how it was answered, '' while it waits; `earlier` what became of their
    questions before.
    """

    ask_id: UUID
    who: Who
    asker: str
    asker_team: str
    stated_role: str
    because: str
    asked: str
    form: Filled
    days: Sequence[Option]
    answered: str = ""
    earlier: Sequence[str] = ()


def ask_to_see(request: Request) -> HttpResponse:
    """Ask for role and reason, and pass the question on to whoever leads the team; nothing about anybody is told."""
    if request.method != "POST" or "because" not in request.POST:
        known = {name: typed.text(request.POST, name) for name in ("nhs_number", "born")}
        return _ask_page(request, fresh_form(**known))
    try:
        asking.ask_to_see(
            act=request.act(),
            nhs_number=typed.text(request.POST, "nhs_number"),
            born=born_of(request.POST),
            stated_role=typed.text(request.POST, "stated_role"),
            because=typed.text(request.POST, "because"),
        )
    except Refusal as refusal:
        if refusal.status not in (422, 429):
            raise
        return _ask_page(request, returned_form(request, refusal), refusal.status)
    return saved(request, _("Asked. The answer comes to your notices, yes or no, with its reason."), "joined-own")


def _ask_page(request: Request, form: Filled, status: int = 200) -> HttpResponse:
    return answer(request, "handover/ask_to_see.jinja", AskToSeeShow(form), here="find", status=status)


def answer_ask(request: Request, ask_id: UUID) -> HttpResponse:
    """Show who asks to see a record and why, and answer them."""
    row = ask(ask_id=ask_id)
    if not asking.may_answer(request.act(), row):
        raise NotAllowed(_("The team lead, a supervisor or the named lead answers this. Ask one of them."))
    if request.method != "POST":
        return _answer_page(request, row, fresh_form(for_days="28"))
    try:
        said = _said(request.POST)
        asking.answer_ask(
            act=request.act(),
            ask_id=ask_id,
            yes=said,
            for_days=_days(request.POST),
            because=typed.text(request.POST, "because"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _answer_page(request, row, returned_form(request, refusal), refusal.status)
    words = _("The record is open to them; they are told.") if said else _("They are told no, and why.")
    return saved(request, words, "person", person_id=row.person_id)


def withdraw_ask(request: Request, ask_id: UUID) -> HttpResponse:
    """Take back one's own question, by one press on the list of them."""
    if not any(one.id == ask_id for one in own_asks()):
        raise NotVisible
    if request.method == "POST":
        try:
            asking.withdraw_ask(act=request.act(), ask_id=ask_id)
        except Refusal as refusal:
            return saved(request, refusal.sentence, "joined-own")
        return saved(request, _("Withdrawn. Whoever was to answer is told."), "joined-own")
    return HttpResponseRedirect(reverse("joined-own"))


def _said(form: Mapping[str, str]) -> bool:
    if (said := typed.text(form, "yes")) not in ("yes", "no"):
        raise Refusal(_("Choose yes or no."), field="yes")
    return said == "yes"


def _days(form: Mapping[str, str]) -> int:
    number = typed.text(form, "for_days")
    return int(number) if number.isdecimal() and len(number) < 4 else 0


def _answer_page(request: Request, row: AskRow, form: Filled, status: int = 200) -> HttpResponse:
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    show = AskShow(
        ask_id=row.id,
        who=who_of(identity(person_id=row.person_id), at=request.at),
        asker=row.asker,
        asker_team=row.asker_team,
        stated_role=row.stated_role,
        because=row.because,
        asked=moment(row.asked_at, request.at),
        form=form,
        days=[Option(str(n), ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in asking.DAYS],
        answered=_answered(row),
        earlier=[_earlier(one) for one in earlier_asks(row=row)],
    )
    return answer(request, "handover/ask.jinja", show, status=status)


def _earlier(one: EarlierAsk) -> str:
    """Return what became of an earlier question: 'Asked on 1 June 2026. Answered on 2 June 2026: no. Our nurse does this'."""
    words = {"asked": plain_day(one.asked_at), "what": _became(one)}
    return _("Asked on %(asked)s. %(what)s") % words


def _answered(row: AskRow) -> str:
    return "" if row.answered_at is None else _became(row)


def _became(row: AskRow | EarlierAsk) -> str:
    assert row.answered_at is not None
    if row.state == "withdrawn":
        return _("Withdrawn on %(day)s.") % {"day": plain_day(row.answered_at)}
    words = {"day": plain_day(row.until or row.answered_at), "why": row.answer}
    if row.until:
        return _("Answered: yes, until %(day)s. %(why)s") % words
    return _("Answered on %(day)s: no. %(why)s") % words
