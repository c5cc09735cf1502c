"""Words that somebody has to give for what they ask or refuse."""

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.person.rules import tidy

LONGEST = 500


def needed(text: str, field: str, why: str) -> str:
    """Return a text in one line. Raises Refusal for none, and for more than 500 characters."""
    words = tidy(text)
    if not words:
        raise Refusal(why, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST}, field=field)
    return words
