"""That something is restricted, in words: on the board of a team without a name, and on the page of its person."""

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.board.seams import Way
from kith.safeguarding.queries import Told


def restricted_words(asks: Sequence[str]) -> list[str]:
    """Return what a board says of restricted matters, by whom to ask: no name, no kind, counted apart from people."""
    asked = Counter(one or _("the on-call cover") for one in asks)
    words = ngettext("%(n)d restricted: ask %(name)s.", "%(n)d restricted: ask %(name)s.", len(asks))
    return [words % {"n": number, "name": name} for name, number in sorted(asked.items())]


def restricted_lines(told: Sequence[Told]) -> list[Way]:
    """Return what the page of a person says of matters about them; those whom one is open to are led to it."""
    return [
        Way(
            _("Something is restricted: ask %(name)s.") % {"name": one.ask or _("the on-call cover")},
            reverse("restricted", kwargs={"concern_id": one.matter_id}) if one.matter_id else "",
        )
        for one in told
    ]
