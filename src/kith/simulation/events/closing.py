"""At 3pm the team lead may close somebody on the list, for whom nothing is left to do."""

from datetime import time, timedelta

from kith.handover.closing import WasTold, Why, close_person
from kith.simulation import words
from kith.simulation.reading import nothing_open, on_list
from kith.simulation.scene import Scene

TIMES = (time(15),)
CHANCE, MORE = 0.2, 3.0
"""On a day with a list as long as at its start; and more by this share of what has come on top, so that it keeps its size."""
LONG_ENOUGH = timedelta(days=14)


def happen(scene: Scene) -> None:
    """Close one person whose entry is a fortnight old: why, who holds them now, and that they and the holder were told."""
    scene.act()
    grown = len(on_list(team_id=scene.team.id)) / max(1, len(scene.team.made_up.people)) - 1
    if scene.dice.random() > CHANCE + MORE * max(0.0, grown):
        return
    if found := nothing_open(team_id=scene.team.id, came_before=scene.at - LONG_ENOUGH):
        entry_id, version = scene.dice.choice(found)
        reason, because, holder, held_by = scene.dice.choice(words.LEFT_THE_LIST)
        told = [WasTold("person", "", "in person", scene.day)]
        if holder in ("gp practice", "another team"):
            told.append(WasTold(holder, held_by, "letter", scene.day))
        close_person(
            act=scene.act(), entry_id=entry_id, version=version, why=Why(reason, holder, held_by, because), told=told
        )
