"""Text that somebody typed about agencies and sharing: tidied, not too long, and there where it must be."""

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.person.rules import tidy

LONGEST = 1_000
_NEEDED = {
    "name": lambda: _("Enter a name."),
    "paper": lambda: _("Say where the signed paper lies."),
    "signed_by": lambda: _("Say who signed it for the place."),
    "because": lambda: _("Say why."),
    "words": lambda: _("Enter what they said, in their own words."),
    "reason": lambda: _("Say why it has to be shared all the same."),
    "ground": lambda: _("Say on which legal ground."),
    "untold_because": lambda: _("Say why they were not told."),
    "told_by": lambda: _("Say who told them."),
}


def needed(text: str, field: str) -> str:
    """Return what was typed into a field that must be filled. Raises Refusal, with what to enter, where it is empty or too long."""
    if not (words := optional(text, field)):
        raise Refusal(_NEEDED[field](), field=field)
    return words


def optional(text: str, field: str) -> str:
    """Return what was typed into a field, '' without anything. Raises Refusal where it is too long."""
    words = tidy(text)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
