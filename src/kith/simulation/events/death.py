"""
At 11:00 the team may hear that somebody has died: what is routine stops,
what must be done after a death begins, and agencies end what they do.
"""

from datetime import time, timedelta

from kith.handover import deaths
from kith.simulation import words
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

TIMES = (time(11),)
CHANCE = 0.03
HIGH_RISK = "high"


def happen(scene: Scene) -> None:
    """Record the death of the night before of one of those at high risk."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    frail = [one.person_id for one in on_list(team_id=scene.team.id) if one.risk_tier == HIGH_RISK]
    if not frail:
        return
    deaths.record_death(
        act=scene.act(),
        person_id=scene.dice.choice(frail),
        how_known=scene.dice.choice(words.DEATH_KNOWN),
        died_at=scene.at - timedelta(hours=9),
    )
    deaths.follow_deaths(act=scene.acting.as_kith(scene.at))
