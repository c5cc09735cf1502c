"""At 7:30 somebody on shift calls in sick: the team lead writes it down, and the day goes on by the rules of the day."""

from datetime import time, timedelta

from kith.simulation import words
from kith.simulation.scene import Scene
from kith.team import operations as teams

TIMES = (time(7, 30),)
CHANCE = 0.12


def happen(scene: Scene) -> None:
    """Record an absence of one to three days from today on, for whoever calls; a lead who calls tells the supervisor."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    there = scene.there(scene.today())
    sick = scene.dice.choice(there)
    taking_the_call = scene.team.lead if sick != scene.team.lead else scene.team.members[1]
    teams.record_absence(
        act=scene.act(taking_the_call),
        member_id=sick.member_id,
        first_day=scene.day,
        last_day=scene.day + timedelta(days=scene.dice.randrange(3)),
        reason=words.SICK,
    )
