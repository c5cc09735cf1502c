"""Offers in words that operations and pages share: to whom, whose the work stays, and why one is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.action.offer_queries import OfferRow
from kith.action.offer_rules import Lapse, OfferState
from kith.place.rules import local_day
from kith.policy.queries import role_label
from kith.web.words import clock, moment

_OVER: Mapping[OfferState, str | Promise] = {
    OfferState.ACCEPTED: later("%(who)s took this %(when)s. Nothing for you to do."),
    OfferState.DECLINED: later("%(who)s declined this %(when)s: it stays with %(owner)s. Nothing for you to do."),
    OfferState.WITHDRAWN: later("%(who)s withdrew this %(when)s. Nothing for you to do."),
}
_LAPSED: Mapping[Lapse, str | Promise] = {
    Lapse.NO_ANSWER: later("This offer lapsed %(by)s: it stays with %(owner)s. Nothing for you to do."),
    Lapse.RECEIVER_GONE: later(
        "This offer lapsed, because %(to)s cannot open the record now: it stays with %(owner)s. Nothing for you to do."
    ),
    Lapse.PASSED_ON: later("This passed to %(owner)s %(when)s. Nothing for you to do."),
    Lapse.DONE: later("%(who)s finished this %(when)s. Nothing for you to do."),
    Lapse.CANCELLED: later("%(who)s cancelled this %(when)s. Nothing for you to do."),
    Lapse.IN_ERROR: later("%(who)s marked this as made in error %(when)s. Nothing for you to do."),
    Lapse.LEFT_THE_LIST: later("This person has left the list. Nothing for you to do."),
}


def over_words(row: OfferRow, at: datetime) -> str:
    """Return why nobody can answer an offer any more; '' while it waits."""
    said: Any
    if row.state is OfferState.WAITING:
        if (because := row.lapses(at)) is None:
            return ""
        said = _LAPSED[because] if because not in (Lapse.DONE, Lapse.CANCELLED, Lapse.IN_ERROR) else _GONE
    else:
        said = _LAPSED[Lapse(row.lapsed_because)] if row.state is OfferState.LAPSED else _OVER[row.state]
    return str(said) % {
        "who": row.answered_by,
        "when": at_words(row.answered_at or at, at),
        "by": at_words(row.answer_by, at),
        "to": receiver_words(row),
        "owner": holder_words(row),
    }


_GONE = later("This work is finished. Nothing for you to do.")


def at_words(when: datetime, now: datetime) -> str:
    """Return when something happened: 'at 1:05pm' on the same day, else 'yesterday 5pm'."""
    if local_day(when) == local_day(now):
        return _("at %(time)s") % {"time": clock(when)}
    return moment(when, now)


def receiver_words(row: OfferRow) -> str:
    """Return whom an offer is to: 'Tom Reed', 'the whole team', 'anybody who is community nurse'."""
    return row.to_name if not row.is_pool else pool_words(row.to_role)


def pool_words(role: str) -> str:
    """Return a pool: 'the whole team', or 'any community nurse'."""
    return _("any %(role)s") % {"role": role_label(role)} if role else _("the whole team")


def holder_words(row: OfferRow) -> str:
    """Return who holds the work now: its owner, or the duty lead in place of one who is gone and of a waiting pool (P1, P3)."""
    in_pool = row.is_pool and row.state is OfferState.WAITING and row.action_id is not None
    return row.owner if row.owner_is_there and not in_pool else _("the duty lead")
