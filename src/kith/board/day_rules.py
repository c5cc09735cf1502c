"""What stands in a member's day, in which order, and the street of an address. Plain Python."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.action.rules import ActionFacts, Standing, standing
from kith.contact.rules import ContactFacts, lacks_result
from kith.place.rules import local_day
from kith.team.rules import end_of_service_day


@dataclass(frozen=True, slots=True)
class DayPerson:
    """Whom something of the day is about; None of it is known for work about nobody. `street` has no number."""

    person_id: UUID | None = None
    name: str = ""
    born: date | None = None
    street: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing of the day: a contact with the actions for the same person, or the actions alone; when it stands.

    An escalation stands alone, by the moment it is to be answered by; `since` is when it was raised, None where not known.
    """

    person: DayPerson
    at: datetime
    contact: ContactFacts | None = None
    actions: tuple[ActionFacts, ...] = ()
    since: datetime | None = None

    @property
    def sort_key(self) -> tuple[datetime, bool, str, int]:
        """By time; contacts before work due at the same moment; a total order."""
        key = self.contact.contact_id if self.contact else self.actions[0].action_id
        return self.at, self.contact is None, self.person.name.casefold(), key.int


def entries(
    contacts: Sequence[tuple[DayPerson, ContactFacts]], actions: Sequence[tuple[DayPerson, ActionFacts]], at: datetime
) -> list[Entry]:
    """
    Return what is still to be done on a day, by time.

    A person's actions stand with the first contact planned with them; without one, together at the earliest deadline of the
    day. What is overdue from earlier days has its place at the end of the working day.
    """
    first: dict[UUID | None, UUID] = {}
    planned = sorted(contacts, key=lambda one: (one[1].from_at, one[1].contact_id.int))
    for person, contact in planned:
        first.setdefault(person.person_id, contact.contact_id)
    work: dict[UUID | None, list[ActionFacts]] = {}
    for person, action in sorted(actions, key=lambda one: (one[1].due_at, one[1].action_id.int)):
        key = person.person_id or action.action_id
        work.setdefault(key, []).append(action)
    people = {person.person_id or action.action_id: person for person, action in actions}
    found = [
        Entry(
            person,
            contact.from_at,
            contact,
            tuple(work.pop(person.person_id, ())) if first[person.person_id] == contact.contact_id else (),
        )
        for person, contact in planned
    ]
    found += [Entry(people[key], _place(whats, at), None, tuple(whats)) for key, whats in work.items() if key]
    return sorted(found, key=lambda one: one.sort_key)


def overdue(actions: Iterable[ActionFacts], at: datetime) -> list[ActionFacts]:
    """Return the actions that are overdue at a moment."""
    return [one for one in actions if standing(one, at) is Standing.OVERDUE]


def number_of_things(found: Iterable[Entry]) -> int:
    """Return how many results are still to be said: each contact one, each action one."""
    return sum((one.contact is not None) + len(one.actions) for one in found)


def next_contact(found: Sequence[Entry], at: datetime) -> Entry | None:
    """Return the contact that comes next: the earliest whose result is not lacking, None when none is left."""
    return next((one for one in found if one.contact and not lacks_result(one.contact, at)), None)


_HOUSE = re.compile(r"^\s*(?:(?:flat|apartment|unit|room|floor)\b|[\d]+[a-z]?\b)", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*\d[\w/-]*\s+")


def street_of(address: str) -> str:
    """
    Return the street of an address without flat, house number and town: 'Sycamore Court'; '' where none can be told.

    A part that is only a house or a flat is passed over. Nothing that opens a door is in the answer.
    """
    for part in re.split(r"[,\n]", address):
        street = _NUMBER.sub("", part).strip()
        if street and not _HOUSE.match(street) and not street.isdigit():
            return street
    return ""


def _place(whats: Sequence[ActionFacts], at: datetime) -> datetime:
    today = local_day(at)
    due = [one.due_at for one in whats if local_day(one.due_at) == today]
    return min(due, default=end_of_service_day(today))
