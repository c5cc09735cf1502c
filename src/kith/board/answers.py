"""What waits for an answer on a person's line, in words: offers to somebody, and those that nobody took."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kith.language import _, days
from kith.place.rules import local_day, time_words

_SHORT = 40


class Asked(StrEnum):
    """Where an offer stands on the board."""

    WAITING = "waiting"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """
    An offer about a person as the reader of the board sees it.

    `what` is the action's words, '' when it is the person who is to be led. `giver`, `to` and `holder` are short names or
    words; of a pool the duty lead holds meanwhile. `is_yours`: the reader gave it or holds the work. `is_for_you`: the
    reader may answer it.
    """

    offer_id: UUID
    asked: Asked
    what: str
    giver: str
    to: str
    holder: str
    offered_at: datetime
    answer_by: datetime
    is_yours: bool = False
    is_for_you: bool = False
    is_pool: bool = False
    is_help: bool = False
    has_question: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in words, the quieter words that belong to it, and the words of the way to the offer ('' for none)."""

    words: str
    more: str
    door: str


def offer_said(offer: OfferFacts, at: datetime) -> Said:
    """Return what the board says of an offer: to whoever may answer, to whoever gave it, and to everybody else."""
    if offer.asked is not Asked.WAITING:
        return _said_after(offer)
    if offer.is_for_you:
        return _said_to_receiver(offer, at)
    if offer.is_help:
        return Said(_("%(giver)s asks %(to)s to help: %(what)s") % _names(offer), _unanswered(offer, at), _door(offer))
    if offer.is_pool:
        words = _("Offered to %(to)s: %(what)s") % _names(offer)
        more = _("nobody has taken it yet; %(holder)s owns it until then") % _names(offer)
        return Said(words, more, _door(offer))
    names = _names(offer) | {"unanswered": _unanswered(offer, at)}
    if offer.is_yours:
        words = _("Your offer to %(to)s %(unanswered)s") % names
        return Said(words, _held_words(offer), _door(offer))
    return Said(_("%(giver)s’s offer to %(to)s %(unanswered)s") % names, _held_words(offer), "")


def _said_to_receiver(offer: OfferFacts, at: datetime) -> Said:
    if offer.is_help:
        words = _("%(giver)s asks for your help: %(what)s")
    else:
        words = _("%(giver)s offers you: %(what)s") if not offer.is_pool else _("%(giver)s offers %(to)s: %(what)s")
    more = _("answer by %(when)s") if not offer.is_pool else _("to be taken by %(when)s")
    door = _("take it") if offer.is_pool else _("answer")
    return Said(words % _names(offer), more % {"when": _when(offer.answer_by, at)}, door)


def _said_after(offer: OfferFacts) -> Said:
    """What is said of an offer that nobody took: the work is where it was."""
    table = {
        Asked.DECLINED: _("%(to)s declined: %(what)s"),
        Asked.LAPSED: _("%(to)s did not answer: %(what)s"),
        Asked.WITHDRAWN: _("%(giver)s withdrew the offer to %(to)s: %(what)s"),
    }
    more = _("it is still yours") if offer.is_yours else _("it stays with %(holder)s") % _names(offer)
    door = _("who else could") if offer.is_yours and offer.asked is not Asked.WITHDRAWN else ""
    return Said(table[offer.asked] % _names(offer), more, door)


def _held_words(offer: OfferFacts) -> str:
    if offer.has_question and offer.is_yours:
        return _("%(to)s asks something first; you own it meanwhile") % _names(offer)
    if offer.is_yours:
        return _("you own it until %(to)s accepts") % _names(offer)
    return _("%(holder)s owns it until %(to)s accepts") % _names(offer)


def _door(offer: OfferFacts) -> str:
    if offer.has_question and offer.is_yours:
        return _("read the question")
    return _("see the offer") if offer.is_yours else ""


def _names(offer: OfferFacts) -> dict[str, str]:
    what = offer.what.strip().rstrip(".;,") or _("to lead this person")
    short = what if len(what) <= _SHORT else f"{what[: _SHORT - 1].rstrip()}…"
    return {"giver": offer.giver, "to": offer.to, "holder": offer.holder, "what": short}


def _unanswered(offer: OfferFacts, at: datetime) -> str:
    number = (local_day(at) - local_day(offer.offered_at)).days
    return _("has no answer, %(days)s") % {"days": days(number)} if number else _("has no answer yet")


def _when(due_at: datetime, at: datetime) -> str:
    if local_day(due_at) == local_day(at):
        return time_words(due_at)
    return _("%(time)s in %(days)s") % {
        "time": time_words(due_at),
        "days": days((local_day(due_at) - local_day(at)).days),
    }
