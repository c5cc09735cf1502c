"""At 14:20 the team lead answers those who ask to see a record: yes for a time, no with a reason, or not today."""

from datetime import time

from kith.handover.asking import DAYS, answer_ask
from kith.simulation import words
from kith.simulation.reading import asks_waiting
from kith.simulation.scene import Scene

TIMES = (time(14, 20),)
YES, NO = 0.55, 0.85
"""Of what waits: up to here it is a yes, up to there a no, and the rest waits a day more."""


def happen(scene: Scene) -> None:
    """Answer what colleagues of other teams ask."""
    scene.act()
    for ask_id in asks_waiting(team_id=scene.team.id):
        chance = scene.dice.random()
        if chance < YES:
            answer_ask(act=scene.act(), ask_id=ask_id, yes=True, for_days=scene.dice.choice(DAYS))
        elif chance < NO:
            answer_ask(act=scene.act(), ask_id=ask_id, yes=False, because=scene.dice.choice(words.NOT_LET_IN))
