from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.action.rules import (
    KINDS,
    STATES,
    TRANSITIONS,
    UNFINISHED,
    ActionKind,
    ActionState,
    NoSuchStep,
    Standing,
    can_step,
    check_step,
    deadline,
    is_due_today,
    is_overdue,
    overdue_service_days,
    standing,
)
from kith.place.rules import local_day

from .invented import NOW, actions, calendars, near_moments

URGENCY = [Standing.OVERDUE, Standing.RETURNED, Standing.DUE_TODAY, Standing.LATER, Standing.WAITING]
later = st.integers(1, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(actions(), near_moments, later)
def test_time_never_makes_work_less_late(action, at, later):
    before, after = standing(action, at), standing(action, at + later)

    assert URGENCY.index(after) <= URGENCY.index(before) or {before, after} == {Standing.RETURNED, Standing.DUE_TODAY}


@given(actions(), later)
def test_an_earlier_deadline_is_never_less_late(action, earlier):
    sooner = replace(action, due_at=action.due_at - earlier)

    assert URGENCY.index(standing(sooner, NOW)) <= URGENCY.index(standing(action, NOW))


@given(near_moments, near_moments)
def test_overdue_and_due_today_exclude_each_other(due_at, at):
    assert not (is_overdue(due_at, at) and is_due_today(due_at, at))
    assert is_overdue(due_at, at) or is_due_today(due_at, at) or local_day(due_at) > local_day(at)


@given(near_moments, near_moments, later, calendars)
def test_days_overdue_never_shrink(due_at, at, later, calendar):
    before = overdue_service_days(due_at, at, calendar)

    assert 0 <= before <= overdue_service_days(due_at, at + later, calendar)
    assert is_overdue(due_at, at) or before == 0


@given(actions())
def test_a_hold_never_brings_the_deadline_forward(action):
    assert deadline(action) >= action.due_at


@given(actions())
def test_open_work_is_never_waiting(action):
    if action.state is ActionState.OPEN:
        assert standing(action, NOW) in {Standing.OVERDUE, Standing.DUE_TODAY, Standing.LATER}


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("state", STATES)
def test_a_step_that_can_start_leads_somewhere_and_one_that_cannot_says_so(name, state):
    if can_step(name, state):
        assert check_step(name, state) is TRANSITIONS[name].to_state
    else:
        with pytest.raises(NoSuchStep, match="open it again"):
            check_step(name, state)


def test_every_kind_has_a_row_and_only_plain_work_what_follows_a_death_and_what_supervision_agreed_are_simply_completed():
    assert set(KINDS) == set(ActionKind)
    simply = {kind for kind, row in KINDS.items() if row.finished_by == "action.complete"}
    assert simply == {ActionKind.PLAIN, ActionKind.AFTER_DEATH, ActionKind.SUPERVISION}


def test_every_state_can_be_reached_and_unfinished_work_can_be_finished():
    assert {row.to_state for row in TRANSITIONS.values()} == set(STATES)
    assert all(can_step("complete", state) and can_step("cancel", state) for state in UNFINISHED)
