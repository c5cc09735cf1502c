"""What other services wrote down as plans and goals of a person, from the facts that an import keeps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from kith.database.planned import planned
from kith.place.rules import local_day
from kith.plan.elsewhere_rules import GoalElsewhere, PlanElsewhere, Step

MOST = 200
"""Plans and goals read of one person, newest first."""


def made_elsewhere(*, person_id: UUID) -> tuple[list[PlanElsewhere], list[GoalElsewhere], int]:
    """
    Return plans and goals of a person from elsewhere, newest first, and how many restricted ones are left out. One statement.

    What was marked as an error is not read; of everything at most 200.
    """
    plans: list[PlanElsewhere] = []
    goals: list[GoalElsewhere] = []
    restricted = 0
    found = planned(_ELSEWHERE, {"person": person_id, "most": MOST})
    for key, kind, label, status, starts, ends, source, detail, kept_back in found:
        said = orjson.loads(detail)
        if kept_back:
            restricted += 1
        elif kind == "goal":
            goals.append(GoalElsewhere(label, status, _day(ends), said.get("achievement", "")))
        else:
            plans.append(_plan(key, label, status, (starts, ends), source, said))
    return plans, goals, restricted


def _plan(
    key: UUID,
    label: str,
    status: str,
    during: tuple[datetime | None, datetime | None],
    source: str,
    said: Mapping[str, Any],
) -> PlanElsewhere:
    words, stages = said.get("activities", ()), said.get("stages", ())
    steps = [Step(word, stages[number] if number < len(stages) else "") for number, word in enumerate(words)]
    return PlanElsewhere(
        label,
        status,
        _day(during[0]),
        _day(during[1]),
        steps,
        said.get("outcomes", ()),
        said.get("by", ""),
        source,
        (said["about"],) if said.get("about") else (),
        key,
    )


def _day(at: datetime | None) -> date | None:
    return local_day(at) if at else None


_ELSEWHERE = """
select id, kind, label, status, starts_at, ends_at, source_system, detail, confidentiality <> 'normal'
  from record_fact
 where person_id = %(person)s and kind in ('care plan', 'goal') and not is_in_error and source_part = 0
 order by coalesce(starts_at, noted_at, recorded_at) desc, id
 limit %(most)s
"""
