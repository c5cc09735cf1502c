"""What a form's fields mean: deadlines and moments typed as day and time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import AT
from kith.act import Refusal
from kith.action.forms import by_options, deadlines, done_at_of, due_at_of
from kith.team.rules import Calendar
from kith.web import typed
from kith.web.words import local

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_usual_deadlines_are_to_come_in_order_and_the_last_answer_is_another_time(at: datetime) -> None:
    usual = list(deadlines(at=at, calendar=Calendar()).values())
    assert usual == sorted(set(usual)) and all(due > at for due in usual)
    assert [option.value for option in by_options(at=at, calendar=Calendar())][-1] == "other"


@given(moments)
def test_deadline_shown_in_the_fields_of_a_form_comes_back_as_it_was(at: datetime) -> None:
    due_at = at.replace(second=0, microsecond=0)
    form = {"by": "other"} | typed.moment_fields(due_at, day_name="by_day", time_name="by_time")
    came_back = due_at_of(form, at=at, calendar=Calendar())
    assert local(came_back).replace(fold=0) == local(due_at).replace(fold=0)


@pytest.mark.parametrize(
    ("form", "done_at"),
    [
        ({}, None),
        ({"day": "2026-06-08", "time": "08:22"}, AT),
        ({"day": "2026-06-08"}, None),
        ({"day": "2026-06-05"}, datetime(2026, 6, 5, 16, 0, tzinfo=UTC)),
        ({"day": "2026-06-05", "time": "10:15"}, datetime(2026, 6, 5, 9, 15, tzinfo=UTC)),
        ({"time": "07:15"}, datetime(2026, 6, 8, 6, 15, tzinfo=UTC)),
    ],
)
def test_moment_that_something_was_done(form: dict[str, str], done_at: datetime | None) -> None:
    assert done_at_of(form, at=AT) == done_at
    assert done_at_of(form, at=AT + timedelta(minutes=3)) == done_at


@pytest.mark.parametrize("form", [{"by": ""}, {"by": "never"}, {"by": "other"}, {"by": "other", "by_day": "8 June"}])
def test_deadline_that_cannot_be_read_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        due_at_of(form, at=AT, calendar=Calendar())
