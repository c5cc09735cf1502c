"""A team on a Monday morning, and the clock of the pages at that moment."""

import pytest

from builders import AT, ATeam, a_team


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


@pytest.fixture
def north(db: None) -> ATeam:
    """Return the team of most tests."""
    return a_team()
