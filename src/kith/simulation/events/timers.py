"""On every hour of the working day, what the worker does by the clock: waiting work is raised, offers lapse."""

from datetime import time

from kith.action.offer_queries import lapsing
from kith.action.offering import lapse
from kith.action.raising import raise_waiting, to_raise
from kith.simulation.scene import Scene

TIMES = tuple(time(hour) for hour in range(8, 18))


def happen(scene: Scene) -> None:
    """Raise what has waited long enough, and let the offers go that nobody answered in time."""
    act = scene.acting.as_kith(scene.at)
    if lapsing(team_id=scene.team.id, at=scene.at):
        lapse(act=act, team_id=scene.team.id)
    act = scene.acting.as_kith(scene.at)
    if to_raise(team_id=scene.team.id, at=scene.at):
        raise_waiting(act=act, team_id=scene.team.id)
