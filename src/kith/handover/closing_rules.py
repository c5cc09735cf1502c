"""Closing a person on a list: the governed reasons, who can hold them afterwards, who is told and how, in plain words."""

from collections.abc import Mapping
from enum import StrEnum

from kith.language import _, later


class Reason(StrEnum):
    """Why a person leaves a list. Nothing else closes one; died is written by Kith alone, after a recorded death."""

    GOALS_MET = "goals met"
    MOVED = "moved away"
    CARE_HOME = "care home"
    OTHER_SERVICE = "another service"
    DECLINED = "declined"
    NOT_REACHED = "not reached"
    NOT_OURS = "not ours"
    DIED = "died"


REASONS = tuple(Reason)
CHOSEN = tuple(one for one in Reason if one is not Reason.DIED)
"""What somebody may choose: a death is recorded on a page of its own, and the entry then ends by itself."""

_REASON_WORDS: Mapping[str, str] = {
    Reason.GOALS_MET: later("what was agreed is reached"),
    Reason.MOVED: later("moved away"),
    Reason.CARE_HOME: later("moved into a care home"),
    Reason.OTHER_SERVICE: later("another service has taken over"),
    Reason.DECLINED: later("they do not want our support any more"),
    Reason.NOT_REACHED: later("could not be reached"),
    Reason.NOT_OURS: later("not for this team"),
    Reason.DIED: later("has died"),
}


class Holder(StrEnum):
    """Who holds a person once they are off the list. A closing is never the end: it names somebody, or says why nobody."""

    GP = "gp practice"
    TEAM = "another team"
    PARTNER = "partner"
    FAMILY = "family"
    THEMSELVES = "themselves"
    NOBODY = "nobody"


HOLDERS = tuple(Holder)
_HOLDER_WORDS: Mapping[str, str] = {
    Holder.GP: later("GP practice"),
    Holder.TEAM: later("another team"),
    Holder.PARTNER: later("a partner organisation"),
    Holder.FAMILY: later("family or a carer"),
    Holder.THEMSELVES: later("they look after themselves"),
    Holder.NOBODY: later("nobody"),
}


class Whom(StrEnum):
    """Who was told that a person leaves the list."""

    PERSON = "person"
    CARER = "carer"
    GP = "gp practice"
    PARTNER = "partner"
    TEAM = "another team"


WHOM = tuple(Whom)
_WHOM_WORDS: Mapping[str, str] = {
    Whom.PERSON: later("the person"),
    Whom.CARER: later("carer or family"),
    Whom.GP: later("GP practice"),
    Whom.PARTNER: later("partner organisation"),
    Whom.TEAM: later("another team"),
}


class How(StrEnum):
    """How somebody was told."""

    IN_PERSON = "in person"
    PHONE = "phone"
    LETTER = "letter"
    MESSAGE = "message"


HOW = tuple(How)
_HOW_WORDS: Mapping[str, str] = {
    How.IN_PERSON: later("in person"),
    How.PHONE: later("by phone"),
    How.LETTER: later("by letter"),
    How.MESSAGE: later("by message or e-mail"),
}


def reason_words(reason: str) -> str:
    """Return what a reason of closing is called on a page; one that is not known stands as it is."""
    return _(_REASON_WORDS.get(reason, reason))


def holder_words(holder: str) -> str:
    """Return what somebody who holds a person now is called on a page."""
    return _(_HOLDER_WORDS.get(holder, holder))


def whom_words(whom: str) -> str:
    """Return what somebody who was told is called on a page."""
    return _(_WHOM_WORDS.get(whom, whom))


def how_words(how: str) -> str:
    """Return how somebody was told, as a page says it."""
    return _(_HOW_WORDS.get(how, how))
