"""
What agencies and the team do for somebody, as facts that can be held against each other, and the tables that say how.

The kinds of item with their choices stand in policy/item-kinds.csv, what goes against what in policy/contradictions.csv, and
the words by which a wish and a response are held together in policy/preferences.csv. Days are London days.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.contradiction.wish_rules import Wish, any_of, parts, read_wishes
from kith.language import later


class Finds(StrEnum):
    """The kinds of contradiction; `raised` are those that somebody said and no rule found."""

    SAME = "same"
    VISITS = "visits"
    PREFERENCE = "preference"
    STOPPED = "stopped"
    LEADS = "leads"
    OLDER = "older"
    RAISED = "raised"


FINDS_WORDS: Mapping[Finds, str] = MappingProxyType(
    {
        Finds.SAME: later("The same thing, done differently"),
        Finds.VISITS: later("Visits that exclude each other"),
        Finds.PREFERENCE: later("A response that they do not want"),
        Finds.STOPPED: later("Stopped, and still done"),
        Finds.LEADS: later("Two who lead"),
        Finds.OLDER: later("Older than what happened since"),
        Finds.RAISED: later("Raised by somebody"),
    }
)
"""As written; said by `_` where they are shown."""


class State(StrEnum):
    """Where a contradiction stands."""

    OPEN = "open"
    SETTLED = "settled"
    NOT_ONE = "not one"


class Source(StrEnum):
    """How an item came in: a member wrote it, a partner said it by their link, or it was taken from an import."""

    MEMBER = "member"
    PARTNER = "partner"
    IMPORT = "import"


MEDICINE, VISITS, EQUIPMENT, MONEY = "medicine", "visits", "equipment", "money"
BEHAVIOUR, MOVING, CONTACT = "behaviour", "moving", "contact"
KINDS = (MEDICINE, VISITS, EQUIPMENT, MONEY, BEHAVIOUR, MOVING, CONTACT)
ALONGSIDE, ALONE, ELSEWHERE = "alongside", "alone", "elsewhere"
NEVER_RING = "never-ring"
AT_HOME = (MEDICINE, VISITS, MONEY, BEHAVIOUR, MOVING)
"""Kinds that somebody comes to the home for, where they have times."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One instruction of a kind: its code and label, and whether something is then done at all."""

    code: str
    label: str
    does: bool


@dataclass(frozen=True, slots=True)
class ItemKind:
    """
    One kind of item: its code and label, the instructions one chooses from, subjects that often stand there, and the words by
    which others say that they do something of the kind.
    """

    code: str
    label: str
    choices: Mapping[str, Choice]
    subjects: Sequence[str]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """
    The tables, read: kinds by code; the rules by which two choices of one kind contradict about one subject (`same`) or about
    two (`apart`), by kind and choices; of visits by choice; how many days after which event an instruction of which kind is
    confirmed (`older`); within how many days a stop is looked at; of leads and preferences; and the wishes.
    """

    kinds: Mapping[str, ItemKind]
    same: Mapping[tuple[str, frozenset[str]], str]
    apart: Mapping[tuple[str, frozenset[str]], str]
    visits: Mapping[str, str]
    older: Mapping[tuple[str, str], tuple[str, int]]
    stopped: tuple[str, int]
    leads: str
    preference: str
    wishes: Sequence[Wish]


def read_kinds(lines: Iterable[str]) -> dict[str, ItemKind]:
    """
    Return the kinds of item by code, from the lines of policy/item-kinds.csv.

    Raises:
        ValueError: for a kind that is not known or missing, a choice that stands twice, or one that neither does nor does not.
    """
    choices: dict[str, dict[str, Choice]] = {}
    first: dict[str, Mapping[str, str]] = {}
    for row in DictReader(lines):
        own = choices.setdefault(row["kind"], {})
        first.setdefault(row["kind"], row)
        if row["kind"] not in KINDS or row["choice"] in own or row["does"] not in ("yes", "no"):
            raise ValueError(f"item-kinds, {row['id']}: a kind that is known, each choice once, yes or no")
        own[row["choice"]] = Choice(row["choice"], row["choice_label"], row["does"] == "yes")
    if missing := [one for one in KINDS if one not in choices]:
        raise ValueError(f"item-kinds: {missing[0]} is missing")
    return {
        one: ItemKind(one, row["label"], choices[one], parts(row["subjects"]), _words(row["words"]))
        for one in KINDS
        for row in [first[one]]
    }


