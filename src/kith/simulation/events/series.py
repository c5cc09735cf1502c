"""At 8am and 1pm on every day the worker makes the contacts of series, and pauses those of people who are away."""

from datetime import time

from kith.contact.keeping import keep
from kith.contact.series_queries import number_to_keep
from kith.simulation.scene import Scene

TIMES = (time(8), time(13))
EVERY_DAY = True


def happen(scene: Scene) -> None:
    """Keep series and pauses, where there is anything to do."""
    act = scene.acting.as_kith(scene.at)
    if number_to_keep(team_id=scene.team.id, at=scene.at):
        keep(act=act, team_id=scene.team.id)
