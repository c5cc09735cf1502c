"""
What other packages give to an act about a plan, and what an act tells of one: `act.add(KEY_EVENT, KeyEvent(...))`.

Key events are told in `person`, so that packages below the plan can give them too; `refreshing` lets follow what follows.
"""

from dataclasses import dataclass
from uuid import UUID

from kith.person.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.plan.rules import Section

__all__ = ["KEY_EVENT", "PLAN_WRITTEN", "KeyEvent", "KeyEventKind", "PlanWritten"]

PLAN_WRITTEN = "plan written"


@dataclass(frozen=True, slots=True)
class PlanWritten:
    """A section of somebody's plan says something else from this act on: whoever holds it against other things looks again."""

    person_id: UUID
    team_id: UUID
    section: Section
