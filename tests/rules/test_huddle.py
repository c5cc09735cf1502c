from dataclasses import replace
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kith.action.rules import ActionState, Standing, standing
from kith.board.rules import in_order, line
from kith.board.section_rules import Section
from kith.huddle.closing_rules import Agreed, Item, LooseKind, Raised, look_back, loose_ends, loose_words, refusal_words
from kith.huddle.outcome_rules import (
    Gone,
    InHand,
    Outcome,
    has_overdue,
    is_a_reason,
    open_outcomes,
    outcome_fault,
    suggested_what,
)
from kith.huddle.rules import Added, AgendaReason, Carried, agenda
from kith.team.rules import Calendar

from .invented import NOW, actions, contacts, ids, people

WEEKDAYS = Calendar()
boards = st.lists(people, max_size=8, unique_by=lambda person: person.person_id)
in_hands = st.builds(InHand, st.lists(actions(), max_size=3).map(tuple), st.lists(contacts(), max_size=2).map(tuple))
ALWAYS = (Section.ESCALATED, Section.NEW, Section.MISSED)


@given(boards, st.data())
def test_nobody_is_twice_on_the_agenda_and_nobody_urgent_is_left_out(people, data):
    lines = [line(person, NOW, WEEKDAYS) for person in people]
    some = st.lists(st.sampled_from([one.person_id for one in lines]), max_size=4) if lines else st.just([])
    carried, added = data.draw(some), data.draw(some)

    found = agenda(lines, [Carried(who, "ring") for who in carried], [Added(who, "Ama") for who in added])

    on_it = [item.person_id for item in found]
    assert len(set(on_it)) == len(on_it)
    assert [item.position for item in found] == list(range(1, len(found) + 1))
    assert {one.person_id for one in lines if one.section in ALWAYS} | {*carried, *added} <= set(on_it)
    assert on_it[: len(set(carried))] == list(dict.fromkeys(carried))


@given(boards, st.integers(1, 10))
def test_the_agenda_keeps_its_parts_and_the_board_order_inside_them(people, overdue_days):
    lines = in_order(line(person, NOW, WEEKDAYS) for person in people)
    place = {one.person_id: place for place, one in enumerate(lines)}

    found = agenda(lines, overdue_days=overdue_days)

    parts = [
        (item.why in (AgendaReason.OVERDUE, AgendaReason.NOTICED, AgendaReason.RETURNED), place[item.person_id])
        for item in found
    ]
    assert all(first < second for first, second in pairwise(parts))
    late = {one.person_id for one in lines if (one.oldest_overdue_days or 0) >= overdue_days}
    assert late <= {item.person_id for item in found}


@given(boards, st.integers(1, 10))
def test_a_stricter_team_never_talks_about_fewer_people(people, overdue_days):
    lines = [line(person, NOW, WEEKDAYS) for person in people]

    strict = {item.person_id for item in agenda(lines, overdue_days=overdue_days)}
    lax = {item.person_id for item in agenda(lines, overdue_days=overdue_days + 1)}
    assert lax <= strict


@given(in_hands, st.sampled_from(Outcome), st.text(max_size=8))
def test_an_outcome_offered_is_refused_for_its_reason_only(in_hand, outcome, typed):
    fault = outcome_fault(outcome, typed, in_hand, NOW)

    if outcome not in open_outcomes(in_hand, NOW):
        assert fault is not None and fault.field == "outcome"
    elif outcome is Outcome.NO_CHANGE and not is_a_reason(typed):
        assert fault is not None and fault.field == "reason"
    else:
        assert fault is None


@given(in_hands)
def test_no_change_is_never_offered_with_an_overdue_action(in_hand):
    assert has_overdue(in_hand, NOW) == (Outcome.NO_CHANGE not in open_outcomes(in_hand, NOW))


