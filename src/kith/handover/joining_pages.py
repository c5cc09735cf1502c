"""The pages of joining a person by oneself: saying role and reason, one's own joinings, and ending a colleague's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotAllowed, Refusal
from kith.handover import joining
from kith.handover.ask_queries import OwnAsk, own_asks
from kith.handover.join_queries import Joined, joined_of, own_joinings
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option
from kith.web.words import plain_day


@dataclass(frozen=True, slots=True)
class JoinShow:
    """Joining somebody. Fields: nhs_number, born, stated_role, because. `days` is how long it lasts."""

    form: Filled
    days: int


@dataclass(frozen=True, slots=True)
class JoiningLine:
    """
    A record that the viewer joined or asked for: whose, or that it cannot be opened, and the rest in words.

    `ask_id` is a question that can be withdrawn, by `form`; `may_note` whether a note can be left for whoever leads them.
    """

    person_id: UUID | None
    name: str
    words: str
    ask_id: UUID | None = None
    form: Filled | None = None
    may_note: bool = False


@dataclass(frozen=True, slots=True)
class JoiningsShow:
    """The records that the viewer joined by themselves, and those they asked for, newest first."""

    lines: Sequence[JoiningLine]
    asked: Sequence[JoiningLine]


@dataclass(frozen=True, slots=True)
class EndJoiningShow:
    """Ending what a colleague joined. Fields: account, because. `joined` are those who see the record so."""

    who: Who
    form: Filled
    joined: Sequence[Option]


def join(request: Request) -> HttpResponse:
    """Ask for role and reason, and open the record of whoever has the number and birth date; nobody is named before."""
    if request.method != "POST" or "because" not in request.POST:
        known = {name: typed.text(request.POST, name) for name in ("nhs_number", "born")}
        return _join_page(request, fresh_form(**known))
    try:
        person_id = joining.join_person(
            act=request.act(),
            nhs_number=typed.text(request.POST, "nhs_number"),
            born=born_of(request.POST),
            stated_role=typed.text(request.POST, "stated_role"),
            because=typed.text(request.POST, "because"),
        )
    except Refusal as refusal:
        if refusal.status not in (422, 429):
            raise
        return _join_page(request, returned_form(request, refusal), refusal.status)
    words = _("Open to you for %(n)d days. Whoever answers for them has been told.") % {"n": joining.JOINED_FOR.days}
    return saved(request, words, "person", person_id=person_id)


def _join_page(request: Request, form: Filled, status: int = 200) -> HttpResponse:
    return answer(request, "handover/join.jinja", JoinShow(form, joining.JOINED_FOR.days), here="find", status=status)


def born_of(form: Mapping[str, str]) -> date:
    """Return a birth date typed as day, month and year in figures. Raises Refusal for anything else."""
    try:
        day, month, year = (int(part) for part in typed.text(form, "born").split())
        return date(year, month, day)
    except ValueError:
        raise Refusal(
            _("Type the date of birth as day, month and year, for example 12 3 1942."), field="born"
        ) from None


def own(request: Request) -> HttpResponse:
    """List the records that the viewer joined: until when, or who ended it and why; and those they asked for, with the answer."""
    found, asks = own_joinings(), own_asks()
    people = [one.person_id for one in found] + [one.person_id for one in asks]
    request.shows([key for key in people if key], kind=LookKind.LIST)
    lines = []
    for one in found:
        if one.ended_because:
            words = _("Ended on %(day)s by a lead: %(why)s") % {"day": plain_day(one.until), "why": one.ended_because}
        else:
            words = _("Until %(day)s. You said: %(why)s") % {"day": plain_day(one.until), "why": one.because}
        may_note = one.person_id is not None and not one.ended_because and one.until > request.at
        lines.append(JoiningLine(one.person_id, one.name, words, may_note=may_note))
    asked = [
        JoiningLine(
            one.person_id,
            one.name,
            _ask_words(one),
            ask_id=one.id if one.state == "waiting" else None,
            form=fresh_form(),
            may_note=one.person_id is not None and one.until is not None and one.until > request.at,
        )
        for one in asks
    ]
    return answer(request, "handover/joinings.jinja", JoiningsShow(lines, asked))


def _ask_words(one: OwnAsk) -> str:
    """Return what became of a question: that it waits, or yes and until when, or no; with the reason that was given."""
    if one.answered_at is None:
        words = {"day": plain_day(one.asked_at), "why": one.because}
        return _("Asked on %(day)s: no answer yet. You said: %(why)s") % words
    if one.state == "withdrawn":
        return _("You withdrew this on %(day)s.") % {"day": plain_day(one.answered_at)}
    told = {"day": plain_day(one.until or one.answered_at), "why": one.answer}
    if one.until:
        return _("Yes, until %(day)s: %(why)s") % told if one.answer else _("Yes, until %(day)s.") % told
    return _("No, on %(day)s: %(why)s") % told


@dataclass(frozen=True, slots=True)
class NoteShow:
    """Leaving a note for whoever leads somebody. Field: note."""

    who: Who
    form: Filled


def note(request: Request, person_id: UUID) -> HttpResponse:
    """Leave a note for whoever leads a person whom the reader has joined: it becomes an action of theirs."""
    who = who_of(identity(person_id=person_id), at=request.at)
    if not any(one.account_id == request.viewer.account_id for one in joined_of(person_id=person_id)):
        raise NotAllowed(
            _("Notes are left so by whoever joined the record by themselves. Comment on its work instead.")
        )
    if request.method != "POST":
        return _note_page(request, who, fresh_form())
    try:
        joining.leave_note(act=request.act(), person_id=person_id, note=typed.text(request.POST, "note"))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _note_page(request, who, returned_form(request, refusal), refusal.status)
    return saved(
        request, _("Left. It is work of whoever leads them, and they are told."), "person", person_id=person_id
    )


def _note_page(request: Request, who: Who, form: Filled, status: int = 200) -> HttpResponse:
    request.shows([who.person_id], kind=LookKind.OPEN)
    return answer(request, "handover/note.jinja", NoteShow(who, form), status=status)


def end_joining(request: Request, person_id: UUID) -> HttpResponse:
    """Say who joined a person by themselves, and end it for one of them, for a reason that they are told."""
    who = who_of(identity(person_id=person_id), at=request.at)
    if not joining.may_end(request.act(), person_id):
        raise NotAllowed(_("The team lead, a supervisor or the named lead ends this. Ask one of them."))
    found = joined_of(person_id=person_id)
    if request.method != "POST":
        return _end_page(request, who, fresh_form(), found)
    try:
        joining.end_joining(
            act=request.act(),
            person_id=person_id,
            account_id=_chosen(request.POST),
            because=typed.text(request.POST, "because"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _end_page(request, who, returned_form(request, refusal), found, refusal.status)
    return saved(request, _("Ended; they are told why."), "person", person_id=person_id)


def _chosen(form: Mapping[str, str]) -> UUID:
    if (account_id := typed.chosen_id(form, "account")) is None:
        raise Refusal(_("Choose who joined."), field="account")
    return account_id


def _end_page(request: Request, who: Who, form: Filled, found: Sequence[Joined], status: int = 200) -> HttpResponse:
    request.shows([who.person_id], kind=LookKind.OPEN)
    options = [Option(str(one.account_id), one.name, _more(one)) for one in found]
    return answer(request, "handover/end_joining.jinja", EndJoiningShow(who, form, options), status=status)


def _more(one: Joined) -> str:
    words = {"role": one.stated_role, "why": one.because, "day": plain_day(one.until)}
    return _("%(role)s: %(why)s. Until %(day)s.") % words
