"""By when a plan is looked through after something happened."""

from collections.abc import Iterable, Mapping
from csv import DictReader
from dataclasses import dataclass
from datetime import date, datetime

from kith.person.parts import KeyEventKind
from kith.place.rules import local_day
from kith.team.rules import (
    Calendar,
    add_service_days,
    end_of_service_day,
    is_service_day,
    last_service_day,
    next_service_day,
)


@dataclass(frozen=True, slots=True)
class EventRule:
    """Within how many service days after an event of a kind the plan is looked through, in a sentence, by its id."""

    id: str
    service_days: int
    sentence: str


def read_events(lines: Iterable[str]) -> Mapping[KeyEventKind, EventRule]:
    """
    Return how long after each kind of event the plan is looked through, from the lines of policy/plan-events.csv.

    Raises:
        ValueError: for a kind that is not known, stands twice or is left out, and for days that are not from 1 to 10.
    """
    found: dict[KeyEventKind, EventRule] = {}
    for row in DictReader(lines):
        kind, days = KeyEventKind(row["event"]), int(row["service_days"])
        if not 1 <= days <= 10 or kind in found:
            raise ValueError(f"plan-events, {row['id']}: 1 to 10 service days, and each kind once")
        found[kind] = EventRule(row["id"], days, row["sentence"])
    if left := set(KeyEventKind) - set(found):
        raise ValueError(f"plan-events: nothing is said of {', '.join(sorted(left))}")
    return found


def refresh_due(true_at: datetime, known_at: datetime, service_days: int, calendar: Calendar) -> datetime:
    """
    Return the moment by which a plan is looked through: 5pm London time, so many service days after the day of the event.

    What became known late is due by the end of the next service day after that at the earliest: nothing is overdue before
    anybody could know of it. Source: domain facts, section 3.3.
    """
    by_event = add_service_days(local_day(true_at), service_days, calendar)
    by_knowing = next_service_day(local_day(known_at), calendar)
    return end_of_service_day(max(by_event, by_knowing))


def review_work_due(due_on: date, today: date, calendar: Calendar) -> datetime:
    """
    Return the moment by which the work of a regular review is due: 5pm London time of its day, or of the service day before it.

    What is due sooner than the next service day is due at its end: nobody is given work that is overdue already.
    """
    day = due_on if is_service_day(due_on, calendar) else last_service_day(due_on, calendar)
    return end_of_service_day(max(day, next_service_day(today, calendar)))
