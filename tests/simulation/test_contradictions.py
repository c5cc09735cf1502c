"""Made-up days in which services contradict: each of the six kinds is found, belongs to somebody, and ends by name."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kith.contradiction.rules import Finds
from lived import Lived, lived, wanted

_ALL = """
select c.kind, c.origin, c.state, a.due_at, a.owner_id is not null, c.only_one <> '',
       array(select distinct g.side from contradiction_agreed g
              where g.contradiction_id = c.id and g.turn = c.settlements order by 1)
  from contradiction_contradiction c join person_person p on p.id = c.person_id and not p.is_dead
  left join action_action a on a.id = c.action_id and a.state in ('open', 'held') order by c.found_at, c.pair
"""


@dataclass(frozen=True, slots=True)
class Stands:
    """One contradiction of somebody alive: of which kind, who said so, how it stands, and its work (None, False: none)."""

    kind: str
    origin: str
    state: str
    due_at: datetime | None
    is_owned: bool
    is_one_alone: bool
    agreed: list[str]


def stand(life: Lived) -> list[Stands]:
    return [Stands(*row) for row in life.ask(_ALL)]


def without_owner(found: list[Stands]) -> list[Stands]:
    """Return what is open and of nobody, whenever it is due."""
    return [one for one in found if one.state == "open" and not one.is_owned]


def without_names(found: list[Stands]) -> list[Stands]:
    """Return what is settled and not by people of both sides, nor by one with the reason."""
    return [
        one
        for one in found
        if one.state == "settled" and not (one.agreed and one.is_one_alone) and one.agreed != ["left", "right"]
    ]


@pytest.mark.nightly  # two minutes each
@pytest.mark.usefixtures("django_db_setup")
@pytest.mark.parametrize(("until", "seed"), [(date(2026, 6, 22), 1), (date(2026, 11, 4), 2)])
def test_a_fortnight_finds_all_six_kinds_and_each_has_an_owner_until_it_is_settled_by_name(
    template: str, django_db_blocker: Any, until: date, seed: int
) -> None:
    with django_db_blocker.unblock(), lived(template, wanted(14, 120, until, seed)) as life:
        found = stand(life)
        assert {one.kind for one in found} == {*Finds}, "all six, and what people raised"
        assert {one.origin for one in found} == {"found", "member", "partner"}
        assert {one.state for one in found} == {"open", "settled", "not one"}
        assert len(found) * 4 <= 120, "few: not one in four people"
        assert without_owner(found) == without_names(found) == []
        late = [one for one in found if one.due_at and one.due_at < life.wanted.until - timedelta(days=7)]
        assert late == [], "none stands a week past its day"
        assert life.wrong() == {}
        assert life.ask("select command, reason from trail_entry where outcome = 'refused'") == []
        one = next(one for one in found if one.state == "open")
        lost = replace(one, is_owned=False, due_at=None)
        assert without_owner([*found, lost]) == [lost], "the control: one of nobody is seen"
        bare = replace(one, state="settled", agreed=["left", "other"], is_one_alone=False)
        assert without_names([*found, bare]) == [bare], "the control: one that a side did not agree to is seen"
