"""
A worker killed while escalations are due to move on: each moves on exactly once, none is lost, and pages say meanwhile that
the clockwork lies still (P6, P13). A real worker process, dead without warning, twice: in the middle of a team's move, and
after all has moved but before the job says that it is done. The clocks of the processes begin on a Monday morning and go on
by real time; between the first death and what follows six minutes pass on them.

Two controls show that the verdict would see it: nobody comes back, and a worker whose clock is hours ahead.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from builders import ATeam, Someone, a_person, a_place, a_team, an_act
from cloning import serving
from crash.load import Browser
from doctor_world import url_as
from forms import form_of
from kith.database.templates import Clone
from kith.escalation.operations import raise_
from kith.jobs.minutely import escalation_route

MORNING = datetime(2026, 6, 8, 9, 30, tzinfo=UTC)
"""Monday, half past ten in London: two hours after everything was raised, an hour after it was to be answered."""
RAISED_AT = MORNING - timedelta(hours=2)
OUTAGE = timedelta(minutes=6)
PATIENCE = 150.0
"""Seconds: a dead worker's job is taken over half a minute after its last sign of life, at the next minute at the latest."""
JOB = "minutely.escalation_route"
LIES_STILL = "clockwork has not run since"
_VERDICT = """
select e.id::text, t.name, count(s.id) filter (where s."end" = 'moved on'), count(s.id) filter (where s."end" = '')
  from escalation_escalation e join team_team t on t.id = e.team_id
  join escalation_routestep s on s.escalation_id = e.id group by 1, 2
"""


@dataclass(frozen=True)
class Verdict:
    """How often what was raised has moved on, by the names of teams: all of it is in order when each did once."""

    once: Counter[str]
    lost: Counter[str]
    doubled: Counter[str]


def judge(database: Clone) -> Verdict:
    """Say what became of each escalation, from its steps: which must end with exactly one that asks."""
    verdict = Verdict(Counter(), Counter(), Counter())
    for _escalation, team, moved, asks in ask(database, _VERDICT):
        assert asks == 1, "somebody is asked now"
        found = {0: verdict.lost, 1: verdict.once}.get(int(str(moved)), verdict.doubled)
        found[str(team)] += 1
    return verdict


def ask(database: Clone, statement: str) -> list[tuple[object, ...]]:
    """Return what a question answers to the role from which nothing is hidden."""
    with psycopg.connect(url_as("backup", database.name)) as opened:
        return opened.execute(statement).fetchall()


def raised(names: Sequence[str], people: int) -> dict[str, tuple[ATeam, list[UUID]]]:
    """Return teams of one place, in the order of their names, each with escalations that nobody has answered."""
    place_id = a_place(at=RAISED_AT - timedelta(days=20))
    return {name: _raised(a_team(name, RAISED_AT, place_id=place_id), people) for name in names}


def _raised(team: ATeam, people: int) -> tuple[ATeam, list[UUID]]:
    made = []
    for number in range(people):
        person_id = a_person(team, f"Doris Pettigrew {number}", RAISED_AT - timedelta(days=3))
        with an_act(team.nurse, RAISED_AT) as act:
            made.append(raise_(act=act, team_id=team.id, person_id=person_id, worry="Breathless at rest"))
    return team, made


@dataclass
class Clocks:
    """What the processes believe: a Monday morning that goes on by real time, and what passed by itself in between."""

    begun: float
    passed: timedelta = timedelta()

    @property
    def now(self) -> str:
        """The moment at which a process that starts now believes to start."""
        return (MORNING + self.passed + timedelta(seconds=time.monotonic() - self.begun)).isoformat()


