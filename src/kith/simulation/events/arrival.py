"""At 8:10 somebody new may come on the list."""

from datetime import time

from kith.simulation.founding import add_person
from kith.simulation.reading import numbers_known
from kith.simulation.scene import Scene

TIMES = (time(8, 10),)
CHANCE = 0.65


def happen(scene: Scene) -> None:
    """Put the next of those to come on the list."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    known = numbers_known([person.nhs_number for person in scene.team.made_up.to_come])
    coming = [person for person in scene.team.made_up.to_come if person.nhs_number not in known]
    if coming:
        add_person(scene=scene, made_up=coming[0])
