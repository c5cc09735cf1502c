"""Somebody who is away for a time: which contacts are paused, and when they are back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kith.place.rules import local_day
from kith.team.rules import Calendar, last_service_day

LONGEST_AWAY = timedelta(days=366)
LONGEST_AGO = timedelta(days=90)
"""How long ago an absence may have begun when it is written down."""


class AwayKind(StrEnum):
    """Where somebody is who is not at home."""

    HOSPITAL = "hospital"
    RESPITE = "respite"
    HOLIDAY = "holiday"
    FAMILY = "family"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PersonAway:
    """Days a person is away: from the first, this included, to the day they are back, on which contacts go on."""

    kind: AwayKind
    from_day: date
    back_day: date

    def has(self, day: date) -> bool:
        """Say whether the person is away on a day."""
        return self.from_day <= day < self.back_day


def is_paused(window_from: datetime, away: PersonAway) -> bool:
    """Say whether a contact whose window begins then is paused: its London day lies in the absence."""
    return away.has(local_day(window_from))


def is_back_now(away: PersonAway, today: date, calendar: Calendar) -> bool:
    """Say whether today is the first service day on which somebody is back: they stand on the board for it."""
    return last_service_day(today, calendar) < away.back_day <= today
