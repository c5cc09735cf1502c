"""A small made-up borough on a Monday morning: lived once by each worker, and served to each journey from a clone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from cloning import Served, serving, using
from kith.database.templates import Clone, clone, drop
from kith.simulation.lives import Wanted, live

MORNING = "2026-06-08T08:00:00+01:00"


@pytest.fixture(scope="session")
def four_days(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Clone]:
    """The database of a small borough that lived four days, with nobody connected to it."""
    copy = clone(template)
    with django_db_blocker.unblock(), using(copy):
        live(Wanted(days=4, people=30, seed=1, until=datetime.fromisoformat(MORNING)))
    yield copy
    drop(copy)


@pytest.fixture
def borough(four_days: Clone) -> Iterator[Served]:
    """Serve a copy of it, on the morning of Monday 8 June 2026."""
    copy = clone(four_days.name)
    try:
        with serving(copy, KITH_CLOCK=MORNING, KITH_POOL_SIZE="12") as running:
            yield running
    finally:
        drop(copy)
