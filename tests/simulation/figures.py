"""What a life shows of its escalations: none that stood past its time, and how soon somebody answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from lived import Lived

CLOCK = timedelta(minutes=1)
"""How often the clock looks: no step stands longer past its time."""
_STEPS = """
select e.id, e.level, s.step, s.round, s.asked_at, s.respond_by, s.ended_at, s."end"
  from escalation_routestep s join escalation_escalation e on e.id = s.escalation_id
 where s."end" <> 'nobody there' order by e.id, s.asked_at, s.step, s.round
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One time that somebody was asked: until when, and when (None: it still asks) and how that ended."""

    escalation: Any
    level: int
    step: int
    round: int
    asked_at: datetime
    respond_by: datetime
    ended_at: datetime | None
    end: str


@dataclass(frozen=True, slots=True)
class Responses:
    """
    How long it took from the moment somebody was first asked until somebody answered, over all steps between.

    `waiting` have no answer yet. They are kept in, as longer than any answer: leaving them out would flatter.
    """

    took: Sequence[timedelta]
    waiting: int

    @property
    def number(self) -> int:
        """All that were asked."""
        return len(self.took) + self.waiting

    def centile(self, share: float) -> timedelta | None:
        """Return the time within which this share was answered (nearest rank); None where not so many have been."""
        rank = max(1, ceil(share * self.number))
        return sorted(self.took)[rank - 1] if rank <= len(self.took) else None

    def __str__(self) -> str:
        median, ninetieth = (_words(self.centile(share)) for share in (0.5, 0.9))
        return (
            f"{self.number} asked, {self.waiting} of them not answered yet: median {median}, 90th centile {ninetieth}"
        )


def _words(took: timedelta | None) -> str:
    return "not answered" if took is None else f"{took.total_seconds() / 60:.0f} minutes"


def steps(life: Lived) -> list[Step]:
    """Return every time that somebody was asked, escalation by escalation, in the order of time."""
    return [Step(*row) for row in life.ask(_STEPS)]


def stood_too_long(asked: Iterable[Step], until: datetime) -> list[Step]:
    """Return the steps that stood past their time without an answer or a next step: none, while the clock goes."""
    return [one for one in asked if (one.ended_at or until) > one.respond_by + CLOCK]


def responses(asked: Iterable[Step], level: int | None = None) -> Responses:
    """Return how soon somebody answered, of one level or of all; who is asked again after an answer is asked anew."""
    of_one: dict[Any, list[Step]] = defaultdict(list)
    for one in asked:
        if level in (None, one.level):
            of_one[one.escalation].append(one)
    took, waiting = [], 0
    for own in of_one.values():
        since = None
        for one in own:
            since = since or one.asked_at
            if one.end == "answered" and one.ended_at:
                took.append(one.ended_at - since)
                since = None
        waiting += since is not None
    return Responses(took, waiting)
