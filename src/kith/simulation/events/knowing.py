"""At 10:50 a member may say "I know this person": the record closes to them, and what they hold for the person passes on."""

from datetime import time

from kith.handover.knowing import know_person
from kith.simulation.living import DUTY_ROLES
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

TIMES = (time(10, 50),)
CHANCE = 0.02


def happen(scene: Scene) -> None:
    """Close one record to one of those who never take the duty: whoever has it leads the huddle about everybody."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    there = [member for member in scene.there(scene.today()) if member.role not in DUTY_ROLES]
    people = [one.person_id for one in on_list(team_id=scene.team.id)]
    if not there or not people:
        return
    person_id = scene.dice.choice(people)
    if able := scene.who_can_open(person_id, there):
        know_person(act=scene.act(scene.dice.choice(able)), person_id=person_id)
