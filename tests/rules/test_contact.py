from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.contact.rules import (
    CHANGES,
    SAID,
    STATES,
    ContactFacts,
    ContactState,
    Way,
    WindowBackwards,
    is_planned_today,
    lacks_result,
    missed_since,
)

from .invented import NOW, contacts, near_moments

several = st.lists(contacts(), max_size=5)


@given(several, st.none() | near_moments)
def test_missed_ones_come_first_missed_first_and_are_all_after_the_last_made(contacts, last_made_at):
    found = missed_since(contacts, last_made_at, NOW)

    assert list(found) == sorted(found, key=lambda one: (one.from_at, one.contact_id.int))
    assert all(last_made_at is None or one.from_at > last_made_at for one in found)
    assert not any(one.state in (ContactState.MADE, ContactState.CANCELLED) for one in found)


@given(several)
def test_a_contact_made_now_leaves_none_missed_before(contacts):
    assert all(one.from_at > NOW for one in missed_since(contacts, NOW, NOW))


@given(contacts(), near_moments)
def test_a_planned_contact_is_for_today_or_without_result_or_still_to_come(contact, at):
    assert is_planned_today(contact, at) + lacks_result(contact, at) <= (contact.state is ContactState.PLANNED)


def test_a_window_that_ends_before_it_starts_is_refused():
    with pytest.raises(WindowBackwards, match="change the time it ends"):
        ContactFacts(UUID(int=1), Way.VISIT, ContactState.PLANNED, NOW, NOW - timedelta(minutes=1))


def test_only_planned_contacts_get_a_result_and_what_is_paused_is_planned_again_or_called_off():
    assert {state for state in STATES if CHANGES[state] & SAID} == {ContactState.PLANNED, ContactState.PAUSED}
    assert CHANGES[ContactState.PAUSED] == {ContactState.PLANNED, ContactState.CANCELLED}
    assert CHANGES[ContactState.PLANNED] == SAID | {ContactState.PAUSED}
