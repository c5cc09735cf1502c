"""What is owed on a concern and by when, what may not be decided or closed without: rules alone, no database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.policy.clock_rules import STEPS, read_clocks
from kith.policy.shipped import clocks
from kith.policy.value_rules import TableError
from kith.safeguarding.rules import ADULT, CHILD, Clock, Fact, Step, due_by, latest, next_due, owed, trouble
from safeguarding.cases import ADULT_STEPS, AFTERWARDS, CLOSING, DECIDED

MONDAY = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 6, 12, 17, 30, tzinfo=UTC)


def facts(*steps: tuple[str, dict[str, str]], at: datetime = MONDAY) -> list[Fact]:
    return [Fact(Step(step), answers, at + timedelta(minutes=n)) for n, (step, answers) in enumerate(steps)]


def code(about: str, step: Step, answers: dict[str, str], *known: tuple[str, dict[str, str]]) -> str:
    wrong = trouble(about, step, answers, facts(*known))
    return f"{wrong.field}: {wrong.code}" if wrong else ""


CAPACITY: dict[str, Any] = {"decision": "Who keeps her money", "outcome": "lacks capacity", "link": "Dementia"}
TESTED = {"understand": "yes", "retain": "no", "weigh": "yes", "communicate": "yes"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (CAPACITY | TESTED, ""),
        (CAPACITY | TESTED | {"retain": "yes"}, "outcome: none failed"),
        (CAPACITY | TESTED | {"link": ""}, "link: say"),
        (CAPACITY | TESTED | {"outcome": "has capacity"}, "outcome: one failed"),
        (CAPACITY | {"outcome": "has capacity"}, "understand: test all four"),
        (CAPACITY | {"outcome": "not in doubt", "link": ""}, ""),
        ({"outcome": "not in doubt"}, "decision: say"),
    ],
)
def test_capacity_is_the_functional_test_and_its_link(answers: dict[str, str], said: str) -> None:
    assert code(ADULT, Step.CAPACITY, answers) == said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"agreed": "yes"}, ""),
        ({"agreed": "no"}, "words: say"),
        ({"agreed": "yes", "overriding": "coercion", "words": "x"}, "overriding: nothing to override"),
        ({"agreed": "no", "overriding": "a hunch", "words": "x"}, "overriding: choose"),
    ],
)
def test_consent_is_sought_or_said_why_not(answers: dict[str, str], said: str) -> None:
    assert code(ADULT, Step.CONSENT, answers) == said


def test_a_duty_to_enquire_is_referred_and_without_consent_only_for_a_reason() -> None:
    refused = [*ADULT_STEPS[:3], ("consent", {"agreed": "no", "words": "She said no"}), ADULT_STEPS[4]]
    assert code(ADULT, Step.DECISION, {"refer": "no", "words": "Well"}, *ADULT_STEPS) == "refer: duty"
    assert code(ADULT, Step.DECISION, {"refer": "yes", "words": "Well"}, *refused) == "refer: no consent"
    assert code(ADULT, Step.DECISION, {"refer": "yes", "words": "Well"}, *ADULT_STEPS) == ""
    assert code(ADULT, Step.DECISION, {"refer": "yes", "words": "Well"}, *ADULT_STEPS[:4]) == ": missing"
    not_all = [*ADULT_STEPS[:4], ("questions", ADULT_STEPS[4][1] | {"cannot_protect": "not sure"})]
    assert code(ADULT, Step.DECISION, {"refer": "no", "words": "Well"}, *not_all) == ""


def test_of_a_child_significant_harm_is_referred_and_nobody_is_asked_for_consent() -> None:
    known = [
        ADULT_STEPS[0], ADULT_STEPS[1], ("parents", {"told": "no", "words": "It may put her at risk"}),
        ("harm", {"significant": "not sure", "in_need": "yes", "words": "Bruises"}),
    ]  # fmt: skip
    assert code(CHILD, Step.DECISION, {"refer": "no", "words": "Well"}, *known) == "refer: harm"
    assert code(CHILD, Step.DECISION, {"refer": "yes", "words": "Well"}, *known) == ""
    enquiry = [*known, DECIDED, AFTERWARDS[0], ("authority", {"decided": "section 47", "words": "Today"})]
    assert owed(CHILD, latest(facts(*enquiry)))[1:] == [Step.STRATEGY, Step.CONFERENCE, Step.ASSESSMENT, Step.CLOSING]
    held = [*enquiry, ("answer", {"words": "x"}), ("conference", {"words": "Plan made"})]
    assert owed(CHILD, latest(facts(*held)))[-2:] == [Step.REVIEW, Step.CLOSING]


def test_nothing_is_closed_while_something_is_owed_and_all_of_it_may_be() -> None:
    answered = ("answer", {"words": "x"})
    whole = [answered, *ADULT_STEPS, DECIDED, *AFTERWARDS]
    assert code(ADULT, Step.CLOSING, CLOSING, *whole) == ""
    for left in range(len(whole)):
        assert code(ADULT, Step.CLOSING, CLOSING, *whole[:left], *whole[left + 1 :]) == ": missing"
    assert code(ADULT, Step.CLOSING, CLOSING, answered, *ADULT_STEPS, ("decision", {"refer": "no", "words": "x"})) == ""


@pytest.mark.parametrize(
    ("since", "within", "unit", "due"),
    [
        (MONDAY, 0, "working days", datetime(2026, 6, 8, 16, 0, tzinfo=UTC)),
        (MONDAY, 1, "working days", datetime(2026, 6, 9, 16, 0, tzinfo=UTC)),
        (FRIDAY_EVENING, 0, "working days", datetime(2026, 6, 15, 16, 0, tzinfo=UTC)),
        (datetime(2026, 12, 24, 10, 0, tzinfo=UTC), 1, "working days", datetime(2026, 12, 29, 17, 0, tzinfo=UTC)),
        (MONDAY, 45, "working days", datetime(2026, 8, 10, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 30, 9, 0, tzinfo=UTC), 3, "months", datetime(2027, 3, 1, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_clock_ends_at_5pm_of_a_working_day(since: datetime, within: int, unit: str, due: datetime) -> None:
    assert due_by(since, Clock("X", CHILD, "authority", "referral", within, unit, "")) == due


@given(st.integers(0, 2_000_000), st.integers(0, 60), st.integers(0, 60))
def test_a_longer_clock_never_ends_sooner_nor_before_it_began(minutes: int, one: int, other: int) -> None:
    since = MONDAY + timedelta(minutes=minutes)
    shorter, longer = (
        due_by(since, Clock("X", ADULT, "authority", "referral", days, "working days", ""))
        for days in sorted((one, other))
    )
    assert since < shorter <= longer


def test_the_nearest_clock_of_all_that_is_owed_stands_first() -> None:
    first = next_due(ADULT, latest(facts(("answer", {"words": "x"}))), MONDAY, clocks())
    assert (first.step, first.rule) == (Step.SAFETY, "SG-CLOCK-ADULT-SAFETY")
    safe = next_due(ADULT, latest(facts(("answer", {"words": "x"}), ADULT_STEPS[0])), MONDAY, clocks())
    assert (safe.step, safe.rule) == (Step.VIEWS, "SG-CLOCK-ADULT-DECISION")


def test_what_ships_is_read_and_what_does_not_hold_names_its_row() -> None:
    assert {one.about for one in clocks()} == {ADULT, CHILD}
    assert set(STEPS) == set(Step), "the table speaks of the steps that are recorded"
    head = "id,about,step,after,within,unit,sentence"
    for row, said in (
        ("A,adult,safety,raised,x,working days,", "'x' is no whole number"),
        ("A,adult,luck,raised,0,working days,", "is no step of a concern"),
        ("A,pet,safety,raised,0,working days,", "say adult or child"),
    ):
        with pytest.raises(TableError, match=f"row 2: .*{said}|row 2: {said}"):
            read_clocks([head, row])
    with pytest.raises(TableError, match="stands twice"):
        read_clocks([head, *["A,adult,safety,raised,0,months,"] * 2])
