"""At 7:30 somebody on shift calls in sick: the team lead writes it down, and the duty lead has what was theirs."""

from datetime import time, timedelta

from kith.handover.operations import absent_now
from kith.simulation import words
from kith.simulation.scene import Scene

TIMES = (time(7, 30),)
CHANCE = 0.12


def happen(scene: Scene) -> None:
    """Say that whoever calls is away for one to three days; a lead who calls tells the supervisor."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    there = scene.there(scene.today())
    sick = scene.dice.choice(there)
    taking_the_call = scene.team.lead if sick != scene.team.lead else scene.team.members[1]
    absent_now(
        act=scene.act(taking_the_call),
        member_id=sick.member_id,
        last_day=scene.day + timedelta(days=scene.dice.randrange(3)),
        reason=words.SICK,
    )
