"""What an operation stores of where a contact was, who was there, and why it was not made."""

from typing import Any

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.contact.circumstance_rules import WHY_WORDS, WHYS, Circumstances, Where, Why, known_there
from kith.contact.rules import ContactState
from kith.person.rules import tidy

LONGEST_NOTE = 200
"""Characters of who else was there."""


def circumstance_values(said: Circumstances) -> dict[str, Any]:
    """
    Return what is stored of where a contact was and who was there; nothing of what nobody said.

    Raises:
        Refusal: for what is not on its list, and for a note that is too long.
    """
    there = known_there(said.there)
    if said.where and said.where not in set(Where):
        raise Refusal(_("Choose where it was from the list."), field="where")
    if there is None:
        raise Refusal(_("Choose who was there from the list."), field="there")
    if len(note := tidy(said.there_note)) > LONGEST_NOTE:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST_NOTE}, field="there_note")
    return {name: value for name, value in (("place", said.where), ("there", there), ("there_note", note)) if value}


def reason_values(state: ContactState, why: str, reason: str) -> dict[str, str]:
    """
    Return why a contact was not made, as a code of its list and in words; the words of the code where none were typed.

    Without a code the words count as something else.

    Raises:
        Refusal: for a reason that is not one of this state, and without any.
    """
    if state is ContactState.MADE:
        return {"reason": "", "why_missed": ""}
    if why and why not in WHYS[state]:
        raise Refusal(_("Choose why it was not made from the list."), field="why_missed")
    if not reason and why in ("", Why.OTHER):
        raise Refusal(_("Say why it was not made."), field="reason")
    return {"reason": reason or _(WHY_WORDS[Why(why)]), "why_missed": why or Why.OTHER}
