"""A team on a Monday morning, and the clock of the pages at that moment."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from cloning import using
from kith.database.templates import Clone, clone, drop
from small_world import may

from .north import AT, North, a_place, a_team

__all__ = ["may"]


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


@pytest.fixture(scope="session")
def north_at_rest(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Clone, North]]:
    """Make the team of most tests once a worker, in a database of its own: making it takes longer than most tests."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            team = a_team(a_place())
        yield copy, team
        drop(copy)


@pytest.fixture
def north(north_at_rest: tuple[Clone, North], may: Callable[[str], None], django_db_blocker: Any) -> Iterator[North]:
    """Return the team of most tests; everything that the test does to it is rolled back."""
    copy, team = north_at_rest
    may("test.raise")
    with django_db_blocker.unblock(), using(copy):
        try:
            with transaction.atomic():
                yield team
                transaction.set_rollback(True)
        finally:
            connection.close()


@pytest.fixture
def south(north: North) -> North:
    """Return another team of the same borough."""
    return a_team(north.place_id, "South", ["Ama", "Tom"])
