"""The lines of a board: a person stands once, under the most urgent reason; their order, their counts, what is said beside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.board.moment_rules import age_words, day_words, window_words
from kith.board.reason_rules import needs
from kith.board.section_rules import SECTIONS, PersonFacts, Reason, Section
from kith.caseload.rules import CameBy
from kith.contact.away_rules import PersonAway
from kith.contact.rules import ContactFacts
from kith.language import _, ngettext
from kith.language import people as people_words
from kith.place.rules import date_words, local_day
from kith.team.rules import Calendar

REASONS_IN_FULL = 2
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of a line as shown: the first, then the rest in quieter type (empty when there is none)."""

    first: str
    rest: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the board: reasons most urgent first (none: nothing needed today), and what the huddle asks."""

    person_id: UUID
    given: str
    family: str
    age: int | None
    last_made_at: datetime | None
    reasons: tuple[Reason, ...]
    oldest_overdue_days: int | None = None
    is_back_from_hold: bool = False
    is_noticed: bool = False

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}".strip()

    @property
    def section(self) -> Section | None:
        """The one section the person stands in, None for nothing needed today."""
        return self.reasons[0].section if self.reasons else None

    @property
    def why(self) -> Why:
        """Two reasons in full, then 'and 2 more'."""
        shown = self.reasons[:REASONS_IN_FULL]
        parts = [part for reason in shown for part in (reason.words, reason.more_words) if part]
        hidden = len(self.reasons) - len(shown)
        if hidden:
            parts.append(ngettext("and %(number)d more", "and %(number)d more", hidden) % {"number": hidden})
        return Why(parts[0] if parts else "", "; ".join(parts[1:]))

    @property
    def sort_key(self) -> tuple[int, datetime, str, str, int]:
        """Section, the order inside it, then family name, given name and id: a total order."""
        rank, moment, _words = self.reasons[0].sort_key if self.reasons else (len(SECTIONS), _NEVER, "")
        return (rank, moment, *_name_key(self))


class SortBy(StrEnum):
    """The orders a board can be read in."""

    URGENT = "urgent"
    SEEN = "seen"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people stand in each section, and how many need nothing; together they are everybody."""

    by_section: Mapping[Section, int]
    nothing: int

    @property
    def needing(self) -> int:
        """Number of people with a reason."""
        return sum(self.by_section.values())

    @property
    def total(self) -> int:
        """Number of people counted."""
        return self.needing + self.nothing


def line(person: PersonFacts, at: datetime, calendar: Calendar) -> Line:
    """Return a person's line on the board of a team with this calendar, with everything that needs attention today."""
    found = needs(person, at, calendar)
    return Line(
        person_id=person.person_id,
        given=person.given,
        family=person.family,
        age=person.age,
        last_made_at=person.last_made_at,
        reasons=found.reasons,
        oldest_overdue_days=found.oldest_overdue_days,
        is_back_from_hold=found.is_back_from_hold,
        is_noticed=found.is_noticed,
    )


def reasons(person: PersonFacts, at: datetime, calendar: Calendar) -> tuple[Reason, ...]:
    """Return everything that needs attention for a person today, most urgent first: the reasons of their line."""
    return line(person, at, calendar).reasons


def in_order(lines: Iterable[Line], by: SortBy = SortBy.URGENT) -> list[Line]:
    """Return lines most urgent first, or by longest since seen (never first), or by name; ties by name, then id."""
    keys = {
        SortBy.URGENT: lambda one: one.sort_key,
        SortBy.SEEN: lambda one: (one.last_made_at is not None, one.last_made_at or _NEVER, *_name_key(one)),
        SortBy.NAME: _name_key,
    }
    return sorted(lines, key=keys[by])


def count_sections(lines: Iterable[Line]) -> Counts:
    """Return the true counts: each person once, every section named, parts adding up to the number of lines."""
    numbers, nothing = dict.fromkeys(SECTIONS, 0), 0
    for one in lines:
        if one.section is None:
            nothing += 1
        else:
            numbers[one.section] += 1
    return Counts(MappingProxyType(numbers), nothing)


def is_over_cadence(person: PersonFacts, at: datetime) -> bool:
    """
    Say whether the person was last seen, or came on the list, more days ago than their own cadence allows.

    Never of somebody who is away: they are not to be seen until they are back.
    """
    since = local_day(person.last_made_at) if person.last_made_at else person.came_on
    if person.away and person.away.has(local_day(at)):
        return False
    return person.cadence_days is not None and (local_day(at) - since).days > person.cadence_days


# Words


def last_seen_words(person: PersonFacts, at: datetime) -> str:
    """Return 'today', 'yesterday', '12 days', 'never', or 'not yet' for somebody discharged and not seen since."""
    seen_on = local_day(person.last_made_at) if person.last_made_at else None
    if person.came_by is CameBy.DISCHARGE and (seen_on is None or seen_on < person.came_on):
        return _("not yet")
    return age_words(seen_on, local_day(at)) if seen_on else _("never")


def away_words(away: PersonAway, at: datetime) -> str:
    """Return until when somebody is away: 'Away until Friday', 'Away until Monday 22 June'."""
    today = local_day(at)
    near = (away.back_day - today).days < 7
    return _("Away until %(day)s") % {"day": day_words(away.back_day, today) if near else date_words(away.back_day)}


def next_contact_words(contact: ContactFacts | None, at: datetime, away: PersonAway | None = None) -> str:
    """
    Return 'Today 8:45am, Ama', 'Tomorrow, Ama', 'Wednesday, nobody yet', or 'none planned'.

    For somebody who is away until when they are: what is planned then is on the person's page.
    """
    today = local_day(at)
    if away is not None and away.has(today):
        return away_words(away, at)
    if contact is None:
        return _("none planned")
    day = max(local_day(contact.from_at), today)
    when, window = day_words(day, today), window_words(contact, day) if day == today else ""
    if window:
        when = _("%(day)s %(time)s") % {"day": when, "time": window}
    words = {"when": f"{when[0].upper()}{when[1:]}", "who": contact.who or _("nobody yet")}
    return _("%(when)s, %(who)s") % words


def count_words(counts: Counts) -> str:
    """Return '60 of 240 people need something today'."""
    words = {"number": counts.needing, "people": people_words(counts.total)}
    return (
        ngettext(
            "%(number)d of %(people)s needs something today",
            "%(number)d of %(people)s need something today",
            counts.needing,
        )
        % words
    )


def nothing_words(counts: Counts) -> str:
    """Return 'Nothing needed today: 180 people'."""
    return _("Nothing needed today: %(people)s") % {"people": people_words(counts.nothing)}


def _name_key(one: Line) -> tuple[str, str, int]:
    return one.family.casefold(), one.given.casefold(), one.person_id.int
