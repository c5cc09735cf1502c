"""At 4:20pm the team lead looks at what was not escalated although it crossed, and says what they think of it."""

from datetime import time

from kith.escalation import operations as escalations
from kith.simulation import words
from kith.simulation.reading import spared_unseen
from kith.simulation.scene import Scene

TIMES = (time(16, 20),)


def happen(scene: Scene) -> None:
    """Look at each that somebody else spared and that nobody has looked at."""
    act = scene.act()
    for one in spared_unseen(team_id=scene.team.id):
        if one.account_id != act.account_id:
            escalations.look_at(
                act=scene.act(), spared_id=one.id, version=one.version, said=scene.dice.choice(words.LOOKED_AT)
            )
