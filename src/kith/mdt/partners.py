"""How partners stand to somebody's plan, in words, for the meeting that speaks of them and for its minutes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kith.alignment.queries import PartnerState
from kith.alignment.rules import STATE_WORDS
from kith.place.rules import local_day
from kith.web.words import plain_day


def partner_lines(found: Iterable[PartnerState]) -> list[str]:
    """
    Return how each partner agency stands to the plan, since when, and whether the plan says something else to it by now.

    What an agency is told is composed by its agreement, previewed and sent on the page of the person's partners.
    """
    return [_words(one) for one in found]


def _words(one: PartnerState) -> str:
    words = {"agency": one.agency, "state": _(STATE_WORDS[one.state]), "day": plain_day(local_day(one.since))}
    said = _("%(agency)s: %(state)s, %(day)s") % words
    return _("%(said)s; the plan says something else to them by now") % {"said": said} if one.is_again else said
