"""At 4:30pm the team lead publishes the rota of the day four weeks ahead, so that four weeks are always published."""

from datetime import time

from kith.simulation.rotas import publish_until
from kith.simulation.scene import Scene

TIMES = (time(16, 30),)


def happen(scene: Scene) -> None:
    """Publish what is missing until four weeks from today."""
    publish_until(team=scene.team, day=scene.day, act=scene.act())
