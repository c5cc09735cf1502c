"""
A made-up fortnight: what is observed at its visits is kept, escalated or spared, and never lost; no escalation
stands past its time without a next step, and nobody acts outside their rights. The same is asked of a year in `test_year`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kith.board.section_rules import Section
from lived import Lived, lived, reasons, wanted
from simulation.figures import responses, steps, stood_too_long

pytestmark = pytest.mark.nightly  # half a minute; the gate asks the same of the days of test_days
FORTNIGHT = wanted(14, 60, date(2026, 6, 8))
_FIGURES = """
select (select count(*) from contact_contact where state = 'made'),
       (select count(distinct source_id) from record_fact where source_system = 'kith' and source_type <> 'usual'),
       (select count(distinct source_id) from escalation_reason
         where source_kind = 'contact' and table_name <> 'missed-contacts'),
       (select count(distinct source_id) from escalation_reason where table_name = 'missed-contacts'),
       (select count(*) from escalation_spared), (select count(*) from escalation_spared
         where seen_at is null and made_at < '2026-06-05'),
       (select count(*) from action_action where origin_kind = 'contact' and what like '%note for the huddle.%')
"""


@pytest.fixture(scope="module")
def fortnight(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Lived]:
    """The fortnight. Tests read it only."""
    with django_db_blocker.unblock(), lived(template, FORTNIGHT) as borough:
        yield borough


def test_a_fortnight_of_visits_loses_no_crossing(fortnight: Lived) -> None:
    made, observed, crossed, missed, spared, unseen, noted = fortnight.ask(_FIGURES)[0]
    assert (made > observed > crossed, missed > 0, noted > 0) == (True, True, True)
    assert spared >= unseen == 0, "somebody who may has looked at each by the next service day"
    assert all(reasons(board)[Section.ESCALATED] for board in fortnight.boards()), "a clock runs on each board"


def test_no_crossing_of_it_is_without_escalation_and_nobody_acts_outside_their_rights(fortnight: Lived) -> None:
    assert fortnight.wrong() == {}
    assert fortnight.ask("select command, reason from trail_entry where outcome = 'refused'") == []


def test_no_escalation_of_it_stood_past_its_time_without_a_next_step(fortnight: Lived) -> None:
    asked = steps(fortnight)
    assert stood_too_long(asked, FORTNIGHT.until) == []
    went_on = [one for one in asked if one.end == "moved on"]
    assert went_on, "the clock had nothing to do: the fortnight proves nothing"
    still = replace(went_on[0], ended_at=went_on[0].respond_by + timedelta(minutes=10))
    assert stood_too_long([*asked, still], FORTNIGHT.until) == [still], "the control: ten minutes late are seen"
    assert responses(asked).number > len(went_on)


def test_every_outcome_of_a_huddle_occurs_in_it(fortnight: Lived) -> None:
    found = {str(outcome) for (outcome,) in fortnight.ask("select distinct outcome from huddle_item")}
    assert found >= {"as planned", "action", "hand over", "no change", "weekly meeting", "escalation"}
