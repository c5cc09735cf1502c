"""The database of the module: two teams that work, with a member who is away and a manager who decides nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from builders import AT, ATeam, Someone, a_home, a_member, a_rota, a_team, an_act
from cloning import using
from doctor_world import connected_as_superuser, drop_as_superuser
from kith.database.templates import clone
from kith.place.rules import local_day
from kith.team import operations as teams
from kith.team.queries import members
from machine import Stage

ROTA = timedelta(days=70)
"""How far ahead the rota is published: no bank holiday lies in it, and the 31 days of an override end before."""


def _cover(team: ATeam) -> Someone:
    """Return who covers a team's place."""
    with an_act(team.lead):
        [one] = [member for member in members(team_id=team.id, at=AT) if member.role == "on-call"]
    return Someone(one.id, one.account_id, team.id, one.name, "", one.role)


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
            for team in (north, south):
                a_rota(team, local_day(AT + timedelta(days=14)), 56, before)
            with an_act(north.lead, before) as act:
                today = local_day(AT)
                teams.record_absence(
                    act=act, member_id=away.member_id, first_day=today, last_day=today, reason="sickness"
                )
            with connected_as_superuser():
                yield Stage(north, south, away, manager, (_cover(north), _cover(south)), local_day(AT) + ROTA)
        drop_as_superuser(copy)
