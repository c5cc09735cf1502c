"""Two teams, made once and copied for each module, a clock that stands at their moment, and the ledger of what is written."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from builders import AT
from cloning import using
from doctor_world import drop_as_superuser, url_as
from kith.database.templates import Clone, clone
from other_teams import Ledger
from world_of_teams import TwoTeams, two_teams


@pytest.fixture(scope="session")
def at_rest(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Clone, TwoTeams]]:
    """A database with two teams, made once for a process: to which nobody is connected, and from which modules have theirs."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            teams = two_teams()
        yield copy, teams
        drop_as_superuser(copy)


@pytest.fixture(scope="module")
def made(at_rest: tuple[Clone, TwoTeams], django_db_blocker: Any) -> Iterator[tuple[Clone, TwoTeams]]:
    """The database of the module, with two teams in it."""
    with django_db_blocker.unblock():
        copy = clone(at_rest[0].name)
        with using(copy):
            yield copy, at_rest[1]
        drop_as_superuser(copy)


@pytest.fixture
def world(made: tuple[Clone, TwoTeams], django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoTeams]:
    """The two teams; requests are made at their moment. What a test commits stays for the tests after it."""
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    with django_db_blocker.unblock():
        yield made[1]
        connection.close()


@pytest.fixture
def superuser(made: tuple[Clone, TwoTeams]) -> Iterator[psycopg.Connection]:
    """A connection from which nothing is hidden."""
    with psycopg.connect(url_as("super", made[0].name), autocommit=True) as opened:
        yield opened


@pytest.fixture
def ledger(superuser: psycopg.Connection) -> Ledger:
    """What is written."""
    return Ledger(superuser)
