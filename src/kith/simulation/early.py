"""The last morning: an early visit, minutes ago, finds somebody ill, and the clock of it runs when the borough is looked at."""

from datetime import datetime, timedelta

from kith.contact import operations as contacts
from kith.escalation.queries import not_closed
from kith.simulation import words
from kith.simulation.observing import ILL, WELL
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

BEFORE = timedelta(minutes=8)
"""How long before the end of the life it is found: half the time to answer is left."""


def find_somebody_ill(scene: Scene, until: datetime) -> None:
    """Let the first who can open the record write an early visit with a NEWS2 of 5 or 6; nothing where nobody can."""
    at = until - BEFORE
    scene.act(at=at)
    busy = {one.person_id for one in not_closed(team_id=scene.team.id)}
    people = [one.person_id for one in on_list(team_id=scene.team.id) if one.person_id not in busy]
    if not people:
        return
    person_id = scene.dice.choice(people)
    nurses = [one for one in scene.team.members if one.role == "nurse"] or [scene.team.lead]
    for nurse in scene.who_can_open(person_id, nurses)[:1]:
        contacts.record(
            act=scene.act(nurse, at),
            team_id=scene.team.id,
            person_id=person_id,
            member_id=nurse.member_id,
            way="visit",
            state="made",
            note=scene.dice.choice(words.CONTACT_NOTES),
            observations={"news2": WELL | ILL[0]},
        )
