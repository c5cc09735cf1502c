"""At 8:20 somebody writes down that they will be away from tomorrow or later."""

from datetime import time, timedelta

from kith.simulation import words
from kith.simulation.scene import Scene
from kith.team import operations as teams

TIMES = (time(8, 20),)
CHANCE = 0.08
FURTHEST_AHEAD = 10


def happen(scene: Scene) -> None:
    """Record an absence of one to five days that begins within ten days."""
    if scene.dice.random() > CHANCE:
        return
    member = scene.dice.choice(scene.team.members[2:])
    first = scene.day + timedelta(days=scene.dice.randint(1, FURTHEST_AHEAD))
    teams.record_absence(
        act=scene.act(member),
        member_id=member.member_id,
        first_day=first,
        last_day=first + timedelta(days=scene.dice.randrange(5)),
        reason=scene.dice.choice(words.AWAY_REASONS),
    )
