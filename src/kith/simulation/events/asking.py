"""At 11:20 a member may ask to see the record of somebody of another team, whose number and birth date a letter told them."""

from datetime import time

from kith.handover.asking import ask_to_see
from kith.simulation import words
from kith.simulation.reading import known_by_number, numbers_known
from kith.simulation.scene import Scene

TIMES = (time(11, 20),)
CHANCE = 0.12


def happen(scene: Scene) -> None:
    """Ask about somebody of another team whom the member does not see yet."""
    if scene.dice.random() > CHANCE:
        return
    others = [team for team in scene.acting.hour.teams if team.id != scene.team.id]
    if not others:
        return
    other = scene.dice.choice(others)
    scene.act(other.lead)
    letters = known_by_number(team_id=other.id)
    scene.act()
    there = [member for member in scene.there(scene.today()) if member != scene.team.lead]
    if not letters or not there:
        return
    letter, member = scene.dice.choice(letters), scene.dice.choice(there)
    act = scene.act(member)
    if numbers_known([letter.nhs_number]):
        return
    role, why = scene.dice.choice(words.ASKED_AS)
    ask_to_see(act=act, nhs_number=letter.nhs_number, born=letter.born, stated_role=role, because=why)
