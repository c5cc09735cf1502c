"""A team on a Monday morning, and the clock of the pages at that moment."""

from collections.abc import Callable, Iterator

import pytest

from small_world import may

from .north import AT, North, a_place, a_team

__all__ = ["may"]


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


@pytest.fixture
def north(db: None, may: Callable[[str], None]) -> Iterator[North]:
    """Return the team of most tests."""
    may("test.raise")
    return a_team(a_place())


@pytest.fixture
def south(north: North) -> North:
    """Return another team of the same borough."""
    return a_team(north.place_id, "South", ["Ama", "Tom"])
