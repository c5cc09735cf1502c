"""At 12:20, seldom, the team lead removes somebody's access at once: what they held is the duty lead's from then on."""

from datetime import time

from kith.handover.operations import remove_access
from kith.simulation import words
from kith.simulation.living import may_leave
from kith.simulation.scene import Scene

TIMES = (time(12, 20),)
CHANCE = 0.012


def happen(scene: Scene) -> None:
    """Remove the access of one member whom the team can spare."""
    if scene.dice.random() > CHANCE:
        return
    leaving = [member for member in scene.team.members if may_leave(scene.team, member)]
    if leaving:
        member = scene.dice.choice(leaving)
        reason = scene.dice.choice(words.ACCESS_REASONS)
        remove_access(act=scene.act(), member_id=member.member_id, reason=reason)
        scene.acting.hour.forget()
