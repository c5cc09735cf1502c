"""Items, plans and contradictions for tests, made through the operations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from builders import AT, ATeam, Someone, an_act, with_key
from kith.agency.queries import agencies
from kith.contradiction import items, queries
from kith.contradiction.items import Item
from kith.contradiction.queries import ContradictionRow
from kith.plan import operations as plans
from kith.plan.rules import Content, Section
from kith.record.models import Fact
from partners import an_agency

HOME_CARE, HOUSING = "Harvest Care", "Ashmere Homes"


def agency_of(team: ATeam, name: str) -> UUID:
    """Return an agency of the place of a team by its name, made where there is none."""
    with an_act(team.lead):
        known = {one.name: one.id for one in agencies(team_id=team.id, at=AT)}
    return known.get(name) or an_agency(team.lead, name).id


def an_item(
    team: ATeam,
    person_id: UUID,
    *,
    agency: str = HOME_CARE,
    by: Someone | None = None,
    at: datetime = AT,
    **values: Any,
) -> UUID:
    """Return what home care does for somebody: prompts the morning medicine, unless `values` say otherwise."""
    given = {
        "kind": "medicine",
        "subject": "morning",
        "instruction": "prompt",
        "told_by": "Jo Marsh, home care",
    } | values
    if "role" not in given:
        given.setdefault("agency_id", agency_of(team, agency))
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


def a_plan_elsewhere(team: ATeam, person_id: UUID, by: str = HOME_CARE) -> None:
    """Let a plan of home care, or of another, stand among the imported facts of somebody, with one step and what it is for."""
    with an_act(team.nurse) as act:
        items.add_item(
            act=act,
            team_id=team.id,
            person_id=person_id,
            item=Item(person_id, team.id, "money", "bills", "Jo", "helps", role="nurse"),
        )
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('kith.act')")
            running = cursor.fetchone()[0]
        Fact.objects.create(
            id=uuid4(), act_id=running, person_id=person_id, kind="care plan", label="Care at home", source_system="agency",
            source_id="1", status="active",
            detail={"activities": ["Morning tablets"], "about": "falls at night", "by": by},
        )  # fmt: skip
