import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.alignment.code_rules import without_codes
from kith.alignment.composing_rules import COMPOSERS, ActionSaid, ItemSaid, Known, OpenMatter, compose
from kith.alignment.rules import (
    Answered,
    Part,
    Replied,
    Said,
    State,
    Times,
    answer_by,
    figures,
    latest_day,
    read_times,
    reminders,
    reminders_come,
    unanswered,
    usual_day,
    verdict,
)
from kith.alignment.times import times
from kith.place.rules import in_london, local_day
from kith.plan.rules import Content, Goal, Section, Sign

AT = datetime(2026, 6, 8, 7, 22, tzinfo=UTC)
TIMES = Times(14, 7, 1, 1)
HOMES, CARE = UUID(int=1), UUID(int=2)
YES = Answered(Said.YES)
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))


def part(field: str, key: str = "", text: str = "x") -> Part:
    return Part(field, key or field, "Heading", text)


def test_an_answer_is_aligned_unless_one_part_goes_against_the_plan():
    parts = [part("actions-of-agency", "actions-of-agency:1"), part("preferences"), part("name")]
    every = {one.key: YES for one in parts}
    assert verdict(parts, every) is State.ALIGNED
    assert verdict(parts, every | {"preferences": Answered(Said.NO, "She moved")}) is State.NOT_ALIGNED
    assert verdict(parts, every | {"preferences": Answered(Said.NOT_OURS)}) is State.ALIGNED, "it is nothing of theirs"
    assert verdict(parts, every | {"actions-of-agency:1": Answered(Said.NOT_OURS)}) is State.NOT_ALIGNED, (
        "then nobody does it"
    )
    assert unanswered(parts, {}) == ["actions-of-agency:1", "preferences"], "a name is told, and not asked about"


def test_the_shipped_times_are_read_and_wrong_ones_are_refused():
    assert times() == TIMES
    head = "id,what,number"
    lines = {"longest": "14", "usual": "7", "before": "1", "settle": "1"}
    for wrong in ({"longest": "15"}, {"usual": "0"}, {"before": "7"}, {"settle": "soon"}, {"else": "1"}):
        with pytest.raises(ValueError, match="partner-answers"):
            read_times([head, *(f"P,{what},{number}" for what, number in (lines | wrong).items())])


@given(moments, st.integers(-3, 20))
def test_nobody_is_asked_for_longer_than_a_link_opens(at, days):
    day = at.date() + timedelta(days=days)
    until = answer_by(day, at)
    assert until is None or at < until <= at + timedelta(days=14)
    assert answer_by(latest_day(at, TIMES), at)
    assert answer_by(latest_day(at, TIMES) + timedelta(days=1), at) is None


@given(st.integers(1, 14 * 24))
def test_reminders_keep_their_distance_from_everything_and_come_in_order(hours):
    until = AT + timedelta(hours=hours)
    found = reminders(AT, until, TIMES)
    every = [AT, *found, until]
    assert all(later - sooner >= timedelta(hours=12) for sooner, later in pairwise(every)) or not found
    assert [reminders_come(AT, until, one, TIMES) for one in found] == list(range(1, len(found) + 1))
    assert reminders_come(AT, until, AT, TIMES) == 0


def test_reminders_are_half_way_and_a_day_before_when_people_read_them():
    until = datetime(2026, 6, 18, 11, 22, tzinfo=UTC)
    assert reminders(AT, until, TIMES) == [datetime(2026, 6, 12, 9, 0, tzinfo=UTC), until - timedelta(days=1)], (
        "no Saturday"
    )
    monday = datetime(2026, 6, 15, 16, 0, tzinfo=UTC)
    assert reminders(AT, monday, TIMES) == [datetime(2026, 6, day, 9, 0, tzinfo=UTC) for day in (11, 12)], (
        "no night, no Sunday"
    )
    soon = AT + timedelta(days=2, hours=2)
    assert reminders(AT, soon, TIMES) == [soon - timedelta(days=1)], "of two near each other the later is sent"
    assert reminders(AT, AT + timedelta(hours=20), TIMES) == []


@given(st.integers(1, 14 * 24), moments)
def test_no_reminder_comes_when_nobody_reads_it(hours, sent_at):
    for one in map(in_london, reminders(sent_at, sent_at + timedelta(hours=hours), TIMES)):
        assert one.weekday() < 5 and 9 <= one.hour <= 16


@given(moments, st.integers(1, 14), st.integers(0, 30))
def test_the_usual_day_is_no_weekend_and_none_that_cannot_be_asked_for(sent_at, usual, agreed):
    times_ = Times(14, usual, 1, 1)
    day = usual_day(sent_at, times_, None)
    assert day.weekday() < 5 or usual <= 1
    assert day <= local_day(sent_at) + timedelta(days=14)
    last = local_day(sent_at) + timedelta(days=agreed)
    assert usual_day(sent_at, times_, last) == min(day, last)


def test_figures_are_told_from_five_answers_and_withdrawn_requests_do_not_count():
    four = [Replied(State.ALIGNED, 10.0)] * 3 + [Replied(State.NOT_ALIGNED, 50.0)]
    others = [Replied(State.NO_ANSWER), Replied(State.WITHDRAWN), Replied(State.NOT_FOR_THEM, 1.0)]
    assert figures([*four, *others]) == figures([*four, Replied(State.NO_ANSWER)])
    few = figures([*four, *others])
    assert (few.asked, few.answered, few.usual_hours, few.aligned) == (5, 4, None, None)
    enough = figures([*four, Replied(State.ALIGNED, 20.0), *others])
    assert (enough.asked, enough.answered, enough.usual_hours, enough.aligned) == (6, 5, 10.0, 4)


