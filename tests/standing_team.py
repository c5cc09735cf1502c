"""
A team that stands for all tests of a worker, in a database of its own: making it for each test costs most of the test.

    from standing_team import doris, standing, team      in a conftest.py

Each test runs in a transaction that is rolled back, so that the next finds the team as it was made.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person
from cloning import using
from kith.database.templates import Clone


@pytest.fixture(scope="module")
def standing(team_at_rest: tuple[Clone, ATeam], django_db_blocker: Any) -> Iterator[ATeam]:
    """The team, committed, with nobody on its list."""
    copy, team = team_at_rest
    with django_db_blocker.unblock(), using(copy):
        yield team


@pytest.fixture
def team(standing: ATeam, db: None) -> ATeam:
    """The team of most tests, on a Monday morning."""
    return standing


@pytest.fixture
def doris(team: ATeam) -> UUID:
    """Somebody on its list."""
    return a_person(team)


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages believe that it is the moment of the tests."""
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


__all__ = ["_monday_morning", "doris", "standing", "team"]
