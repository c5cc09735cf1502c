"""A team in a database of its own, because what is told is told at commit; and the hub of a process."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import ATeam, a_team
from kith.access.announcing import CHANNEL
from kith.act.clock import now
from kith.config.live import gate
from kith.database.connection import database_url
from kith.database.templates import Clone
from kith.web.live import Hub

__all__ = ["CHANNEL"]


@pytest.fixture
def team(fresh_database: Clone) -> ATeam:
    """A team at this moment: streams and sessions read the clock."""
    return a_team(at=now() - timedelta(minutes=1))


@pytest.fixture
def hub(fresh_database: Clone) -> Hub:
    """What holds the streams of a process, with the gate of the house."""
    made = Hub()
    made.gate = replace(gate(), address=lambda: database_url("app", fresh_database.name))
    return made
