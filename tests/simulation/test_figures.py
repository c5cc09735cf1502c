"""What is reckoned from the steps of made-up routes: what stood past its time, and median and centile with nobody left out."""

from datetime import datetime, timedelta

from builders import AT
from simulation.figures import Responses, Step, responses, stood_too_long


def step(name: str, asked: int, by: int, ended: int | None, end: str, level: int = 2) -> Step:
    """A step of an escalation: minutes after the moment of the tests."""
    return Step(name, level, 1, 0, at(asked), at(by), None if ended is None else at(ended), end)


def at(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def minutes(found: Responses) -> list[float]:
    return sorted(one.total_seconds() / 60 for one in found.took)


def test_what_went_on_or_was_answered_in_its_minute_did_not_stand_too_long():
    sound = [step("a", 0, 15, 16, "moved on"), step("a", 16, 31, 31, "answered"), step("b", 0, 60, None, "")]
    assert stood_too_long(sound, at(61)) == []


def test_what_was_answered_or_went_on_late_or_still_asks_stood_too_long():
    late = [step("a", 0, 15, 17, "moved on"), step("b", 0, 15, 40, "answered"), step("c", 0, 15, None, "")]
    assert stood_too_long(late, at(17)) == late


def test_an_answer_counts_from_the_first_who_was_asked_and_anew_after_an_answer():
    asked = [
        step("a", 0, 15, 15, "moved on"), step("a", 15, 30, 20, "answered"), step("a", 100, 115, 103, "answered"),
        step("b", 0, 60, 50, "worse", level=3), step("b", 50, 55, 52, "answered", level=3), step("c", 0, 60, None, ""),
    ]  # fmt: skip
    found = responses(asked)
    assert (minutes(found), found.waiting, found.number) == ([3, 20, 52], 1, 4)
    assert (minutes(responses(asked, level=3)), responses(asked, level=3).waiting) == ([52], 0)


def test_who_was_not_answered_is_kept_in_as_longest():
    ten = [timedelta(minutes=number) for number in range(1, 9)]
    found = Responses(ten, waiting=2)
    assert found.centile(0.5) == timedelta(minutes=5)
    assert found.centile(0.8) == timedelta(minutes=8)
    assert found.centile(0.9) is None
    assert Responses(ten, waiting=0).centile(0.9) == timedelta(minutes=8)
    assert str(found) == "10 asked, 2 of them not answered yet: median 5 minutes, 90th centile not answered"
