"""
A life that is killed and gone on with ends with the same rows as one that was not.

The process is killed before a statement chosen at random, as a rule inside an hour's transaction; the seed of the choice
is told when the test fails. Some three kills here, twenty in the nightly run.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection

from kith.database.templates import Clone
from kith.simulation import lives
from kith.simulation.lives import Wanted, live
from lived import Lived, content_of, empty, lived, wanted

ONE_DAY = wanted(1, 6, date(2026, 6, 10))
FORTNIGHT = wanted(14, 60, date(2026, 6, 10))
DYING = Path(__file__).with_name("dying.py")


class Counting:
    """Counts statements."""

    number = 0

    def __call__(self, execute: Any, *statement: Any) -> Any:
        """Send a statement."""
        self.number += 1
        return execute(*statement)


def killed(copy: Clone, what: Wanted, last: int) -> bool:
    """Live on in a process that is killed before its `last` statement; say whether it came to that."""
    options = [str(part) for part in (what.days, what.people, what.seed, last, what.until.isoformat())]
    process = subprocess.run([sys.executable, DYING, *options], env=os.environ | copy.environment, check=False)
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode != 0


def killed_often(copy: Clone, what: Wanted, at_most: int, dice: Random) -> int:
    """Live to the end in processes killed after a random number of statements; more where no hour came to its end."""
    kills, patience, reached = 0, at_most, ""
    while killed(copy, what, dice.randint(1, patience)):
        kills += 1
        patience, before, reached = at_most, reached, lives._reached(what)
        if before == reached:
            patience = at_most * 4
    return kills


@dataclass(frozen=True)
class Whole:
    """What a life that nothing interrupted has left, and how many statements it took."""

    content: dict[str, tuple[int, str]]
    statements: int


def uninterrupted(template: str, what: Wanted) -> Whole:
    """Live without being killed."""
    counting = Counting()
    with connection.execute_wrapper(counting), lived(template, what) as borough:
        return Whole(borough.content(), counting.number)


@pytest.fixture(scope="module")
def one_day(template: str, django_db_setup: None, django_db_blocker: Any) -> Whole:
    """A day of a few people."""
    with django_db_blocker.unblock():
        return uninterrupted(template, ONE_DAY)


def proved(template: str, what: Wanted, whole: Whole, kills: int) -> None:
    """Prove that about so many kills leave the same rows, with nothing broken."""
    seed = Random().randrange(10**6)
    with empty(template) as copy:
        number = killed_often(copy, what, whole.statements // kills, Random(seed))
        assert number > 0, f"nothing was killed (seed {seed})"
        assert content_of(copy.name) == whole.content, f"seed {seed}, {number} kills"
        assert Lived(what, copy).wrong() == {}, f"seed {seed}, {number} kills"


def test_a_life_killed_three_times_is_the_same_life(template: str, one_day: Whole, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        proved(template, ONE_DAY, one_day, kills=3)


@pytest.mark.nightly  # minutes of starting, dying and going on
@pytest.mark.usefixtures("django_db_setup")
def test_a_life_killed_twenty_times_is_the_same_life(template: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        proved(template, FORTNIGHT, uninterrupted(template, FORTNIGHT), kills=20)


def test_an_hour_that_is_left_out_is_seen(
    template: str, one_day: Whole, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were an hour taken for done that was not, the rows would differ."""
    with django_db_blocker.unblock(), empty(template) as copy:
        every = lives._live_step
        with monkeypatch.context() as patch:
            patch.setattr(lives, "_live_step", lambda what, step: step.hour == 9 or every(what, step))
            live(ONE_DAY)
        assert content_of(copy.name)["huddle_huddle"] != one_day.content["huddle_huddle"]


@pytest.mark.usefixtures("django_db_setup")
def test_an_hour_lived_again_changes_nothing_but_is_answered_from_its_receipts(
    template: str, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), empty(template) as copy:
        founding, past, *_ = lives._steps(ONE_DAY)
        for step in (founding, past):
            lives._live_step(ONE_DAY, step)
        before = content_of(copy.name)
        for step in (founding, past):
            lives._live_step(ONE_DAY, step)
        assert content_of(copy.name) == before
