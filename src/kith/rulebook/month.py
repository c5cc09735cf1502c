"""
What a table would have done with what was really observed: the same facts, held against two versions of it.

The evaluator of contacts answers both times, with the moments as they were: nothing is worked out a second way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kith.contact.observing_rules import kept_answers
from kith.policy.evaluation_rules import Evaluation
from kith.policy.table_rules import Table
from kith.record.queries import OwnFact

MONTH = timedelta(days=28)
WEEKS = 4
"""How many weeks a month of four whole weeks has: volumes are told per week."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What two versions of a table say of what was observed at one contact."""

    source_id: UUID
    person_id: UUID
    at: datetime
    before: Evaluation
    after: Evaluation

    @property
    def differs(self) -> bool:
        """Whether the two would have led to something else: another level, another route, or no answer at all."""
        return _what(self.before) != _what(self.after)


def level_of(found: Evaluation) -> int | None:
    """Return the one level that an evaluation leads to; None where nothing can be said."""
    return found.outcome.worst if found.outcome else None


def _what(found: Evaluation) -> tuple[object, tuple[str, ...]]:
    return found.outcome, found.routes


def replay(facts: Sequence[OwnFact], before: Table, after: Table) -> list[Replayed]:
    """Return what two versions of one table say of what was observed, by contact and in the order of the facts."""
    by_source: dict[UUID, list[OwnFact]] = {}
    for one in facts:
        if one.table == before.name:
            by_source.setdefault(one.source_id, []).append(one)
    found = []
    for source_id, own in by_source.items():
        [was], [would] = (kept_answers({table.name: table}, own) for table in (before, after))
        found.append(Replayed(source_id, own[0].person_id, own[0].noted_at, was, would))
    return found


def fired(evaluations: Sequence[Evaluation]) -> Mapping[str, int]:
    """Return how often each row held."""
    return Counter(row.id for one in evaluations for row in one.fired)


def milder(found: Sequence[Replayed]) -> list[Replayed]:
    """Return what the second version answers less seriously than the first."""
    return [
        one
        for one in found
        if one.before.outcome and one.after.outcome and one.after.outcome.is_milder(one.before.outcome)
    ]


def a_week(number: int) -> float:
    """Return a number of four weeks as a number per week, to one decimal."""
    return round(number / WEEKS, 1)
