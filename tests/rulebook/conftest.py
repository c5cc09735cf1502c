"""One team with everybody who may sign something, for all tests of a module; the clock of the pages at that moment."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from builders import ATeam, Someone, a_member, a_team
from cloning import using
from kith.database.templates import clone, drop
from standing_team import _monday_morning

__all__ = ["_monday_morning"]

SIGNING = {"clinical-supervisor": "Joy Lund", "gp": "Hari Nair", "safeguarding-lead": "Vera Bell"}
World = tuple[ATeam, dict[str, Someone]]


@pytest.fixture(scope="module")
def standing(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The team and those who may sign, committed."""
    with django_db_blocker.unblock():
        copy = clone(template)
        try:
            with using(copy):
                team = a_team()
                made = team, {role: a_member(team, name, role) for role, name in SIGNING.items()}
                connection.close()
                yield made
        finally:
            drop(copy)


@pytest.fixture
def world(standing: World, db: None) -> World:
    """The team of most tests, and by role those who may sign something."""
    return standing
