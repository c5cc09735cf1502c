"""Closings in words: what is still open with the way to finish it, the governed lists, and how a person left a list."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.contact.rules import Way
from kith.handover.closing_queries import ClosingRow, Keeps, OpenThing, ToldRow
from kith.handover.closing_rules import (
    CHOSEN,
    HOLDERS,
    HOW,
    WHOM,
    Holder,
    Reason,
    Whom,
    holder_words,
    how_words,
    reason_words,
    whom_words,
)
from kith.handover.closing_shows import OpenLine
from kith.policy.queries import role_label, roles
from kith.web.shows import Option
from kith.web.words import first_up, moment, near_day, plain_day

_CONTACTS = {
    Way.VISIT: later("A planned visit"),
    Way.PHONE: later("A planned call"),
    Way.MESSAGE: later("A planned message"),
    Way.CLINIC: later("A planned clinic"),
    Way.VIDEO: later("A planned video call"),
}
_SERIES = {
    Way.VISIT: later("A series of visits"),
    Way.PHONE: later("A series of calls"),
    Way.MESSAGE: later("A series of messages"),
    Way.CLINIC: later("A series of clinics"),
    Way.VIDEO: later("A series of video calls"),
}


def open_lines(found: Sequence[OpenThing], at: datetime) -> list[OpenLine]:
    """Return what keeps a person on the list, each with where it is finished and where it is passed on."""
    return [_line(one, at) for one in found]


def _line(one: OpenThing, at: datetime) -> OpenLine:
    who, when = one.who or _("nobody by name"), moment(one.at, at)
    if one.kind is Keeps.CONTACT:
        made, missed = (reverse(name, kwargs={"contact_id": one.id}) for name in ("contact-made", "contact-missed"))
        ways = [(_("It was made"), made), (_("It is called off, or was missed"), missed)]
        return OpenLine(str(_CONTACTS[Way(one.words)]), _("%(who)s, %(when)s") % {"who": who, "when": when}, ways)
    if one.kind is Keeps.SERIES:
        ways = [(_("End it, with the reason"), reverse("contact-series-end", kwargs={"series_id": one.id}))]
        return OpenLine(
            str(_SERIES[Way(one.words)]),
            _("%(who)s, until %(when)s") % {"who": who, "when": near_day(one.at, at)},
            ways,
        )
    if one.kind is Keeps.OFFER:
        label = role_label(one.who) if one.who in roles() else one.who or _("the whole team")
        more = _("%(who)s is asked, answer by %(when)s") % {"who": first_up(label), "when": when}
        return OpenLine(
            _("An offer to lead this person"),
            more,
            [(_("Withdraw it or see the answer"), reverse("offer", kwargs={"offer_id": one.id}))],
        )
    words = _("With %(who)s, waits until %(when)s") if one.kind is Keeps.HELD else _("With %(who)s, by %(when)s")
    address = {"action_id": one.id}
    ways = [
        (_("Finish or cancel it"), reverse("action", kwargs=address)),
        (_("Offer it to somebody else"), reverse("action-offer", kwargs=address)),
    ]
    when = near_day(one.at, at) if one.kind is Keeps.HELD else when
    return OpenLine(one.words, words % {"who": who, "when": when}, ways)


def reason_options() -> list[Option]:
    """Return the reasons that somebody may choose."""
    return [Option(one, first_up(reason_words(one))) for one in CHOSEN]


def holder_options() -> list[Option]:
    """Return who can hold a person now."""
    return [Option(one, first_up(holder_words(one))) for one in HOLDERS]


def whom_options() -> list[Option]:
    """Return who can have been told."""
    return [Option(one, first_up(whom_words(one))) for one in WHOM]


def how_options() -> list[Option]:
    """Return how somebody can have been told."""
    return [Option(one, first_up(how_words(one))) for one in HOW]


def closing_words(one: ClosingRow) -> list[str]:
    """Return how a person left a list, in sentences: when and why, who holds them now, who was told."""
    if one.reason == Reason.DIED:
        return [_("Closed on %(day)s after the death.") % {"day": plain_day(one.closed_at)}]
    why = {"day": plain_day(one.closed_at), "why": reason_words(one.reason)}
    said = _("Closed on %(day)s: %(why)s.") % why
    told = "; ".join(_told_words(line) for line in one.told)
    return [
        f"{said} {first_up(one.because)}".strip(),
        _held_words(one),
        _("Told: %(who)s.") % {"who": told} if told else _("Nobody was told: %(why)s.") % {"why": one.untold_because},
    ]


def _held_words(one: ClosingRow) -> str:
    words = {"holder": holder_words(one.holder), "name": one.held_by}
    if one.holder == Holder.NOBODY:
        return _("Nobody holds them now: %(name)s.") % words
    if one.holder == Holder.THEMSELVES:
        return _("They look after themselves: %(name)s.") % words if one.held_by else _("They look after themselves.")
    return _("Held now by %(name)s (%(holder)s).") % words


def _told_words(one: ToldRow) -> str:
    words = {"whom": whom_words(one.whom), "name": one.name, "how": how_words(one.how), "day": _day(one.day)}
    if one.whom == Whom.PERSON or not one.name:
        return _("%(whom)s, %(how)s on %(day)s") % words
    return _("%(name)s (%(whom)s), %(how)s on %(day)s") % words


def _day(day: str) -> str:
    return plain_day(date.fromisoformat(day))
