"""Whether a partner is sent what a weekly meeting decided when it closes, and if not, why not."""

from dataclasses import dataclass
from enum import StrEnum

from kith.language import _


class Fate(StrEnum):
    """What becomes of a partner at closing: it may be sent, or why it is not."""

    MAY = "may"
    BARRED = "barred"
    NOTHING = "nothing"
    SAME = "same"
    NOT_DECIDED = "not decided"
    NOT_FOR_THEM = "not for them"
    NOBODY = "nobody"
    NO_MAIL = "no mail"


@dataclass(frozen=True, slots=True)
class Standing:
    """
    How a partner stands as a meeting closes. `barred`: why nothing may be told, '' where something may.

    `has_asked`: something of what would leave can be confirmed. `has_decided`: something that was decided is among it.
    `is_same`: the newest version says all of it already, and was not taken back. `was_not_for_them`: the newest went to the wrong
    hands. `contact` is whom to ask, '' for nobody known.
    """

    barred: str = ""
    has_asked: bool = True
    has_decided: bool = True
    is_same: bool = False
    was_not_for_them: bool = False
    contact: str = ""
    has_mail: bool = True


def fate(one: Standing) -> Fate:
    """Return what becomes of a partner: what bars the telling comes first, then what makes it needless, then who is missing."""
    reasons = (
        (Fate.BARRED, bool(one.barred)),
        (Fate.NOTHING, not one.has_asked),
        (Fate.NOT_FOR_THEM, one.was_not_for_them),
        (Fate.SAME, one.is_same),
        (Fate.NOT_DECIDED, not one.has_decided),
        (Fate.NOBODY, not one.contact),
        (Fate.NO_MAIL, not one.has_mail),
    )
    return next((found for found, holds in reasons if holds), Fate.MAY)


def why_not(one: Standing) -> str:
    """Return in a sentence why a partner is not sent anything now; '' where it may be."""
    match fate(one):
        case Fate.BARRED:
            return one.barred
        case Fate.NOTHING:
            return _("Their agreement allows nothing that they could confirm.")
        case Fate.NOT_FOR_THEM:
            return _("The last was not for whoever was asked: choose somebody else on the page of the partners.")
        case Fate.SAME:
            return _("They have it already: nothing that they may be told has changed.")
        case Fate.NOT_DECIDED:
            return _("Nothing that was decided is among what they may be told.")
        case Fate.NOBODY:
            return _("Nobody is written down whom we reach there: choose on the page of the partners.")
        case Fate.NO_MAIL:
            return _("%(name)s has no e-mail address: ring them.") % {"name": one.contact}
        case Fate.MAY:
            return ""
