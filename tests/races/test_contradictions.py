"""Two write of what is done for one person at once: what contradicts is found once, and nobody waits for each other for ever."""

from typing import Any
from uuid import UUID

import pytest

from builders import ATeam, Someone, a_person, a_team
from contradiction.around import HOME_CARE, HOUSING, agency_of, an_item, open_ones
from kith.act import Stale
from kith.contradiction import items
from kith.contradiction.ending import Agrees
from kith.contradiction.items import Item
from kith.contradiction.settling import Settlement, StopsItem, settle
from kith.database.templates import Clone
from races.running import Racer, asked, at_once, by


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def medicine(team: ATeam, person_id: UUID, agency: str, instruction: str) -> Item:
    return Item(person_id, team.id, "medicine", "morning", "Jo Marsh", instruction, agency_id=agency_of(team, agency))


def adding(who: Someone, team: ATeam, item: Item) -> Racer:
    return by(who, lambda act: items.add_item(act=act, team_id=team.id, person_id=item.person_id, item=item))


def found(arena: Clone, team: ATeam, without: str = "") -> int:
    """Let two write two sides of one thing at once; return how many contradictions are kept of it."""
    doris = a_person(team)
    sides = [medicine(team, doris, HOME_CARE, "prompt"), medicine(team, doris, HOUSING, "administer")]
    at_once(arena, adding(team.nurse, team, sides[0]), adding(team.lead, team, sides[1]), without=without)
    [(number,)] = asked(arena, "select count(*) from contradiction_contradiction where person_id = %s", doris)
    return int(number)


def test_two_sides_written_at_once_are_one_contradiction_and_a_settlement_waits_for_a_change(
    arena: Clone, team: ATeam
) -> None:
    assert found(arena, team) == 1
    assert found(arena, team, without="pg_advisory_xact_lock") == 0, "the control: neither sees what the other writes"
    for changed in (HOME_CARE, HOUSING):
        said = settled_beside_a_change(arena, team, changed)
        assert sum(isinstance(one, UUID) for one in said) >= 1, said
        assert all(isinstance(one, UUID | Stale) for one in said), said


def settled_beside_a_change(arena: Clone, team: ATeam, changed: str) -> list[Any]:
    """Settle so that home care stops, while somebody changes what this agency does; return what both were told."""
    doris = a_person(team)
    keys = {HOME_CARE: an_item(team, doris), HOUSING: an_item(team, doris, agency=HOUSING, instruction="administer")}
    [one] = open_ones(team, doris)
    both = (Agrees("left", "Ann Bell", "by telephone"), Agrees("right", "Jo Marsh", "by telephone"))
    settlement = Settlement("Housing gives them", "Both rang", both, stops=[StopsItem(keys[HOME_CARE], 1)])
    item = medicine(team, doris, changed, "none")
    return at_once(
        arena,
        by(
            team.nurse, lambda act: settle(act=act, contradiction_id=one.id, version=one.version, settlement=settlement)
        ),
        by(team.lead, lambda act: items.change_item(act=act, item_id=keys[changed], version=1, item=item)),
    )
