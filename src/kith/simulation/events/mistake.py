"""
At 12:10 a death heard of in the last two days may turn out not to have been one:
it is taken back, and what others did goes on.
"""

from datetime import time, timedelta

from kith.handover.deaths import follow_deaths, undo_death
from kith.simulation import words
from kith.simulation.reading import deaths_since
from kith.simulation.scene import Scene

TIMES = (time(12, 10),)
CHANCE = 0.06
"""Of each such death, on each of these days."""
SO_LONG = timedelta(days=2)


def happen(scene: Scene) -> None:
    """Take a death back that was recorded in error."""
    scene.act()
    for person_id in deaths_since(team_id=scene.team.id, since=scene.at - SO_LONG):
        if scene.dice.random() < CHANCE:
            undo_death(act=scene.act(), person_id=person_id, because=scene.dice.choice(words.MISTAKEN))
            follow_deaths(act=scene.acting.as_kith(scene.at))
            scene.act()
