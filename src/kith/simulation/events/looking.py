"""At 4:20pm whoever has the look at what was not escalated although it crossed takes it, and says what they think of it."""

from datetime import time

from kith.escalation import operations as escalations
from kith.escalation.operations import LOOKS
from kith.simulation import words
from kith.simulation.reading import spared_unseen
from kith.simulation.scene import Scene

TIMES = (time(16, 20),)


def happen(scene: Scene) -> None:
    """Look at each that nobody has looked at: by the owner of the look, else by another who may and did not choose it."""
    scene.act()
    away = scene.today().away
    for one in spared_unseen(team_id=scene.team.id):
        able = [who for who in scene.team.members if who.role in LOOKS and who.member_id not in away]
        others = [who for who in scene.who_can_open(one.person_id, able) if who.account_id != one.account_id]
        if others:
            who = min(others, key=lambda who: who.member_id != one.look_owner_id)
            said = scene.dice.choice(words.LOOKED_AT)
            escalations.look_at(act=scene.act(who), spared_id=one.id, version=one.version, said=said)
