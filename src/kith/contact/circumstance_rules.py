"""Where a contact was, who was there, and why one was not made: short lists, so that they can be counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kith.contact.rules import ContactState
from kith.language import later


class Where(StrEnum):
    """Where a contact was, or is to be; by phone, message or video it is nowhere."""

    HOME = "home"
    CARE_HOME = "care home"
    SERVICE = "service"
    ELSEWHERE = "elsewhere"


class There(StrEnum):
    """Who was there besides whoever made the contact."""

    PERSON = "person"
    CARER = "carer"
    FAMILY = "family"
    PROFESSIONAL = "professional"
    OTHER = "other"


class Why(StrEnum):
    """Why a contact was not made: what was found, or who called it off."""

    NO_ANSWER = "no answer"
    NOT_IN = "not in"
    REFUSED = "refused"
    WE_DID_NOT_COME = "we did not come"
    NOT_WANTED = "not wanted"
    OTHER_PLANS = "other plans"
    UNWELL = "unwell"
    CALLED_OFF = "called off"
    OTHER = "other"


WHERE_WORDS: Mapping[Where, str] = MappingProxyType(
    {
        Where.HOME: later("At home"),
        Where.CARE_HOME: later("In a care home"),
        Where.SERVICE: later("At a clinic or centre"),
        Where.ELSEWHERE: later("Somewhere else"),
    }
)
THERE_WORDS: Mapping[There, str] = MappingProxyType(
    {
        There.PERSON: later("The person"),
        There.CARER: later("Their carer"),
        There.FAMILY: later("Family or friends"),
        There.PROFESSIONAL: later("Another professional"),
        There.OTHER: later("Somebody else"),
    }
)
WHY_WORDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.NO_ANSWER: later("no answer"),
        Why.NOT_IN: later("not at home"),
        Why.REFUSED: later("did not want to be seen"),
        Why.WE_DID_NOT_COME: later("we did not come"),
        Why.NOT_WANTED: later("does not want this contact"),
        Why.OTHER_PLANS: later("has other plans"),
        Why.UNWELL: later("does not feel up to it"),
        Why.CALLED_OFF: later("called off by us"),
        Why.OTHER: later("something else"),
    }
)
"""In words that go on after a colon; as an answer of a form with a capital."""
WHYS: Mapping[ContactState, Sequence[Why]] = MappingProxyType(
    {
        ContactState.MISSED: (Why.NO_ANSWER, Why.NOT_IN, Why.REFUSED, Why.WE_DID_NOT_COME, Why.OTHER),
        ContactState.CANCELLED: (Why.NOT_WANTED, Why.OTHER_PLANS, Why.UNWELL, Why.CALLED_OFF, Why.OTHER),
    }
)
"""What may be said of a contact that was missed, and of one that was cancelled."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where a contact was ('' where nobody said), who was there, and who else in words."""

    where: str = ""
    there: Sequence[str] = ()
    there_note: str = ""


NOT_SAID = Circumstances()


def known_there(codes: Collection[str]) -> list[str] | None:
    """Return who was there in the order of the list, None where something is not on it."""
    if not set(codes) <= set(There):
        return None
    return [str(one) for one in There if one in codes]
