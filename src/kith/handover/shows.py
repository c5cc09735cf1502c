"""What the pages of handover show."""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.person.shows import Who
from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class DeathShow:
    """
    Recording a death, or taking one back: what it stops (`stops`) or brings back, what stays and what it asks for, in words.

    Fields of recording: how_known, day, time. Field of taking back: because.
    """

    who: Who
    form: Filled
    stops: Sequence[str] = ()
    stays: Sequence[str] = ()
    asks: Sequence[str] = ()
    known: str = ""
