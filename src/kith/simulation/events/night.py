"""At 6am, what the worker does once a day: leaves that begin pass their work on, lists end when all is done after a death."""

from datetime import time

from kith.handover.deaths import close_after_deaths
from kith.handover.operations import begin_leaves
from kith.simulation.scene import Scene

TIMES = (time(6),)


def happen(scene: Scene) -> None:
    """Do it for the whole borough, once: on the scene of the team that works every day."""
    if not scene.team.made_up.works_every_day:
        return
    begin_leaves(act=scene.acting.as_kith(scene.at))
    close_after_deaths(act=scene.acting.as_kith(scene.at))
