"""What the forms of offers and of several actions hold, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.act import Refusal
from kith.action.bulk import BulkLine, Doing, Wanted
from kith.action.forms import OTHER, due_at_of
from kith.action.offering import To
from kith.place.rules import at_local, local_day
from kith.team.rules import Calendar
from kith.web import typed

ANSWERS = ("accept", "move", "decline", "ask")
USUAL = "usual"
ROLE = "role:"
TEAM = "team"
REASONS = {
    "time": later("I cannot get there in time"),
    "role": later("Not within my role"),
    "full": later("I have no room today"),
    "other": later("Another reason"),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """How an offer is answered: one of `ANSWERS`, with a time, a reason or a question as it needs."""

    answer: str
    due_at: datetime | None = None
    words: str = ""


def answered(form: Mapping[str, str], *, at: datetime) -> Answered:
    """Return the answer that a form holds. Raises Refusal when none is chosen, or what it needs is missing."""
    answer = typed.text(form, "answer")
    if answer not in ANSWERS:
        raise Refusal(_("Choose your answer."), field="answer")
    if answer == "move":
        day = typed.day(form, "by_day") or local_day(at)
        return Answered(answer, due_at=at_local(day, typed.needed_clock(form, "by_time")))
    if answer == "decline":
        return Answered(answer, words=_reason(form))
    return Answered(answer, words=typed.text(form, "question") if answer == "ask" else "")


def _reason(form: Mapping[str, str]) -> str:
    """Return the reason chosen with one's own words; words alone do for another reason."""
    chosen, words = typed.text(form, "reason"), typed.text(form, "words")
    if chosen == OTHER or (not chosen and words):
        if not words:
            raise Refusal(_("Say why, in your words."), field="words")
        return words
    if chosen not in REASONS:
        raise Refusal(_("Choose why."), field="reason")
    said = str(REASONS[chosen])
    return _("%(reason)s: %(words)s") % {"reason": said, "words": words} if words else said


@dataclass(frozen=True, slots=True)
class Offering:
    """Whom something is offered to, with which note, to be answered by when (None: the usual)."""

    to: To
    note: str
    answer_by: datetime | None


def offering_of(form: Mapping[str, str], *, at: datetime, calendar: Calendar) -> Offering:
    """Return what the form of an offer says. Raises Refusal when nobody is chosen or a time is not whole."""
    by = None if typed.text(form, "by") in ("", USUAL) else due_at_of(form, at=at, calendar=calendar)
    return Offering(receiver(form), typed.text(form, "note"), by)


def receiver(form: Mapping[str, str]) -> To:
    """Return whom the field `to` names: a member, a role or the whole team. Raises Refusal for none."""
    chosen = typed.text(form, "to")
    if chosen == TEAM:
        return To(team=True)
    if chosen.startswith(ROLE):
        return To(role=chosen.removeprefix(ROLE))
    member_id = typed.chosen_id(form, "to")
    if member_id is None:
        raise Refusal(_("Choose whom to offer it to."), field="to")
    return To(member_id)


def ticked(form: QueryDict) -> list[BulkLine]:
    """Return the actions ticked, with the version each had on the page (`id:version`). Raises Refusal for anything else."""
    try:
        pairs = [one.split(":") for one in form.getlist("line")]
        return [BulkLine(UUID(key), int(version)) for key, version in pairs]
    except ValueError:
        raise Refusal(_("Load the page again: something ticked there is no action."), field="line") from None


def wanted(form: Mapping[str, str], *, at: datetime, calendar: Calendar) -> Wanted:
    """Return what is to be done with the actions ticked. Raises Refusal when nothing is chosen or it is not whole."""
    try:
        doing = Doing(typed.text(form, "doing"))
    except ValueError:
        raise Refusal(_("Choose what to do with them."), field="doing") from None
    words = typed.text(form, "words")
    if doing is Doing.OFFER:
        to = receiver(form)
        return Wanted(doing, to.member_id, to.role, to.team, text=words)
    if doing is Doing.MOVE:
        return Wanted(doing, due_at=due_at_of(form, at=at, calendar=calendar))
    if doing is Doing.HOLD:
        return Wanted(doing, return_date=typed.needed_day(form, "return_date"), text=words)
    return Wanted(doing, text=words)
