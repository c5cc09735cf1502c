"""FHIR dates and moments: partial dates keep how much of them is known, moments become UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from functools import lru_cache

from msgspec import Struct

from kith.person.rules import partial_date
from kith.place.rules import LONDON, at_local
from kith.record.rules import Precision

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


class When(Struct, frozen=True, gc=False):
    """A moment in UTC and how much of it was said; of a date alone, its first moment in London."""

    at: datetime
    precision: Precision


class NotAMoment(ValueError):
    """A date or time that cannot be one; the sentence names the field, not the value."""


def moment(text: str | None, field: str) -> When | None:
    """
    Return the moment a FHIR date, dateTime or instant means, or None where there is none.

    A time without a zone is read as London time, a leap second as the second before it.

    Raises:
        NotAMoment: if it is no date or time of FHIR, or no such day exists.
    """
    if text is None:
        return None
    try:
        return _moment(text)
    except ValueError as wrong:
        raise NotAMoment(f"{field} {wrong}") from None
    except OverflowError:
        raise NotAMoment(f"{field} is outside the years 1 to 9999") from None


@lru_cache(maxsize=8192)
def _moment(text: str) -> When:
    if len(text) <= 10:
        day = partial_date(text)
        return When(at_local(day.first, time()), day.precision)
    if not _MOMENT.fullmatch(text):
        raise ValueError("is not a date or time: write 2026-03-09 or 2026-03-09T14:30:00Z")
    if text[16:19] == ":60":
        text = f"{text[:16]}:59{text[19:]}"
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is a day or time that does not exist") from None
    return When((at if at.tzinfo else at.replace(tzinfo=LONDON)).astimezone(UTC), "moment")
