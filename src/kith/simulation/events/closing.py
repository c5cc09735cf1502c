"""At 3pm the team lead may take somebody off the list, for whom nothing is left to do."""

from datetime import time, timedelta

from kith.caseload.operations import end_entry
from kith.simulation import words
from kith.simulation.reading import nothing_open
from kith.simulation.scene import Scene

TIMES = (time(15),)
CHANCE = 0.2
LONG_ENOUGH = timedelta(days=14)


def happen(scene: Scene) -> None:
    """End one entry that is a fortnight old, with the reason."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    if found := nothing_open(team_id=scene.team.id, came_before=scene.at - LONG_ENOUGH):
        entry_id, version = scene.dice.choice(found)
        reason = scene.dice.choice(words.LEFT_THE_LIST)
        end_entry(act=scene.act(), entry_id=entry_id, version=version, because=reason)
