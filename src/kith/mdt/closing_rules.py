"""What still keeps a weekly meeting from closing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kith.language import _, ngettext
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


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of a case: by which right, and whether its action has an owner and a day."""

    decision_id: UUID
    case_id: UUID
    what: str
    rule: str
    has_owner: bool = True
    has_day: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of an earlier meeting that the person has not been told; `because` says in this meeting why not."""

    telling_id: UUID
    name: str
    day: date
    because: str = ""


class LooseKind(StrEnum):
    """What is missing."""

    OUTCOME = "outcome"
    RIGHT = "right"
    OWNER = "owner"
    DEADLINE = "deadline"
    TELLING = "telling"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Loose:
    """One thing that keeps a meeting open: `thing_id` is the case, the decision, or the answer. `sentence` names the person."""

    kind: LooseKind
    thing_id: UUID
    name: str
    sentence: str


def loose_ends(cases: Iterable[Case], decided: Sequence[Decided], answers: Iterable[Answer]) -> list[Loose]:
    """
    Return everything that keeps a meeting from closing (P5), by place in the list, earlier answers last; empty when it may close.

    Of a restricted case only the outcome is asked here: the rest stands on its own page.
    """
    found = [
        loose
        for case in sorted(cases, key=lambda one: (one.position, one.case_id.int))
        for loose in _loose_of(case, [one for one in decided if one.case_id == case.case_id])
    ]
    untold = sorted((one for one in answers if not one.because.strip()), key=lambda one: (one.day, one.name))
    return found + [_loose(LooseKind.ANSWER, one.telling_id, one.name, _untold_words(one.day)) for one in untold]


def loose_words(loose: Sequence[Loose]) -> str:
    """Return 'The weekly meeting cannot close yet: 4 things are loose'."""
    return ngettext(
        "The weekly meeting cannot close yet: %(number)d thing is loose",
        "The weekly meeting cannot close yet: %(number)d things are loose",
        len(loose),
    ) % {"number": len(loose)}


def refusal_words(loose: Sequence[Loose]) -> str:
    """Return the refusal to close, with everything that is loose: what the database says too (migration 0003)."""
    return " ".join([f"{loose_words(loose)}.", *(f"{one.sentence}." for one in loose)])


def _loose_of(case: Case, decided: Sequence[Decided]) -> list[Loose]:
    found = []
    for one in decided:
        what = {"what": one.what.strip().rstrip(".")}
        missing = (
            (LooseKind.RIGHT, bool(one.rule), _("“%(what)s” names no right by which it is decided") % what),
            (LooseKind.OWNER, one.has_owner, _("“%(what)s” has no owner") % what),
            (LooseKind.DEADLINE, one.has_day, _("“%(what)s” has no deadline") % what),
        )
        found += [_loose(kind, one.decision_id, case.name, words) for kind, is_there, words in missing if not is_there]
    if case.outcome is None:
        found.append(_loose(LooseKind.OUTCOME, case.case_id, case.name, _("no outcome recorded")))
    elif case.outcome in TOLD and not case.has_telling and not case.is_restricted:
        found.append(_loose(LooseKind.TELLING, case.case_id, case.name, _("nobody is to tell them yet")))
    return found


def _untold_words(day: date) -> str:
    return _("not told yet what the meeting of %(day)s decided") % {"day": date_words(day)}


def _loose(kind: LooseKind, thing_id: UUID, name: str, words: str) -> Loose:
    return Loose(kind, thing_id, name, _("%(name)s: %(what)s") % {"name": name, "what": words})
