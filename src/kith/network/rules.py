"""
What was done twice by different services, and whether the same few people come.

Days are London days. A *meeting* is a contact, or a past contact elsewhere of which the record says where it was.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from uuid import UUID

from kith.contact.service_rules import FAMILY, UNKNOWN
from kith.place.rules import local_day

REPEATED_DAYS, ASKED_DAYS, KNOWS_DAYS = "repeated-days", "asked-again-days", "knows-days"
FACES_DAYS, MANY_FACES, HOUSEHOLD_MOST = "faces-days", "many-faces", "household-most"
FIGURES = (REPEATED_DAYS, ASKED_DAYS, KNOWS_DAYS, FACES_DAYS, MANY_FACES, HOUSEHOLD_MOST)


def read_figures(lines: Iterable[str]) -> dict[str, int]:
    """
    Return the figures of duplication and continuity, from the lines of policy/network.csv.

    Raises:
        ValueError: for a figure that is missing, stands twice, is not known, or is not from 1 to 366.
    """
    found: dict[str, int] = {}
    for row in DictReader(lines):
        number = int(row["number"])
        if row["what"] in found or row["what"] not in FIGURES or not 1 <= number <= 366:
            raise ValueError(f"network, {row['id']}: each figure once, from 1 to 366")
        found[row["what"]] = number
    if missing := [one for one in FIGURES if one not in found]:
        raise ValueError(f"network: {missing[0]} is missing")
    return found


@dataclass(frozen=True, slots=True)
class Meeting:
    """
    One meeting with a person, planned or made.

    `home` is the same for everybody at one address, '' where it is not known. `service` is '' where nobody says for whom it
    was; `who` stands for the one professional (or the named somebody else), '' where no single one is known; `name` is who
    it was in words. `answers` are what was entered by (rule table, input), of the tables in which nothing changes in a week.
    """

    id: str
    person_id: UUID
    service: str
    at: datetime
    is_made: bool = True
    is_visit: bool = True
    home: str = ""
    who: str = ""
    name: str = ""
    domains: Sequence[str] = ()
    because: str = ""
    answers: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    team_id: UUID | None = None

    @property
    def day(self) -> date:
        """The London day of it."""
        return local_day(self.at)

    @property
    def counts(self) -> bool:
        """Whether it is of a service that can be held against another: the family, and nobody knows who, are of none."""
        return self.service not in (UNKNOWN, FAMILY)


class Twice(StrEnum):
    """How something was done twice."""

    REPEATED = "repeated assessment"
    SAME_DAY = "two services on one day"
    ASKED = "asked again"


@dataclass(frozen=True, slots=True)
class Case:
    """
    One thing done twice: the later meeting, the earlier one, and what (a domain, or a rule table; '' for a day).

    `has_reason`: it was said why; such a case is shown and counted beside the others, never among them.
    """

    kind: Twice
    later: Meeting
    earlier: Meeting
    what: str = ""

    @property
    def has_reason(self) -> bool:
        """Whether it was said why: at the later meeting, of one day at either."""
        return bool(self.later.because or (self.kind is Twice.SAME_DAY and self.earlier.because))


def duplicates(meetings: Iterable[Meeting], figures: Mapping[str, int]) -> list[Case]:
    """
    Return everything that was done twice among these meetings, first done first: what was made only, and what is planned
    where it stands on one day with something else.
    """
    rows = sorted(meetings, key=lambda one: (one.at, one.id))
    found = [*repeated(rows, figures[REPEATED_DAYS]), *asked_again(rows, figures[ASKED_DAYS]), *same_day(rows)]
    return sorted(found, key=lambda one: (one.later.at, one.later.id, one.kind, one.what))


def repeated(meetings: Sequence[Meeting], within_days: int) -> list[Case]:
    """
    Return the assessments of a domain that another service had assessed of the same person within so many days.

    Both days count: on the 28th day after it is repeated, on the 29th it is not. Each later assessment is one case of its
    domain, beside the latest earlier one by another service. Meetings in order.
    """
    found: list[Case] = []
    made = [one for one in meetings if one.is_made and one.counts and one.domains]
    for place, later in enumerate(made):
        for domain in later.domains:
            before = (
                one
                for one in reversed(made[:place])
                if one.person_id == later.person_id and one.service != later.service and domain in one.domains
            )
            earlier = next(before, None)
            if earlier and (later.day - earlier.day).days <= within_days:
                found.append(Case(Twice.REPEATED, later, earlier, domain))
    return found


def asked_again(meetings: Sequence[Meeting], within_days: int) -> list[Case]:
    """
    Return the questions that another service had asked of the same person within so many days, with the same answer.

    A case is one rule table at one meeting, however many of its answers are the same. Meetings in order.
    """
    found: list[Case] = []
    made = [one for one in meetings if one.is_made and one.counts and one.answers]
    for place, later in enumerate(made):
        for table in dict.fromkeys(key[0] for key in later.answers):
            same = (
                one
                for one in reversed(made[:place])
                if one.person_id == later.person_id
                and one.service != later.service
                and any(one.answers.get(key) == said for key, said in later.answers.items() if key[0] == table)
            )
            earlier = next(same, None)
            if earlier and (later.day - earlier.day).days <= within_days:
                found.append(Case(Twice.ASKED, later, earlier, table))
    return found


def same_day(meetings: Sequence[Meeting]) -> list[Case]:
    """
    Return the homes to which two services came, or are planned to come, on one day: one case for each home and day.

    Only visits count; a call does not. People of one household are one home. Meetings in order.
    """
    first: dict[tuple[str, date], Meeting] = {}
    found: dict[tuple[str, date], Case] = {}
    for one in meetings:
        if not (one.is_visit and one.counts):
            continue
        home = (one.home or str(one.person_id), one.day)
        earlier = first.setdefault(home, one)
        if earlier.service != one.service and home not in found:
            found[home] = Case(Twice.SAME_DAY, one, earlier)
    return list(found.values())


def holds_a_week(valid_hours: float, table: str, never: Iterable[str]) -> bool:
    """
    Say whether the answers of a rule table cannot have changed within a week: the table itself lets them count for 7 days.

    What is measured each time (NEWS2, signs) does not count, nor what must be asked each time (`never`: safeguarding, key
    events).
    """
    return valid_hours >= 7 * 24 and table not in set(never)


# Continuity


@dataclass(frozen=True, slots=True)
class Continuity:
    """
    How few people came, of one person's contacts in order: number of contacts and of different people, and the indices.

    None where there are fewer than two contacts (Herfindahl: none): no value, never 0.
    """

    number: int
    people: int
    upc: float | None
    coc: float | None
    secon: float | None
    mmci: float | None
    herfindahl: float | None


def continuity(order: Sequence[str]) -> Continuity:
    """
    Return the indices of continuity of one person's contacts, each given by who made it, in order of time.

    Source: rapid review in BMC Health Services Research 2022, table 2; British Journal of General Practice 2023;73:279.
    UPC = max n_i / n; Bice-Boxerman = (sum n_i^2 - n) / (n (n - 1)); SECON = neighbouring pairs by the same / (n - 1);
    MMCI = (1 - k / (n + 0.1)) / (1 - 1 / (n + 0.1)); Herfindahl = sum (n_i / n)^2. n contacts, n_i by one of k people.
    """
    n, by = len(order), Counter(order)
    squares = sum(number**2 for number in by.values())
    herfindahl = squares / n**2 if n else None
    if n < 2:
        return Continuity(n, len(by), None, None, None, None, herfindahl)
    return Continuity(
        number=n,
        people=len(by),
        upc=max(by.values()) / n,
        coc=(squares - n) / (n * (n - 1)),
        secon=sum(a == b for a, b in pairwise(order)) / (n - 1),
        mmci=(1 - len(by) / (n + 0.1)) / (1 - 1 / (n + 0.1)),
        herfindahl=herfindahl,
    )


@dataclass(frozen=True, slots=True)
class Knows:
    """Somebody who met the person: who they are and in words, their service, how often of all, and when last."""

    who: str
    name: str
    service: str
    number: int
    of: int
    last_at: datetime


def who_knows(meetings: Iterable[Meeting], *, since: date, until: datetime) -> list[Knows]:
    """
    Return who made contacts with a person since a day, most contacts first, then met last: the family is not among them.

    A meeting by no single professional is not counted here.
    """
    made = [one for one in meetings if one.is_made and one.who and one.service != FAMILY and since <= one.day]
    made = [one for one in made if one.at <= until]
    latest = {one.who: one for one in sorted(made, key=lambda one: one.at)}
    number = Counter(one.who for one in made)
    rows = [
        Knows(who, one.name, one.service, number[who], len(made), one.at) for who, one in latest.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (-one.number, -one.last_at.timestamp(), one.who))


@dataclass(frozen=True, slots=True)
class Caution:
    """
    What is said before somebody is planned for: `known` of those who know the person are there on that day, most first.

    `is_new`: they have never met; `faces` is which different face within the days it would be, None where that is not many.
    """

    is_new: bool
    known: Sequence[Knows]
    faces: int | None
    faces_days: int


def guard(
    who: str, meetings: Sequence[Meeting], *, day: date, there: Iterable[str], figures: Mapping[str, int]
) -> Caution | None:
    """
    Return what is to be said before somebody is planned for a person on a day; None for nothing.

    `there` is who is available on that day. It is said that they have never met where somebody who knows the person is
    available instead; and which different face it would be, from the governed number on, where they are none of those who
    came or are planned within the days before that day. Nothing is said of a first contact.
    """
    of_them = [one for one in meetings if one.who and one.service != FAMILY]
    has_met = any(one.who == who and one.is_made for one in of_them)
    on_day = {*there}
    first = day.toordinal() - figures[KNOWS_DAYS]
    last_at = max((one.at for one in of_them if one.is_made), default=None)
    knowing = who_knows(of_them, since=date.fromordinal(first), until=last_at) if last_at else []
    known = [one for one in knowing if one.who in on_day and one.who != who]
    near = {one.who for one in of_them if 0 <= (day - one.day).days < figures[FACES_DAYS]}
    faces = len(near | {who})
    is_many = who not in near and faces >= figures[MANY_FACES]
    is_new = not has_met and bool(known)
    if not is_new and not is_many:
        return None
    return Caution(is_new, known if is_new else [], faces if is_many else None, figures[FACES_DAYS])
