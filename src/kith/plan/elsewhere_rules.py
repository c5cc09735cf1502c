"""Plans and goals made elsewhere, and what of them a person's own plan could begin with. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.plan.rules import Goal

OVER = frozenset({"completed", "cancelled", "revoked", "rejected", "stopped", "achieved"})
"""Statuses of CarePlan and Goal (and of a goal's achievement) of what is over. Source: HL7 FHIR R4."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a plan made elsewhere says is done, and how far it is, '' where that is not said."""

    what: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class PlanElsewhere:
    """
    A plan that another service made: its title, status there, from and until (None: not said), what is done, what came of it.

    `by` is who wrote it, '' for not said; `source` which system it came from, `about` what it says it is for, `id` that of its
    fact.
    """

    title: str
    status: str
    first: date | None
    last: date | None
    steps: Sequence[Step] = ()
    outcomes: Sequence[str] = ()
    by: str = ""
    source: str = ""
    about: Sequence[str] = ()
    id: UUID | None = None

    def is_over(self, today: date) -> bool:
        """Whether it is over by its status, or its last day is past."""
        return self.status in OVER or (self.last is not None and self.last < today)


@dataclass(frozen=True, slots=True)
class GoalElsewhere:
    """A goal that another service wrote down: what, its status there, by when (None: not said), how it is going ('': not said)."""

    what: str
    status: str
    by: date | None = None
    going: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it was reached or given up."""
        return self.status in OVER or self.going in OVER


def seeded(
    own: Sequence[Goal], goals: Iterable[GoalElsewhere], plans: Iterable[PlanElsewhere], *, today: date, most: int
) -> tuple[list[Goal], int]:
    """
    Return own goals followed by what others could begin with, at most `most` in all, and how many there was no room for.

    A goal that is not over is a line; a plan that is not over is one too, what is done under it standing as how it goes. What
    is there already is left out, by its words. A day that is past is left out: whoever reads it sets another.
    """
    lines = [Goal(one.what, by=_ahead(one.by, today), going=one.going) for one in goals if not one.is_over]
    lines += [
        Goal(one.title, who=one.by, by=_ahead(one.last, today), going="; ".join(step.what for step in one.steps))
        for one in plans
        if not one.is_over(today)
    ]
    known = {_bare(one.what) for one in own}
    fresh = []
    for line in lines:
        if (bare := _bare(line.what)) not in known:
            known.add(bare)
            fresh.append(line)
    room = max(0, most - len(own))
    return [*own, *fresh[:room]], len(fresh[room:])


def _ahead(day: date | None, today: date) -> date | None:
    return day if day is not None and day >= today else None


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()
