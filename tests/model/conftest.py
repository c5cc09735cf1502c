"""The database of the module: two teams that work, with a member who is away and a manager who decides nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from builders import AT, a_home, a_member, a_team, an_act
from cloning import using
from doctor_world import connected_as_superuser, drop_as_superuser
from kith.database.templates import clone
from kith.place.rules import local_day
from kith.team import operations as teams
from machine import Stage


@pytest.fixture(scope="module")
def stage(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Return the two teams, and a connection from which nothing is hidden."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            before = AT - timedelta(days=14)
            a_home(before)
            north, south = a_team("North"), a_team("South")
            away = a_member(north, "Desmond Tully", "community-health-worker", before)
            manager = a_member(north, "Peter Lindqvist", "place-manager", before)
            with an_act(north.lead, before) as act:
                today = local_day(AT)
                teams.record_absence(
                    act=act, member_id=away.member_id, first_day=today, last_day=today, reason="sickness"
                )
            with connected_as_superuser():
                yield Stage(north, south, away, manager)
        drop_as_superuser(copy)
