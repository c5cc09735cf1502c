"""A clockwork that lies still is told: on the pages by which people work, by the health of the server, by doctor."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from board.reading import page
from builders import AT, a_session, a_team
from kith.act.beats import Beats, Silence, ended, expect, last_beats, silence
from kith.config.soundness import stillness
from kith.database.templates import Clone
from statements import counted

pytestmark = pytest.mark.django_db

PAGES = ("/board/{}/", "/my-day/{}/", "/huddle/{}/")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: Any, db: None) -> None:
    """Begin where no job has run yet, whatever a test before left to the database of this process."""
    expect([], AT)
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


@pytest.mark.parametrize(
    ("oldest", "newest", "said"),
    [
        (None, None, Silence(None)),
        (AT, AT, None),
        (AT - 5 * MINUTE, AT, None),
        (AT - 6 * MINUTE, AT - 5 * MINUTE, Silence(AT - 6 * MINUTE, is_part=True)),
        (AT - 7 * MINUTE, AT - 6 * MINUTE, Silence(AT - 7 * MINUTE)),
        (AT + MINUTE, AT + MINUTE, None),
    ],
)
def test_silence_begins_after_five_minutes(
    oldest: datetime | None, newest: datetime | None, said: Silence | None
) -> None:
    assert silence(Beats(oldest, newest), AT) == said


def test_a_beat_never_goes_back_and_only_minutely_jobs_count() -> None:
    ended("minutely.lapse_offers", AT)
    ended("minutely.lapse_offers", AT - MINUTE)
    ended("daily.begin_leaves", AT - timedelta(days=1))
    assert last_beats() == Beats(AT, AT)
    ended("minutely.raise_waiting", AT - MINUTE)
    assert last_beats() == Beats(AT - MINUTE, AT)


def test_a_worker_that_starts_expects_its_jobs_and_forgets_others() -> None:
    ended("minutely.of_long_ago", AT - timedelta(days=90))
    ended("minutely.lapse_offers", AT - MINUTE)
    expect(["minutely.lapse_offers", "minutely.of_today"], AT)
    assert last_beats() == Beats(AT - MINUTE, AT)
    expect(["minutely.of_today"], AT + MINUTE)
    assert last_beats() == Beats(AT, AT), "a start is no beat of a job that is known"


@pytest.mark.parametrize("address", PAGES)
def test_pages_tell_since_when_it_lies_still(address: str) -> None:
    team = a_team()
    client = a_session(team.nurse.account_id, team.nurse.role)

    def told() -> str:
        return page(client.get(address.format(team.slug))).one("div", data_live_part="clockwork").text

    assert "Kith’s clockwork has never run" in told()
    ended("minutely.lapse_offers", AT - 10 * MINUTE)
    assert told().startswith(
        "Kith’s clockwork has not run since today 8:12am Escalations do not go on to the next step, offers do not lapse,"
        " and nothing is raised by itself: ring whoever is asked."
    )
    assert "Tell whoever runs Kith for you." in told()
    ended("minutely.raise_waiting", AT)
    assert told().startswith("A part of Kith’s clockwork has not run since today 8:12am Escalations may not go on")
    ended("minutely.lapse_offers", AT)
    assert told() == ""


def test_pages_name_whom_the_service_has_named(settings: Any) -> None:
    settings.SUPPORT = "the service desk, 0300 555 0100"
    team = a_team()
    shown = page(a_session(team.nurse.account_id, team.nurse.role).get(f"/board/{team.slug}/"))
    assert "Tell the service desk, 0300 555 0100." in shown.text


def kept_about(table: str) -> list[str]:
    """Return the names of the statements kept on this connection that ask a table."""
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_prepared_statements where strpos(statement, %s) > 0", [table])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("address", PAGES)
def test_saying_so_takes_no_statement_more(address: str) -> None:
    team = a_team()
    numbers = []
    for beats in range(3):
        for number in range(beats):
            ended(f"minutely.job_{number}", AT - 10 * MINUTE)
        client = a_session(team.nurse.account_id, team.nurse.role)
        with counted() as statements:
            client.get(address.format(team.slug))
        numbers.append(statements.number)
        asks = {f"execute {name}" for name in kept_about("act_beat")}
        assert sum(any(sql.startswith(ask) for ask in asks) for sql in statements.sent) == 1
    assert len(set(numbers)) == 1


def test_health_says_it_without_taking_the_pages_away(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s)", [AT])
    ended("minutely.lapse_offers", AT - 10 * MINUTE)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "worker": True, "clockwork": False, "clockwork_ran_at": (AT - 10 * MINUTE).isoformat()},
    )
    ended("minutely.lapse_offers", AT)
    assert client.get("/readyz").json()["clockwork"] is True


def test_doctor_counts_it_among_the_settings_where_pages_are_served(fresh_database: Clone) -> None:
    with psycopg.connect(fresh_database.environment["DATABASE_URL"], autocommit=True) as database:
        assert stillness(database, AT) == [], "nothing is served"
        database.execute("insert into access_listener values (gen_random_uuid(), now() + interval '1 minute')")
        assert [one.split(":")[0] for one in stillness(database, AT)] == ["Pages are served, and no job has ever run"]
        database.execute("insert into act_beat values ('minutely.raise_waiting', %s)", [AT - 10 * MINUTE])
        said = "The jobs that are due each minute have not ended well since 2026-06-08 07:12 UTC"
        assert [one.split(": see")[0] for one in stillness(database, AT)] == [said]
        database.execute("insert into act_beat values ('minutely.lapse_offers', %s)", [AT])
        assert stillness(database, AT)[0].startswith("A job that is due each minute has not ended well since")
        database.execute("update act_beat set ended_at = %s", [AT])
        assert stillness(database, AT) == []
