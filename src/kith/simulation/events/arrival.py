"""At 8:10 somebody new may come on the list."""

from datetime import time

from kith.person.queries import is_known
from kith.simulation.founding import add_person
from kith.simulation.reading import numbers_known
from kith.simulation.scene import Scene

TIMES = (time(8, 10),)
CHANCE = 0.65
"""For a list of forty; less for a shorter one."""


def happen(scene: Scene) -> None:
    """Put the next of those to come on the list."""
    if scene.dice.random() > CHANCE * scene.team.pace:
        return
    scene.act()
    to_come = scene.team.made_up.to_come
    known = numbers_known([person.nhs_number for person in to_come])
    for person in to_come:
        # somebody who came, and died, is out of the team's sight a month later
        if person.nhs_number not in known and not is_known(nhs_number=person.nhs_number):
            add_person(scene=scene, made_up=person)
            return
