"""What a plan is made of, how two texts of one section are set side by side and joined, and how fresh a plan is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType

from kith.language import later


class Section(StrEnum):
    """The sections of a plan, in the order in which they are read."""

    MATTERS = "matters"
    PEOPLE = "people"
    HELP = "help"
    STRENGTHS = "strengths"
    GOALS = "goals"
    SIGNS = "signs"
    CONTINGENCY = "contingency"
    RISKS = "risks"


SECTIONS = tuple(Section)
OWN_WORDS, AGREED = "own words", "what is agreed"
"""The two cases of the right to write: what the person says of themselves, and what the team commits itself to."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title and question in words, its case of the right to write, and whether a clinician signs it."""

    title: str
    asks: str
    case: str = OWN_WORDS
    is_signed: bool = False


HEADINGS: Mapping[Section, Heading] = MappingProxyType(
    {
        Section.MATTERS: Heading(
            later("What matters most to me"),
            later("In their own words: what makes a good day, and what must not be lost?"),
        ),
        Section.PEOPLE: Heading(later("People important to me"), later("Who are they, and what part does each play?")),
        Section.HELP: Heading(
            later("How I want to be helped"), later("Please do, please do not, and how to speak with them.")
        ),
        Section.STRENGTHS: Heading(
            later("My story and my strengths"), later("What should nobody have to ask again? What are they good at?")
        ),
        Section.GOALS: Heading(later("My goals"), later("What, who does it, and by when."), AGREED),
        Section.SIGNS: Heading(
            later("Early warning signs and what we agreed"),
            later("What is seen when things get worse, and what is done then."),
            AGREED,
            is_signed=True,
        ),
        Section.CONTINGENCY: Heading(
            later("If things go wrong"),
            later("What should happen, who to call, and what should not happen."),
            AGREED,
            is_signed=True,
        ),
        Section.RISKS: Heading(
            later("Risks we have talked about"), later("What could go wrong, and what the person thinks of it."), AGREED
        ),
    }
)
"""Source: DAPB4022 (Amd 38/2021), headings of PRSB; the order is ours."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person hopes for, who does what, by which day (None: none set), and how it is going ('' so far)."""

    what: str
    who: str = ""
    by: date | None = None
    going: str = ""


class Does(StrEnum):
    """What an agreed response is, as data: work of the team, an escalation, or a call for emergency help."""

    WORK = "work"
    ESCALATION = "escalation"
    EMERGENCY = "emergency"


RESPONSES = tuple(Does)
WITHIN_HOURS = (1, 4, 24, 48)


@dataclass(frozen=True, slots=True)
class Sign:
    """
    An early warning sign with the response that was agreed to it. `id` stays the same while the sign is rewritten.

    `starts` is the code of the role that may start the response, '' for anybody on the team; `within_hours` is by when it is
    done, None for emergency help, which is called at once.
    """

    id: str
    sees: str
    response: str
    does: Does = Does.WORK
    within_hours: int | None = 24
    starts: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What one section says: text, and lines where the section has them."""

    text: str = ""
    goals: Sequence[Goal] = field(default=())
    signs: Sequence[Sign] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.text or self.goals or self.signs)


# Two texts of one section


class Kind(StrEnum):
    """What became of a piece of text from one version to the next."""

    SAME = "same"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, was added, or was taken out."""

    kind: Kind
    text: str


_WORDS = re.compile(r"\s+|[^\s]+")


