"""What each form of a row says in a case file, whichever table it is of."""

from collections.abc import Callable, Mapping

from kith.casefile.rules import Form
from kith.casefile.said import SAYS, Around, Image, Said
from kith.casefile.said_around import AROUND
from kith.casefile.said_meeting import MEETING
from kith.casefile.said_partners import OF_PARTNERS
from kith.casefile.said_preparation import PREPARATION
from kith.casefile.said_sharing import SHARING

_ALL: Mapping[str, Callable[[Form, Image, Around], Said | None]] = {
    **SAYS,
    **AROUND,
    **MEETING,
    **PREPARATION,
    **OF_PARTNERS,
    **SHARING,
}


def said(one: Form, before: Image, around: Around) -> Said | None:
    """Return what a form says that the form before it did not; None where nothing of it is told."""
    found = _ALL[one.table](one, before, around) if one.table in _ALL else None
    return found if found and found.words else None