@contextmanager
def worker(database: Clone, clocks: Clocks) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process until the block ends; it ends by itself when asked, unless it was killed."""
    environment = os.environ | database.environment | {"KITH_CLOCK": clocks.now}
    process = subprocess.Popen([sys.executable, "-m", "kith.cli", "worker"], env=environment, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(10)


@contextmanager
def held(database: Clone, row: str) -> Iterator[psycopg.Connection]:
    """Hold one row, for which whoever wants to change it waits."""
    with psycopg.connect(url_as("super", database.name)) as holder:
        assert holder.execute(row).fetchall()
        yield holder


def waits_for_a_row(database: Clone, about: str) -> bool:
    """Say whether a process of the application waits to change something."""
    sql = (
        "select count(*) from pg_stat_activity where datname = current_database() and usename = 'kith_app'"
        f" and wait_event_type = 'Lock' and query ilike '%{about}%' and pid <> pg_backend_pid()"
    )
    with psycopg.connect(url_as("super", database.name)) as opened:
        return opened.execute(sql).fetchall() != [(0,)]


def until(what: Callable[[], bool], said: str) -> None:
    """Wait for something to become so."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() < begun + PATIENCE, said
        time.sleep(0.1)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    assert process.wait(10) == -signal.SIGKILL


def beat(database: Clone) -> object:
    """Return when the job last ended well."""
    [(at,)] = ask(database, f"select ended_at from act_beat where job = '{JOB}'")
    return at


def board_of(who: Someone, url: str, slug: str) -> str:
    """Return the board as somebody who signs in sees it."""
    browser = Browser(url)
    page = browser.get("/sign-in")
    values = form_of(page, "/sign-in").values | {"username": who.username, "password": "an-honest-password"}
    assert browser.post("/sign-in", values).status == 302
    return str(browser.get(f"/board/{slug}/?show=all").content.decode())


@pytest.mark.nightly  # two minutes: what a dead worker held is taken over after half a minute of silence, twice
def test_a_worker_killed_while_escalations_move_on_moves_each_once(fresh_database: Clone) -> None:
    teams = raised(["Alder", "Birch", "Cedar"], people=4)
    clocks, each = Clocks(time.monotonic()), Counter(dict.fromkeys(teams, 4))
    birch = f"e.id = '{teams['Birch'][1][-1]}'"
    asks = f"select a.id from action_action a join escalation_escalation e on e.ask_id = a.id where {birch} for update of a"

    with held(fresh_database, asks), worker(fresh_database, clocks) as first:
        until(lambda: waits_for_a_row(fresh_database, "action_action"), "the worker came to no team's move")
        until(lambda: judge(fresh_database).once["Alder"] == 4, "the first team did not move on")
        kill(first)
    alone = judge(fresh_database)
    assert (alone.once, alone.doubled) == (Counter({"Alder": 4}), Counter()), "the team cut in two has not moved at all"
    assert alone.lost == Counter({"Birch": 4, "Cedar": 4}), "the control: nobody came back, and it is seen"

    clocks.passed += OUTAGE
    lead, slug = teams["Birch"][0].lead, teams["Birch"][0].slug
    with serving(fresh_database, KITH_CLOCK=clocks.now) as web:
        assert LIES_STILL in board_of(lead, web.url, slug), "the dead-man sign shows"
        with (
            held(fresh_database, f"select job from act_beat where job = '{JOB}' for update"),
            worker(fresh_database, clocks) as second,
        ):
            until(lambda: judge(fresh_database).lost == Counter(), "what was lost did not move on")
            until(lambda: waits_for_a_row(fresh_database, "act_beat"), "the job did not come to its end")
            kill(second)
        assert judge(fresh_database).once == each, "all has moved, and the job died before it could say so"

        before = beat(fresh_database)
        with worker(fresh_database, clocks):
            until(lambda: beat(fresh_database) != before, "the job was not taken over")
            again = beat(fresh_database)
            until(lambda: beat(fresh_database) != again, "the job did not run again")
            assert LIES_STILL not in board_of(lead, web.url, slug), "and the sign goes"
    assert judge(fresh_database) == Verdict(each, Counter(), Counter())
    told = "select count(*) from message_message where kind = 'escalation went on' group by thing_id"
    assert ask(fresh_database, told) == [(1,)] * 12, "and whoever raised it is told of it once"


def test_control_a_clock_that_is_hours_ahead_is_seen_to_move_twice(fresh_database: Clone) -> None:
    raised(["Alder"], people=2)
    escalation_route.run(MORNING)
    escalation_route.run(MORNING)
    assert judge(fresh_database) == Verdict(Counter({"Alder": 2}), Counter(), Counter())
    escalation_route.run(MORNING + timedelta(hours=5))
    assert judge(fresh_database) == Verdict(Counter(), Counter(), Counter({"Alder": 2}))
