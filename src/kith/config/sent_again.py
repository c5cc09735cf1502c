"""
The page for a form that came with a used key and other answers (promise P13): both side by side, and "Send as new".

The receipt keeps what came of the first use, not what was typed, so that is what is shown: the thing as it is now, as far
as the viewer may see it. Beside it stands what was sent now, in the words of the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import ids
from kith.act.refusals import FirstUse, KeyUsed, NotVisible
from kith.action import queries as actions
from kith.action.presenter import owner_words, standing_words
from kith.board.trail_words import COMMANDS
from kith.caseload import queries as caseload
from kith.caseload.presenter import entry_words
from kith.contact import queries as contacts
from kith.contact.presenter import words_of
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.rules import shown
from kith.person.shows import Who
from kith.trail.queries import made_on
from kith.trail.rules import LookKind
from kith.web.pages import answer
from kith.web.routes import Request, is_by_link
from kith.web.sent import Said, posted, said
from kith.web.words import deadline, first_up, moment


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of the first use, as it is now: in words, where it is opened, and whose record it is of."""

    said: list[Said]
    address: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SentAgainShow:
    """
    A form sent twice with one key. `did` tells what the first did and when, for `who`; `first` is what came of it, None where the
    viewer may not see it; `now` is what was sent now. `fields` are sent again with the fresh `key`, to the address `to`.
    """

    did: str
    who: Who | None
    first: Stored | None
    now: list[Said]
    to: str
    back: str
    fields: list[tuple[str, str]]
    key: str


def page(request: HttpRequest, used: KeyUsed, answered: HttpResponse) -> HttpResponse:
    """Answer with both; `answered` is what the view made of the refusal, whose labels give the words of what was sent."""
    if is_by_link(request):
        return answered
    known, first = cast(Request, request), cast(FirstUse, used.extra)
    stored = _stored(first, known.at)
    if stored and stored.person_id:
        known.shows([stored.person_id], kind=LookKind.OPEN)
    words = {
        "did": COMMANDS.get(first.command) or _("saved this form"),
        "when": moment(first.happened_at, known.at),
    }
    show = SentAgainShow(
        who=who_of(identity(person_id=stored.person_id), at=known.at) if stored and stored.person_id else None,
        did=_("You %(did)s, %(when)s.") % words,
        first=stored,
        now=said(request, answered.content.decode()),
        to=request.get_full_path(),
        back=stored.address if stored else request.path,
        fields=posted(request),
        key=str(ids.new()),
    )
    team = request.resolver_match.kwargs.get("team", "") if request.resolver_match else ""
    return answer(request, "board/sent_again.jinja", show, team=team, status=used.status)


def _stored(first: FirstUse, at: datetime) -> Stored | None:
    kind, thing_id = _thing(first)
    if kind not in _WORDS or thing_id is None:
        return None
    try:
        return _WORDS[kind](thing_id, at)
    except NotVisible:
        return None


def _thing(first: FirstUse) -> tuple[str, UUID | None]:
    """Return what the first use made, by its command and outcome; else what it was made on, by the trail."""
    word = "person" if first.command == "caseload.add_person" else first.command.partition(".")[0]
    if word in ("action", "contact", "person") and isinstance(first.outcome, str):
        return word, UUID(first.outcome)
    return made_on(act_id=first.act_id)


def _action(action_id: UUID, at: datetime) -> Stored:
    row = actions.one(action_id=action_id)
    told = [
        Said(_("What has to be done"), shown(row.what)),
        Said(_("Who answers for it"), owner_words(row)),
        Said(_("By when"), first_up(deadline(row.due_at, at))),
        Said(_("How it stands"), first_up(standing_words(row, at)[1])),
    ]
    return Stored(told, reverse("action", kwargs={"action_id": row.id}), row.person_id)


def _contact(contact_id: UUID, at: datetime) -> Stored:
    row = contacts.one(contact_id=contact_id)
    told = [Said(_("Contact"), words_of(row, at)), Said(_("In words"), shown(row.note or row.reason))]
    return Stored(
        [one for one in told if one.answer], reverse("person", kwargs={"person_id": row.person_id}), row.person_id
    )


def _entry(entry_id: UUID, at: datetime) -> Stored:
    row = caseload.entry(entry_id=entry_id)
    return Stored(
        [Said(_("On the list"), entry_words(row))], reverse("list-entry", kwargs={"entry_id": row.id}), row.person_id
    )


def _person(person_id: UUID, at: datetime) -> Stored:
    row = identity(person_id=person_id)
    return Stored(
        [Said(_("Person"), shown(f"{row.given} {row.family}".strip()))],
        reverse("person", kwargs={"person_id": row.id}),
        row.id,
    )


_WORDS: Mapping[str, Callable[[UUID, datetime], Stored]] = {
    "action": _action,
    "contact": _contact,
    "list entry": _entry,
    "person": _person,
}
