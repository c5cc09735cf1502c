"""At 11:00 the team may hear that somebody has died: recorded as a fact, and nobody visits them any more."""

from datetime import time, timedelta

from kith.contact import operations as contacts
from kith.person import operations as people
from kith.simulation import words
from kith.simulation.reading import on_list, planned_for
from kith.simulation.scene import Scene

TIMES = (time(11),)
CHANCE = 0.03
HIGH_RISK = "high"


def happen(scene: Scene) -> None:
    """Record the death of the night before of one of those at high risk; what is still planned for them is cancelled."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    frail = [one.person_id for one in on_list(team_id=scene.team.id) if one.risk_tier == HIGH_RISK]
    if not frail:
        return
    person_id = scene.dice.choice(frail)
    people.record_death(act=scene.act(), person_id=person_id, died_at=scene.at - timedelta(hours=9))
    for contact in planned_for(team_id=scene.team.id, person_id=person_id):
        contacts.settle(
            act=scene.act(), contact_id=contact.id, version=contact.version, state="cancelled", reason=words.HAS_DIED
        )