KNOWN = Known(
    name="Doris Pettigrew",
    likes="Dot",
    addresses=["Flat 3, 18 Tanner's Row"],
    telephones=["01632 960 130"],
    speaking="Hears badly on the left",
    getting_in="Knock loudly, the key safe is 4821",
    visit_risk="The dog bites",
    ring="Sam Whitlock",
    sections={
        Section.HELP: Content("Sit on her right side. Key safe code: 48 21."),
        Section.GOALS: Content(goals=(Goal("To sit in the garden", "her son", date(2026, 7, 1)),)),
        Section.SIGNS: Content(signs=(Sign("a", "Green phlegm", "Start the rescue pack"),)),
        Section.CONTINGENCY: Content("Ring Ama first."),
        Section.RISKS: Content("She falls."),
        Section.MATTERS: Content("Her kitchen."),
    },
    actions=[
        ActionSaid(UUID(int=7), "Repair the damp", "Monday 15 June", "Jo Reed, Homes", HOMES),
        ActionSaid(UUID(int=8), "Fit a rail", "Friday 12 June", "Jo Reed, Homes", HOMES, is_off=True),
        ActionSaid(UUID(int=9), "Ring the pharmacy", "Tuesday 9 June"),
    ],
    items=[
        ItemSaid(UUID(int=4), CARE, "medicine", "morning", "Medicine support, morning: prompts (methadone)", "prompts"),
        ItemSaid(UUID(int=5), HOMES, "equipment", "rail", "Equipment, rail: fits it"),
    ],
    matters=[OpenMatter(UUID(int=6), frozenset({HOMES, CARE}), {CARE: "morning"})],
)


@given(st.sets(st.sampled_from(sorted(COMPOSERS))), st.sampled_from([HOMES, CARE]))
def test_nothing_is_said_of_a_field_that_is_not_allowed(fields, agency):
    said = compose(KNOWN, agency, fields)
    assert {one.field for one in said} <= fields
    assert len({one.key for one in said}) == len(said)
    text = " ".join(one.text for one in said)
    assert not any(secret in text for secret in ("4821", "48 21", "She falls", "Her kitchen"))
    assert "methadone" not in text or (agency == CARE and "items-of-agency" in fields), "only whoever gives it is told"


CODES = (
    "The code is 4471.", "Code for the door: 4471", "Keypad 1234#", "lockbox 4471", "key safe. Code 4471.",
    "Key safe 1 4 7 9 2 5 8 0", "Key safe: C1479Y", "Keysafe code 14-79", "Her pin is 1479", "Door code 1.4.7.9",
    "Key safe by the door. 4471. Knock first.", "4471 opens the gate", "The entry code: *1479#", "door: 0471",
    "The key safe\n4471", "4471. That is the code of the lock box", "Doorcode 4471", "Code: four four seven one",
    "Entrance 147 then up", "key box number 4471, ring 01632 960 001", "Gate 4471 01632 960 001",
)  # fmt: skip
STAYS = (
    "Ring the entry buzzer or 01632 960 001", "Repair the door, by Friday 12 June 2026", "The gate of 3 Elm Row, TN12 4QX",
    "Flat 12, second door", "Call +44 1632 960 001 at the gate between 10:30 and 11:00", "Her 118 steps. The lift is out.",
)  # fmt: skip


def test_numbers_that_open_a_door_are_taken_out_in_whatever_words():
    for text in CODES:
        said = without_codes(text)
        assert "(ask the team)" in said and not re.search(r"\d|four|seven", said.replace("01632 960 001", "")), said
    assert [without_codes(one) for one in STAYS] == list(STAYS), "the control: what opens nothing stays"
    said = [without_codes(one, is_address=True) for one in ("112 Gate Lane", "112 Elm Row, key safe 4471")]
    assert said == ["112 Gate Lane", "(ask the team) Elm Row, key safe (ask the team)"]


@given(
    st.sampled_from(["key safe", "Keysafe", "the code", "door code", "keypad", "lock box", "PIN", "gate"]),
    st.sampled_from([" ", " is ", ": ", ". ", ", ", "\n", " number ", " (Carl set it) "]),
    st.lists(st.sampled_from("0123456789"), min_size=3, max_size=8),
    st.sampled_from(["", " ", "-", ".", ", "]),
)
def test_no_code_of_three_to_eight_digits_stays_beside_a_word_of_doors(word, between, digits, apart):
    assert not re.search(r"\d", without_codes(f"{word}{between}{apart.join(digits)}"))


def test_what_each_agency_is_told_is_its_own():
    said = {one.key: one.text for one in compose(KNOWN, HOMES, COMPOSERS)}
    assert said["actions-of-agency:000000000007"] == "Repair the damp, by Monday 15 June"
    assert said["actions-of-agency:000000000008"] == "Not to be done any more: Fit a rail"
    assert said["items-of-agency:000000000005"] == "Equipment, rail: fits it"
    assert not any(key.startswith("equipment") for key in said), "what stands once is not said again"
    assert said["contradictions:000000000006"] == "You told us that something does not fit. We are settling it."
    assert "actions-of-all:000000000009" in said and "actions-of-all:000000000008" not in said
    assert "morning" in {one.key: one.text for one in compose(KNOWN, CARE, COMPOSERS)}["contradictions:000000000006"]


def test_an_open_matter_is_told_as_it_came_up():
    for matter, words in (
        (
            OpenMatter(UUID(int=6), frozenset({HOMES}), is_told=False),
            "Something that you do does not fit with something else.",
        ),
        (
            OpenMatter(UUID(int=6), frozenset({HOMES}), {HOMES: "bath"}, is_old=True),
            "Something has changed since you said",
        ),
    ):
        [part] = compose(replace(KNOWN, matters=[matter]), HOMES, {"contradictions"})
        assert part.text.startswith(words)
