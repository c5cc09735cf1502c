"""Items, plans and contradictions for tests, made through the operations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from builders import AT, ATeam, Someone, an_act, with_key
from kith.contradiction import items, queries
from kith.contradiction.items import Item
from kith.contradiction.queries import ContradictionRow
from kith.plan import operations as plans
from kith.plan.rules import Content, Section

HOME_CARE, HOUSING = (uuid5(UUID(int=0), name) for name in ("home care", "housing"))
"""Two agencies, by id."""


def an_item(team: ATeam, person_id: UUID, *, by: Someone | None = None, at: datetime = AT, **values: Any) -> UUID:
    """Return what home care does for somebody: prompts the morning medicine, unless `values` say otherwise."""
    given = {
        "kind": "medicine",
        "subject": "morning",
        "instruction": "prompt",
        "told_by": "Jo Marsh, home care",
    } | values
    if "role" not in given:
        given.setdefault("agency_id", HOME_CARE)
    with an_act(by or team.nurse, at) as act:
        item = Item(person_id=person_id, team_id=team.id, **given)
        return items.add_item(act=act, team_id=team.id, person_id=person_id, item=item)


def a_text(team: ATeam, person_id: UUID, section: Section, content: Content, at: datetime = AT) -> None:
    """Write a section of somebody's plan, which is started where there is none."""
    on: dict[str, Any] = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse, at) as act:
        if plans.queries.plan_of(person_id=person_id) is None:
            plans.start(act=act, **on)
        seen = plans.queries.plan_of(person_id=person_id)
        number = None
        for row in plans.queries.versions(person_id=person_id):
            number = row.number if row.section is section else number
        assert seen is not None
        plans.write(act=with_key(act), **on, section=section, change=plans.Change(content, "said so", number))


def open_ones(team: ATeam, person_id: UUID, at: datetime = AT) -> list[ContradictionRow]:
    """Return the open contradictions of somebody, as the nurse sees them."""
    with an_act(team.nurse, at):
        return queries.open_of(person_ids=[person_id], at=at)


MONDAY = date(2026, 6, 8)