def kind_of_words(kinds: Mapping[str, ItemKind], words: str) -> str:
    """Return the kind that words of another service are of; visit days where they say none."""
    return next((one.code for one in kinds.values() if one.words.search(words)), VISITS)


def read_tables(kinds: Iterable[str], contrary: Iterable[str], wishes: Iterable[str]) -> Tables:
    """
    Return the three tables together, from their lines.

    Raises:
        ValueError: for a row that speaks of no kind or choice, stands twice, or misses its days; or a finding without a row.
    """
    by_code = read_kinds(kinds)
    found: dict[str, dict[tuple[str, ...], tuple[str, int]]] = {}
    for row in DictReader(contrary):
        key = _key(by_code, row)
        own = found.setdefault(row["finds"], {})
        if key in own:
            raise ValueError(f"contradictions, {row['id']}: stands twice")
        own[key] = row["id"], int(row["days"] or 0)
    try:
        return Tables(
            by_code,
            {(kind, frozenset(pair)): rule for (kind, *pair), (rule, _days) in found["same"].items()},
            {(kind, frozenset(pair)): rule for (kind, *pair), (rule, _days) in found["apart"].items()},
            {choice: rule for (_kind, choice), (rule, _days) in found["visits"].items()},
            {(kind, event): of for (kind, event), of in found["older"].items()},
            found["stopped"][()],
            found["leads"][()][0],
            found["preference"][()][0],
            read_wishes(wishes),
        )
    except KeyError as missing:
        raise ValueError(f"contradictions: nothing finds {missing}") from None


def _key(kinds: Mapping[str, ItemKind], row: Mapping[str, str]) -> tuple[str, ...]:
    key = tuple(filter(None, (row["kind"], *sorted(filter(None, (row["one"], row["other"]))))))
    if row["finds"] == Finds.OLDER:
        known = row["kind"] in kinds and row["days"].isdecimal()
    else:
        choices = kinds[row["kind"]].choices if row["kind"] in kinds else {}
        known = all(one in choices for one in key[1:]) and (row["kind"] in kinds or not row["kind"])
    if not known:
        raise ValueError(f"contradictions, {row['id']}: a kind and choices that are known, and whole days")
    return key


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(text)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """
    One item as the rules need it. Whose it is is an agency, or the team with a role; `who` says it in words.

    `days` are weekdays, Monday 0, none for every day; without times it is of the whole day.
    """

    id: UUID
    kind: str
    subject: str
    instruction: str
    from_day: date
    confirmed_day: date
    team_id: UUID
    agency_id: UUID | None = None
    role: str = ""
    who: str = ""
    words: str = ""
    leads: bool = False
    days: frozenset[int] = frozenset()
    from_time: time | None = None
    until_time: time | None = None
    until_day: date | None = None
    stopped_day: date | None = None
    for_all: bool = False
    source: str = Source.MEMBER
    told_by: str = ""
    told_day: date | None = None
    stopped_because: str = ""
    version: int = 1

    @property
    def party(self) -> str:
        """Whose it is: an agency, or a role on a team."""
        return f"agency {self.agency_id}" if self.agency_id else f"team {self.team_id} {self.role}"

    def is_done(self, today: date) -> bool:
        """Whether it is done now or from a day to come; not where it was stopped before it began."""
        stops = self.stopped_day is None or self.stopped_day > max(today, self.from_day)
        return stops and (self.until_day is None or self.until_day >= today)

    def is_of(self, weekday: int) -> bool:
        """Whether it is of a weekday, Monday 0."""
        return not self.days or weekday in self.days


_WORD = re.compile(r"\w+")
_NO_WORDS = frozenset({"the", "a", "an", "her", "his", "their", "my", "of", "for", "with"})


def subject_key(subject: str) -> tuple[str, ...]:
    """Return what two spellings of one subject have in common: 'The bed-rails' and 'bed rail'."""
    words = [one for one in _WORD.findall(subject.casefold()) if one not in _NO_WORDS]
    return tuple(one[:-1] if len(one) > 3 and one.endswith("s") else one for one in words)


def is_of_all(subject: str) -> bool:
    """Say whether a subject is all there is of a kind: 'all rounds'."""
    return subject.casefold().split()[:1] == ["all"]


def same_subject(one: str, other: str) -> bool:
    """Say whether two subjects are of one thing; all there is of a kind is of each."""
    return is_of_all(one) or is_of_all(other) or subject_key(one) == subject_key(other)
