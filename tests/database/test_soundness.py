"""What endangers data is found and said in a sentence."""

from collections.abc import Iterator

import psycopg
import pytest

from database.homes import own_home, query
from kith.database import server, soundness
from kith.database.connection import database_url


@pytest.fixture(scope="module")
def home() -> Iterator[None]:
    """A server of its own, without tables."""
    with own_home():
        server.start()
        yield


def check(role: str = "app", *open_tables: str) -> list[str]:
    with psycopg.connect(database_url(role), autocommit=True) as connection:
        return soundness.check_settings(connection, open_tables)


def test_empty_database_with_the_application_role_is_sound(home: None) -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("super", "The application role postgres is a superuser, whom row-level security does not bind"),
        ("backup", "The application role kith_backup has BYPASSRLS, so row-level security does not bind it"),
        ("owner", "The application role kith_owner owns the database or tables and could switch their protection off"),
    ],
)
def test_role_that_row_level_security_does_not_bind_is_named(home: None, role: str, sentence: str) -> None:
    assert [said.split(":")[0] for said in check(role)][:1] == [sentence]


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("", ["Table bare has no row-level security"]),
        ("alter table bare enable row level security", ["Table bare does not force row-level security on its owner"]),
        ("alter table bare enable row level security; alter table bare force row level security", []),
    ],
)
def test_table_without_forced_row_level_security_is_named(home: None, planted: str, found: list[str]) -> None:
    query("create table bare (id int)", "owner")
    try:
        if planted:
            query(planted, "owner")
        assert [said.split(":")[0] for said in check()] == found
        assert check("app", "bare") == []
    finally:
        query("drop table bare", "owner")


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_server_that_may_lose_what_it_acknowledged_is_named(home: None, setting: str) -> None:
    query(f"alter system set {setting} = off", "super", "postgres")
    query("select pg_reload_conf(), pg_sleep(0.2)", "super", "postgres")
    try:
        assert check() == [f"{setting} is off: a crash could lose what was acknowledged; set it to on."]
    finally:
        query(f"alter system reset {setting}", "super", "postgres")
        query("select pg_reload_conf(), pg_sleep(0.2)", "super", "postgres")


def test_asynchronous_commit_is_named(home: None) -> None:
    query("alter role kith_app set synchronous_commit = off", "super", "postgres")
    try:
        assert [said.split(":")[0] for said in check()] == ["synchronous_commit is off"]
    finally:
        query("alter role kith_app reset synchronous_commit", "super", "postgres")


def test_threads_must_fit_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_POOL_SIZE", "8")
    assert soundness.check_pool(7) == []
    assert soundness.check_pool(8) == [
        "8 threads and 1 beside them share 8 connections: "
        "set KITH_POOL_SIZE to 9 or more, or KITH_THREADS to 7 or fewer."
    ]
