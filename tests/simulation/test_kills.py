"""
A life that is killed and gone on with ends with the same rows as one that was not.

The process is killed before a statement chosen at random, every other time one about an escalation or a proposal, as a rule
inside an hour's transaction; the seed of the choice is told when the test fails. Some six kills here, more than twenty in the
nightly run, with escalations and proposals open meanwhile.
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


ABOUT = ("", "escalation_", "", "proposal_")
"""What the statement is about before which a process dies, in turn; nothing for any statement."""
_OPEN = (
    "select (select count(*) from escalation_escalation where state <> 'closed'),"
    " (select count(*) from proposal_proposal where state = 'waiting')"
)


class Counting:
    """Counts statements, by what they are about."""

    def __init__(self) -> None:
        self.number = dict.fromkeys(ABOUT, 0)

    def __call__(self, execute: Any, statement: Any, *rest: Any) -> Any:
        """Send a statement."""
        for about in self.number:
            self.number[about] += about in str(statement)
        return execute(statement, *rest)


@dataclass(frozen=True)
class Cut:
    """What was open when a process died: escalations not closed, proposals that wait; and what it was about to send."""

    about: str
    escalations: int
    proposals: int


def killed(copy: Clone, what: Wanted, last: int, about: str) -> bool:
    """Live on in a process that is killed before its `last` statement of a kind; say whether it came to that."""
    options = [str(part) for part in (what.days, what.people, what.seed, last, what.until.isoformat(), about)]
    process = subprocess.run([sys.executable, DYING, *options], env=os.environ | copy.environment, check=False)
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode != 0


def killed_often(copy: Clone, what: Wanted, at_most: dict[str, int], dice: Random) -> list[Cut]:
    """Live to the end in processes killed after a random number of statements; more where no hour came to its end."""
    cuts: list[Cut] = []
    patience, reached = 1, ""
    while killed(copy, what, dice.randint(1, patience * at_most[about := ABOUT[len(cuts) % len(ABOUT)]]), about):
        [(escalations, proposals)] = Lived(what, copy).ask(_OPEN)
        cuts.append(Cut(about, int(str(escalations)), int(str(proposals))))
        before, reached = reached, lives._reached(what)
        patience = 4 if before == reached else 1
    return cuts


@dataclass(frozen=True)
class Whole:
    """What a life that nothing interrupted has left, and how many statements it took, by what they are about."""

    content: dict[str, tuple[int, str]]
    statements: dict[str, int]


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


def proved(template: str, what: Wanted, whole: Whole, kills: int) -> list[Cut]:
    """Prove that about twice so many kills leave the same rows, with nothing broken; return where it was cut."""
    seed = Random().randrange(10**6)
    at_most = {about: max(1, number // kills) for about, number in whole.statements.items()}
    with empty(template) as copy:
        cuts = killed_often(copy, what, at_most, Random(seed))
        assert cuts, f"nothing was killed (seed {seed})"
        assert content_of(copy.name) == whole.content, f"seed {seed}, {cuts}"
        assert Lived(what, copy).wrong() == {}, f"seed {seed}, {cuts}"
    return cuts


def test_a_life_killed_three_times_is_the_same_life(template: str, one_day: Whole, django_db_blocker: Any) -> None:
    assert min(one_day.statements.values()) > 0, "the day has escalations and proposals to cut"
    with django_db_blocker.unblock():
        proved(template, ONE_DAY, one_day, kills=3)


@pytest.mark.nightly  # minutes of starting, dying and going on
@pytest.mark.usefixtures("django_db_setup")
def test_a_life_killed_twenty_times_is_the_same_life(template: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        cuts = proved(template, FORTNIGHT, uninterrupted(template, FORTNIGHT), kills=20)
    assert len(cuts) >= 20
    assert {one.about for one in cuts} == set(ABOUT)
    assert sum(one.escalations > 0 for one in cuts) >= 5, "escalations were open meanwhile"
    assert any(one.proposals for one in cuts), "and proposals waited"


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