def difference(before: str, after: str) -> list[Piece]:
    """
    Return how one text became another, word by word, in the order of reading: what was taken out before what was added.

    The pieces that stayed and were added give `after` again; those that stayed and were taken out give `before`.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(Kind.GONE, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(Kind.ADDED, "".join(new[c:d])))
    return pieces


_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+")


def joined(started_from: str, theirs: str, yours: str) -> str:
    """
    Return a text that joins two changes of one: all of theirs, and every sentence of yours that is new beside both.

    It is a proposal to be read and mended by whoever wrote second, never saved by itself.
    """
    known = {_bare(one) for text in (started_from, theirs) for one in _SENTENCES.findall(text)}
    fresh = [one.strip() for one in _SENTENCES.findall(yours) if _bare(one) and _bare(one) not in known]
    return " ".join(filter(None, (theirs.rstrip(), *fresh)))


def _bare(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".!?").casefold()


# Freshness


class Freshness(StrEnum):
    """How fresh a plan is; `none` where there is no plan."""

    NONE = "none"
    FRESH = "fresh"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    REFRESH = "refresh needed"


LEAST_DAYS, MOST_DAYS = 30, 60
"""In how many days at the earliest and at the latest a plan is looked through again."""
SOON_DAYS = 7
"""Days before a review in which it counts as due."""
SETTLING_DAYS = 14
"""Days on a list after which somebody counts among those who are to have a fresh plan."""
EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "discharge": later("home from hospital"),
        "crisis": later("a crisis"),
        "home": later("lives elsewhere now"),
        "carer": later("the carer is another now"),
        "important": later("something important has changed"),
    }
)
"""What happened, in words; said by `_` where it is shown."""


def review_due(reviewed: date, cadence_days: int, refresh_by: date | None = None) -> date:
    """
    Return the day by which the plan is looked through again: the earlier of review plus cadence and a refresh's deadline.

    Source: domain facts, section 3.3; cadence of 30 to 60 days by risk (policy/plan-reviews.csv).
    """
    regular = reviewed + timedelta(days=cadence_days)
    return min(regular, refresh_by) if refresh_by else regular


def freshness(reviewed: date | None, cadence_days: int, refresh_by: date | None, today: date) -> Freshness:
    """
    Return how fresh a plan is: the day itself is still due, the day after it is overdue. Without a review there is no plan, and
    a refresh asks for the first.
    """
    if reviewed is None:
        return Freshness.NONE
    due = review_due(reviewed, cadence_days, refresh_by)
    if due < today:
        return Freshness.OVERDUE
    if refresh_by is not None:
        return Freshness.REFRESH
    return Freshness.DUE_SOON if due <= today + timedelta(days=SOON_DAYS) else Freshness.FRESH


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """
    What is known of somebody's plan from outside: London days of the last review (None: there is no plan) and of an open
    refresh's deadline (None: nothing happened), what happened by code, latest first, and in how many days it is due again.
    """

    reviewed: date | None = None
    cadence_days: int = MOST_DAYS
    refresh_by: date | None = None
    events: tuple[str, ...] = ()

    @property
    def due(self) -> date | None:
        """By which day it is looked through, or the first written; None where nobody asks for it."""
        return review_due(self.reviewed, self.cadence_days, self.refresh_by) if self.reviewed else self.refresh_by

    def freshness(self, today: date) -> Freshness:
        """Return how fresh it is on a day."""
        return freshness(self.reviewed, self.cadence_days, self.refresh_by, today)

    def asks(self, today: date) -> bool:
        """Say whether somebody is to look through it within seven days, or to write the first one."""
        return self.due is not None and self.due <= today + timedelta(days=SOON_DAYS)


@dataclass(frozen=True, slots=True)
class FreshShare:
    """How many have a fresh plan, of how many who are to have one."""

    fresh: int
    people: int


def fresh_share(people: Iterable[tuple[date, PlanFacts]], today: date) -> FreshShare:
    """
    Return how many have a fresh plan of all who have been on a list for over 14 days, from the day they came and their plan.

    A plan that is due within seven days is fresh still; one that is overdue, or that a key event has made old, is not, and
    neither is none. Source: domain facts, section 3.3.
    """
    counted = [facts.freshness(today) for came, facts in people if (today - came).days > SETTLING_DAYS]
    return FreshShare(sum(one in (Freshness.FRESH, Freshness.DUE_SOON) for one in counted), len(counted))
