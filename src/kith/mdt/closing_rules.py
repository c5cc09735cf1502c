"""What still keeps a weekly meeting from closing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kith.language import _, listed, ngettext
from kith.mdt.rules import TOLD, Outcome
from kith.place.rules import date_words


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands: whose (or 'Restricted case'), where in the list, with which outcome so far."""

    case_id: UUID
    position: int
    name: str
    outcome: Outcome | None = None
    has_telling: bool = False
    is_restricted: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of a case that stands, and whether its work was cancelled since."""

    decision_id: UUID
    case_id: UUID
    what: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of an earlier meeting that the person has not been told; `because` says in this meeting why not."""

    telling_id: UUID
    name: str
    day: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something loose in a case that the reader may not open: the names of those here who may; nothing of the case."""

    able: Sequence[str] = ()


class LooseKind(StrEnum):
    """What is missing."""

    OUTCOME = "outcome"
    DECISION = "decision"
    WORK = "work"
    TELLING = "telling"
    ANSWER = "answer"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Loose:
    """
    One thing that keeps a meeting open: `thing_id` is the case, the decision, or the answer. `sentence` names the person.

    Of what the reader may not open `thing_id` is None, and nobody is named but who may.
    """

    kind: LooseKind
    thing_id: UUID | None
    name: str
    sentence: str


def loose_ends(
    cases: Iterable[Case], decided: Sequence[Decided], answers: Iterable[Answer], unseen: Iterable[Unseen] = ()
) -> list[Loose]:
    """
    Return everything that keeps a meeting from closing (P5), by place in the list, then earlier answers, last what the reader may
    not open; empty when it may close. The database finds the same (migration 0006).

    Of a restricted case only the outcome is asked here: the rest stands on its own page.
    """
    found = [
        loose
        for case in sorted(cases, key=lambda one: (one.position, one.case_id.int))
        for loose in _loose_of(case, [one for one in decided if one.case_id == case.case_id])
    ]
    untold = sorted((one for one in answers if not one.because.strip()), key=lambda one: (one.day, one.name))
    found += [_loose(LooseKind.ANSWER, one.telling_id, one.name, _untold_words(one.day)) for one in untold]
    return found + [Loose(LooseKind.UNSEEN, None, "", _unseen_words(one)) for one in unseen]


def loose_words(loose: Sequence[Loose]) -> str:
    """Return 'The weekly meeting cannot close yet: 4 things are loose'."""
    return ngettext(
        "The weekly meeting cannot close yet: %(number)d thing is loose",
        "The weekly meeting cannot close yet: %(number)d things are loose",
        len(loose),
    ) % {"number": len(loose)}


def refusal_words(loose: Sequence[Loose]) -> str:
    """Return the refusal to close, with everything that is loose: what the database says too (migration 0006)."""
    return " ".join([f"{loose_words(loose)}.", *(f"{one.sentence}." for one in loose)])


def _loose_of(case: Case, decided: Sequence[Decided]) -> list[Loose]:
    found = [
        _loose(LooseKind.WORK, one.decision_id, case.name, _cancelled_words(one))
        for one in decided
        if one.is_cancelled and not case.is_gone
    ]
    if case.outcome is None:
        return [*found, _loose(LooseKind.OUTCOME, case.case_id, case.name, _("no outcome recorded"))]
    if case.is_restricted:
        return found
    if case.outcome is Outcome.SETTLED and not decided:
        found.append(_loose(LooseKind.DECISION, case.case_id, case.name, _("settled, and nothing is decided")))
    if case.outcome is Outcome.NO_CHANGE and decided:
        found.append(_loose(LooseKind.DECISION, case.case_id, case.name, _("no change, and something is decided")))
    if case.outcome in TOLD and not case.has_telling:
        found.append(_loose(LooseKind.TELLING, case.case_id, case.name, _("nobody is to tell them yet")))
    return found


def _cancelled_words(one: Decided) -> str:
    words = _("the work of “%(what)s” was cancelled: take the decision back, or decide it anew")
    return words % {"what": one.what.strip().rstrip(".")}


def _unseen_words(one: Unseen) -> str:
    if not one.able:
        return _("A case that is not open to you is not settled, nor open to anybody who is here")
    return _("A case that is not open to you is not settled: ask %(names)s") % {"names": listed(one.able)}


def _untold_words(day: date) -> str:
    return _("not told yet what the meeting of %(day)s decided") % {"day": date_words(day)}


def _loose(kind: LooseKind, thing_id: UUID, name: str, words: str) -> Loose:
    return Loose(kind, thing_id, name, _("%(name)s: %(what)s") % {"name": name, "what": words})
