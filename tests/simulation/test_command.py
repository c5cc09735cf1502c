"""`kith demo`: what scripts may rely on, and a home that it made served again on a later day."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from builders import a_home, a_place, an_account
from kith.access.home import as_kith
from kith.access.queries import account_for_sign_in, viewer
from kith.caseload.queries import day_leads
from kith.cli.demo import _new
from kith.config.server import listen
from kith.database.templates import Clone
from kith.place.rules import at_local, local_day
from kith.simulation.reading import is_empty
from kith.team.queries import all_teams, day_on_team
from lived import Lived, content_of, empty, wanted

MADE = wanted(1, 6, date(2026, 6, 10))
OPTIONS = ("--days", "1", "--people", "6", "--seed", "1", "--until", "2026-06-10")
MORNING, WEEKS_LATER = "2026-06-10T09:00:00+01:00", "2026-07-20T09:30:00+01:00"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    said: str
    grumbled: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON object that it printed, without what may differ."""
        return {name: value for name, value in json.loads(self.said).items() if name not in ("seconds", "url")}


def demo(database: Clone, *options: str, clock: str = MORNING, serve: bool = False) -> Ended:
    """Run `kith demo --json` as a process of its own, without serving unless told so."""
    faster = {"KITH_CLOCK": clock, "KITH_HASHER": "django.contrib.auth.hashers.MD5PasswordHasher"}
    ended = subprocess.run(
        [sys.executable, "-m", "kith.cli", "demo", "--json", *([] if serve else ["--no-serve"]), *options],
        env=os.environ | database.environment | faster,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@dataclass(frozen=True)
class Made:
    """A home made by the command, and its answer."""

    database: Clone
    answer: dict[str, Any]


@pytest.fixture(scope="module")
def made(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    """A home made by the command. Tests that let days pass in it come last."""
    with django_db_blocker.unblock(), empty(template) as copy:
        ended = demo(copy, *OPTIONS)
        assert ended.code == 0, ended.grumbled
        yield Made(copy, ended.answer)


@pytest.mark.nightly  # two minutes: the days of `make run`, made twice
@pytest.mark.usefixtures("django_db_setup")
def test_two_processes_make_the_same_in_two_homes(template: str, django_db_blocker: Any) -> None:
    options = ("--days", "10", "--people", "120", "--seed", "1", "--until", "2026-06-08")
    answers, contents = [], []
    for _ in range(2):
        with django_db_blocker.unblock(), empty(template) as copy:
            ended = demo(copy, *options)
            assert ended.code == 0, ended.grumbled
            answers.append(ended.answer)
            contents.append(content_of(copy.name))
    assert answers[0] == answers[1]
    assert contents[0] == contents[1]


def test_it_answers_what_scripts_rely_on(made: Made) -> None:
    assert set(made.answer) == {"sign_in", "teams", "people", "actions", "huddles", "operations"}
    assert made.answer["teams"] == ["millbrook-north", "millbrook-south", "quayside"]
    [(people, actions, huddles)] = Lived(MADE, made.database).ask(
        "select (select count(*) from person_person), (select count(*) from action_action),"
        " (select count(*) from huddle_huddle)"
    )
    assert [made.answer[name] for name in ("people", "actions", "huddles")] == [people, actions, huddles]
    assert made.answer["operations"] > people


def test_each_sign_in_works_has_one_role_and_only_one_is_a_first_sign_in(made: Made) -> None:
    first = [one.pop("first", None) for one in map(dict, made.answer["sign_in"])]
    assert first.count(True) == 1 and first.count(None) == len(first) - 1
    for one in made.answer["sign_in"]:
        account = account_for_sign_in(username=one["username"])
        assert account is not None and account.check_password(one["password"])
        with as_kith(at=MADE.until):
            seen = viewer(account_id=account.id, role=one["role"])
            slugs = {team.id: team.slug for team in all_teams()}
        assert seen is not None
        seats = {slugs[seat.team_id]: seat.role for seat in seen.seats}
        every_team = made.answer["teams"] if one["role"] == "safeguarding-lead" else [one["team"]]
        assert seats == dict.fromkeys(every_team, one["role"]) and one["team"] in seats
        assert seen.agreed is not one.get("first", False)


def test_it_is_made_up_to_this_morning_or_now_if_that_is_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_CLOCK", "2026-06-10T10:00:00+01:00")
    assert _new({"days": 3}, None) == wanted(3, 240, date(2026, 6, 10))
    assert _new({}, date(2026, 6, 8)) == wanted(60, 240, date(2026, 6, 8))
    monkeypatch.setenv("KITH_CLOCK", "2026-06-10T06:30:00+01:00")
    early = datetime.fromisoformat("2026-06-10T06:30:00+01:00")
    assert timedelta() <= _new({}, None).until - early < timedelta(minutes=80), (
        "the clock goes on from the run's own start"
    )


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (("--days", "2"), "--days 1"),
        (("--people", "7", "--seed", "1"), "--people 6"),
        (("--until", "2026-06-11"), "--until 2026-06-10"),
    ],
)
def test_other_options_than_it_was_made_with_are_refused_in_one_line(
    made: Made, options: tuple[str, ...], kept: str
) -> None:
    ended = demo(made.database, *options)
    said = f"kith demo: This home holds a demo made with {kept}: use another KITH_HOME for another.\n"
    assert ended == Ended(2, "", said)


def test_served_again_it_tells_the_same(made: Made) -> None:
    assert demo(made.database, *OPTIONS).answer == made.answer


def test_weeks_later_the_days_since_are_rota_only_and_day_leads_hold(made: Made) -> None:
    home = Lived(MADE, made.database)
    before = home.content()
    later = demo(made.database, clock=WEEKS_LATER)
    assert later.answer == made.answer
    after = home.content()
    changed = {table for table, content in after.items() if content != before[table]}
    assert changed == {"team_rotaday", "team_shift", "trail_entry", "act_receipt"}
    now = datetime.fromisoformat(WEEKS_LATER)
    with as_kith(at=now):
        for team in (one for one in all_teams() if one.opened_at):
            for ahead in range(29):
                day = local_day(now) + timedelta(days=ahead)
                today = day_on_team(team=team, day=day, at=now if ahead == 0 else at_local(day, datetime.min.time()))
                assert today.published is today.is_service_day, (team.slug, day)
                assert all(day_leads(team=team, day=today).values()), (team.slug, day)
    assert demo(made.database, clock=WEEKS_LATER).answer == made.answer
    assert home.content() == after, "a second time the same day changes nothing"


def test_a_port_that_is_taken_is_said_before_anything_is_made(template: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), empty(template) as copy, listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        ended = demo(copy, *OPTIONS, "--port", str(port), serve=True)
        assert (ended.code, ended.said) == (2, "")
        assert ended.grumbled.startswith(f"kith demo: Port {port} cannot be used")
        assert is_empty()


def test_a_home_that_holds_something_else_is_left_alone(template: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        for make in (a_place, lambda: an_account("sam", "Sam Whitlock", agreed=False)):
            with empty(template) as copy:
                a_home()
                make()
                ended = demo(copy)
                said = "kith demo: This home holds something already: use another KITH_HOME for a demo.\n"
                assert ended == Ended(2, "", said)
