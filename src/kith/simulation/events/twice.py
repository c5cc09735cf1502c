"""At 8:40 somebody may be put on the list a second time, from a letter with a slip in the name and without the number."""

from datetime import time

from kith.caseload import operations as caseload
from kith.person.operations import Details
from kith.simulation.reading import known_by_number
from kith.simulation.scene import Scene

TIMES = (time(8, 40),)
CHANCE = 0.08


def happen(scene: Scene) -> None:
    """Add the second record of somebody who is on the list."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    if not (known := known_by_number(team_id=scene.team.id)):
        return
    one = scene.dice.choice(known)
    details = Details(
        given=one.given,
        family=one.family + one.family[-1],
        birth_date=one.born,
        no_nhs_number_because="not on the letter",
    )
    caseload.add_person(act=scene.act(), team_id=scene.team.id, details=details)
