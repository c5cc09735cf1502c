"""A team on a Monday morning, and the clock of the pages at that moment."""

from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, a_team


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


@pytest.fixture
def team(db: None) -> ATeam:
    """Return the team of most tests."""
    return a_team()


@pytest.fixture
def doris(team: ATeam) -> UUID:
    """Return somebody on its list."""
    return a_person(team)
