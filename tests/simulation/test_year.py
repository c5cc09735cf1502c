"""
A simulated year of three teams: planned leave and sickness, bank holidays, both clock changes.

No escalation stands past its time without a next step, nothing crosses without an escalation, nobody acts outside their
rights; and how soon somebody answered is told, with what nobody has answered kept in. The answers are those of made-up
people (`kith.simulation.clockwork`): they show that the clock goes and how it is reckoned, not how a team will do.
"""

import sys
import time as stopwatch
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import pytest

from kith.escalation.models import LEVELS
from kith.place.rules import at_local, english_bank_holidays
from kith.simulation.lives import live
from lived import Lived, empty, reasons, wanted
from simulation.figures import Step, responses, steps, stood_too_long

# a quarter of an hour on an idle machine: the year is lived once, for all that is asked of it
pytestmark = pytest.mark.nightly

YEAR = wanted(365, 66, date(2027, 1, 11))
CLOCKS_CHANGE = (date(2026, 3, 29), date(2026, 10, 25))
LOOKED_AT = timedelta(days=28)
EARLY_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Morning:
    """A team's board on one morning: how many are on it, how many of them with a reason, how many with the commonest one."""

    day: date
    listed: int
    with_reason: int
    with_the_commonest: int


@dataclass
class Year:
    """A year that was lived, and what was found on the way: every four weeks what doctor says, and how mornings look."""

    life: Lived
    steps: list[Step] = field(default_factory=list)
    wrong: dict[date, dict[str, list[str]]] = field(default_factory=dict)
    mornings: list[Morning] = field(default_factory=list)

    def look(self, day: date) -> None:
        """Examine the borough as it stands at the beginning of a day, and its boards on that morning."""
        self.wrong[day] = self.life.wrong(at_local(day, time()))
        for board in self.life.boards(at_local(day, EARLY_MORNING)):
            most = max(reasons(board).values(), default=0)
            self.mornings.append(Morning(day, len(board), sum(bool(line.reasons) for line in board), most))


@pytest.fixture(scope="module")
def tell(request: pytest.FixtureRequest) -> Any:
    """Say something on the terminal while the test still runs."""
    capturing = request.config.pluginmanager.getplugin("capturemanager")

    def say(sentence: str) -> None:
        with capturing.global_and_fixture_disabled():
            print(sentence, file=sys.stderr, flush=True)

    return say


@pytest.fixture(scope="module")
def year(template: str, django_db_setup: None, django_db_blocker: Any, tell: Any) -> Iterator[Year]:
    """The year. Tests read it only."""
    begun, day = stopwatch.monotonic(), YEAR.first
    with django_db_blocker.unblock(), empty(template) as copy:
        lived = Year(Lived(YEAR, copy))

        def a_day_is_over(number: int) -> None:
            nonlocal day
            day += timedelta(days=number)
            if (day - YEAR.first) % LOOKED_AT == timedelta(days=2):
                lived.look(day)
            if day.day == 1:
                minutes = (stopwatch.monotonic() - begun) / 60
                tell(f"A simulated year: {(day - YEAR.first).days} of {YEAR.days} days lived in {minutes:.1f} minutes")

        live(YEAR, a_day_is_over)
        lived.steps = steps(lived.life)
        yield lived


def counted(year: Year, question: str) -> int:
    [(number,)] = year.life.ask(f"select count(*) from {question}")
    return int(str(number))


def test_the_year_holds_leave_sickness_bank_holidays_and_both_clock_changes(year: Year) -> None:
    lived = {YEAR.first + timedelta(days=number) for number in range(YEAR.days)}
    assert lived > {*CLOCKS_CHANGE}
    assert len(lived & {*english_bank_holidays(2026), *english_bank_holidays(2027)}) == 8
    assert counted(year, "handover_leave where state = 'begun'") > 20
    assert counted(year, "team_absence where reason = 'Unwell'") > 50
    for day in CLOCKS_CHANGE:
        assert counted(year, f"huddle_huddle where day = '{day}'") == 1
    assert year.life.ask("select command, reason from trail_entry where outcome = 'refused'") == []


def test_no_escalation_stood_past_its_time_without_a_next_step(year: Year) -> None:
    assert len(year.steps) > 200
    assert {one.end for one in year.steps} >= {"answered", "moved on"}
    assert stood_too_long(year.steps, YEAR.until) == []


def test_nothing_crossed_without_an_escalation_and_nobody_acted_outside_their_rights(year: Year) -> None:
    """As doctor counts P6, P7 and P11, and everything else that it counts, every four weeks and at the end."""
    assert len(year.wrong) == 13
    assert {day: found for day, found in year.wrong.items() if found} == {}
    assert year.life.wrong() == {}
    assert counted(year, "escalation_reason where source_kind = 'contact' and table_name <> 'missed-contacts'") > 40
    assert counted(year, "escalation_reason where table_name = 'missed-contacts'") > 50
    assert counted(year, "proposal_proposal where state = 'approved'") > 50
    assert counted(year, "escalation_spared") > 10
    assert (
        counted(year, f"escalation_spared where seen_at is null and made_at < '{YEAR.until - timedelta(days=4)}'") == 0
    )


def test_mornings_look_like_those_of_a_caseload(year: Year) -> None:
    assert len(year.mornings) == 39
    with_reason, listed = (
        sum(counts) for counts in zip(*((one.with_reason, one.listed) for one in year.mornings), strict=True)
    )
    assert with_reason * 2 < listed, "most people are without a reason"
    hard = [one for one in year.mornings if one.with_the_commonest * 2 > one.listed]
    assert len(hard) * 10 <= len(year.mornings), f"one reason stands on more than half only on a hard morning: {hard}"


def test_how_soon_somebody_answered_is_told(year: Year, tell: Any) -> None:
    everything = responses(year.steps)
    tell(f"A simulated year: {everything}")
    for level in LEVELS:
        tell(f"  level {level}: {responses(year.steps, level)}")
    tell(
        f"  {sum(one.end == 'moved on' for one in year.steps)} of {len(year.steps)} steps passed unanswered and went on"
    )
    median, ninetieth = everything.centile(0.5), everything.centile(0.9)
    assert median is not None and ninetieth is not None
    assert median < ninetieth < timedelta(hours=4)
