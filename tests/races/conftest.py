"""One database for the races of a module: each has people of its own in it, and a control has a database of its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from cloning import using
from doctor_world import drop_as_superuser
from kith.database.templates import Clone, clone


@pytest.fixture
def arena(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Clone]:
    """Return a database in which racers commit."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            yield copy
        drop_as_superuser(copy)