@st.composite
def huddles(draw):
    outcomes = draw(st.lists(st.none() | st.sampled_from(Outcome), max_size=4))
    items = [Item(UUID(int=place), place, f"Person {place}", given) for place, given in enumerate(outcomes, start=1)]
    if not items:
        return [], [], []
    item_ids = st.sampled_from([item.item_id for item in items])
    agreed = st.builds(Agreed, ids, item_ids, st.just("ring"), st.none() | ids, st.none() | st.just(NOW), st.booleans())
    raised = st.builds(Raised, ids, item_ids, st.just(NOW), st.sampled_from(["", " ", "told Dr Marsh"]))
    return items, draw(st.lists(agreed, max_size=4)), draw(st.lists(raised, max_size=3))


@given(huddles())
def test_the_list_is_empty_exactly_when_nothing_is_missing(huddle):
    items, agreed, raised = huddle
    settled = {one.item_id for one in raised}
    with_action = {one.item_id for one in agreed}
    offered = {one.item_id for one in agreed if one.is_offered}

    missing = (
        sum(one.owner_id is None for one in agreed)
        + sum(one.due_at is None for one in agreed)
        + sum(not one.note.strip() for one in raised)
        + sum(item.outcome is None and item.item_id not in settled for item in items)
        + sum(item.outcome is Outcome.ACTION and item.item_id not in with_action for item in items)
        + sum(item.outcome is Outcome.HAND_OVER and item.item_id not in offered for item in items)
    )
    assert len(loose_ends(items, agreed, raised)) == missing


@given(huddles(), ids)
def test_curing_each_thing_on_the_list_closes_the_huddle(huddle, owner_id):
    items, agreed, raised = huddle
    loose = {(one.kind, one.thing_id) for one in loose_ends(items, agreed, raised)}

    cured_items = [
        replace(item, outcome=Outcome.WEEKLY_MEETING)
        if loose & {(LooseKind.OUTCOME, item.item_id), (LooseKind.ACTION, item.item_id)}
        else item
        for item in items
    ]
    cured_agreed = [replace(one, owner_id=one.owner_id or owner_id, due_at=one.due_at or NOW) for one in agreed]
    cured_raised = [replace(one, note="told Dr Marsh by phone") for one in raised]
    assert loose_ends(cured_items, cured_agreed, cured_raised) == []


@given(huddles())
def test_the_list_follows_the_agenda_whatever_the_order_of_the_rows(huddle):
    items, agreed, raised = huddle
    place = {item.item_id: item.position for item in items}

    found = loose_ends(items[::-1], agreed, raised)

    assert found == loose_ends(items, agreed, raised)
    assert [place[one.item_id] for one in found] == sorted(place[one.item_id] for one in found)
    number = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
    assert loose_words(found) == f"The huddle cannot close yet: {number} loose"


@given(st.lists(st.sampled_from(ActionState)))
def test_the_look_back_adds_up(states):
    assert look_back(states).agreed == len(states)


@given(in_hands)
def test_nothing_to_decide_is_offered_only_for_those_who_are_gone(in_hand):
    assert Outcome.OFF_LIST not in open_outcomes(in_hand, NOW)
    for gone in Gone:
        offered = open_outcomes(replace(in_hand, gone=gone), NOW)
        action = [Outcome.ACTION] if gone is Gone.LEFT else []
        assert list(offered) == [Outcome.OFF_LIST, *action, Outcome.ESCALATION]


@given(huddles())
def test_the_refusal_says_each_thing_that_is_loose(huddle):
    found = loose_ends(*huddle)
    assert refusal_words(found) == " ".join([f"{loose_words(found)}.", *(f"{one.sentence}." for one in found)])


@given(in_hands, st.sampled_from(AgendaReason))
def test_work_is_suggested_in_its_own_words_and_never_what_waits_on_hold(in_hand, why):
    words = suggested_what(why, in_hand, NOW)
    own = {one.what for one in in_hand.actions if one.state is ActionState.OPEN}
    begun = {one for one in in_hand.actions if standing(one, NOW) is not Standing.WAITING}
    follow = {f"Follow up: {one.what.strip().rstrip('.')}" for one in begun}
    tries = {"First contact", "Visit again", "Call again", "Write again", "Offer clinic again", "Call again by video"}
    assert words in own | tries | follow | {"Find out how they are"}
    assert (words == "First contact") <= (why is AgendaReason.NEW or "First contact" in own)
