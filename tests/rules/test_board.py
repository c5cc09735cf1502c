from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.action.rules import ActionKind, ActionState
from kith.board.rules import REASONS_IN_FULL, SortBy, count_sections, in_order, line, reasons
from kith.board.section_rules import HEADINGS, SECTIONS
from kith.caseload.rules import ListState
from kith.contact.rules import ContactState
from kith.place.rules import local_day
from kith.team.rules import Calendar

from .invented import NOW, actions, calendars, contacts, people

boards = st.lists(people, max_size=8, unique_by=lambda person: person.person_id)
WEEKDAYS = Calendar()


def _lines(people, calendar=WEEKDAYS):
    return [line(person, NOW, calendar) for person in people]


def _urgency(person, calendar=WEEKDAYS):
    return line(person, NOW, calendar).sort_key[:2]


@given(boards, st.randoms(), st.sampled_from(SortBy))
def test_the_order_is_total_and_stable(people, dice, by):
    lines = _lines(people)
    shuffled = dice.sample(lines, len(lines))

    assert in_order(shuffled, by) == in_order(lines, by) == in_order(in_order(lines, by), by)
    assert len({one.sort_key for one in lines}) == len(lines)


@given(boards)
def test_sections_follow_each_other_and_the_rest_comes_last(people):
    ranks = [SECTIONS.index(one.section) if one.section else len(SECTIONS) for one in in_order(_lines(people))]

    assert ranks == sorted(ranks)


@given(boards, calendars)
def test_counts_add_up_to_everybody(people, calendar):
    lines = _lines(people, calendar)
    counts = count_sections(lines)

    assert counts.total == len(people)
    assert counts.needing == sum(bool(one.reasons) for one in lines)
    assert set(counts.by_section) == set(SECTIONS) == set(HEADINGS)


@given(people, actions(), calendars)
def test_one_more_action_never_makes_anybody_less_urgent(person, action, calendar):
    burdened = replace(person, actions=(*person.actions, action))

    assert _urgency(burdened, calendar) <= _urgency(person, calendar)


@given(people, contacts(), calendars)
def test_one_more_contact_missed_or_planned_never_makes_anybody_less_urgent(person, contact, calendar):
    burdened = replace(person, contacts=(*person.contacts, contact))

    assert _urgency(burdened, calendar) <= _urgency(person, calendar)


@given(people, actions(), st.integers(0, 9000))
def test_an_earlier_deadline_never_makes_anybody_less_urgent(person, action, minutes):
    sooner = replace(action, due_at=action.due_at - timedelta(minutes=minutes))

    assert _urgency(replace(person, actions=(sooner,))) <= _urgency(replace(person, actions=(action,)))


@given(people, actions())
def test_raising_an_action_to_urgent_never_makes_anybody_less_urgent(person, action):
    raised = replace(action, kind=ActionKind.URGENT)

    assert _urgency(replace(person, actions=(raised,))) <= _urgency(replace(person, actions=(action,)))


@given(people, contacts())
def test_a_contact_missed_is_never_less_urgent_than_the_same_planned(person, contact):
    unseen = replace(person, last_made_at=None)
    planned = replace(unseen, contacts=(replace(contact, state=ContactState.PLANNED),))
    missed = replace(unseen, contacts=(replace(contact, state=ContactState.MISSED),))

    assert _urgency(missed) <= _urgency(planned)


@given(people, actions(kinds=(ActionKind.PLAIN,)), st.integers(1, 40), calendars)
def test_work_held_to_a_later_day_is_no_reason_today(person, action, days, calendar):
    held = replace(action, state=ActionState.HELD, return_date=local_day(NOW) + timedelta(days=days))
    waiting = replace(person, actions=(*person.actions, held))

    assert line(waiting, NOW, calendar) == line(person, NOW, calendar)


@given(people, calendars)
def test_the_dead_and_those_who_left_have_no_reasons(person, calendar):
    assert reasons(replace(person, is_deceased=True), NOW, calendar) == ()
    assert reasons(replace(person, state=ListState.ENDED), NOW, calendar) == ()


@given(people, calendars)
def test_reasons_stand_most_urgent_first_and_none_is_lost_from_the_words(person, calendar):
    found = line(person, NOW, calendar)
    hidden = len(found.reasons) - REASONS_IN_FULL

    assert list(found.reasons) == sorted(found.reasons, key=lambda reason: reason.sort_key)
    assert [reason.code for reason in found.reasons] == [reason.section.value for reason in found.reasons]
    assert found.why.rest.endswith(f"and {hidden} more") if hidden > 0 else " more" not in found.why.rest
    assert not any("  " in reason.words or "None" in reason.words for reason in found.reasons)
