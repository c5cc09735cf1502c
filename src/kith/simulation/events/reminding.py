"""At 10:40 somebody may remind a colleague of what is overdue. Nothing changes hands."""

from datetime import time

from kith.action.offering import remind
from kith.action.queries import waiting_for_team
from kith.action.rules import is_overdue
from kith.simulation import words
from kith.simulation.scene import Scene

TIMES = (time(10, 40),)
CHANCE = 0.4


def happen(scene: Scene) -> None:
    """Remind the owner of one overdue action; the duty lead where its owner has gone."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    today = scene.today()
    overdue = [one for one in waiting_for_team(team_id=scene.team.id) if is_overdue(one.due_at, scene.at)]
    if not overdue:
        return
    action = scene.dice.choice(overdue)
    asking = [one for one in scene.there(today) if one.member_id not in (action.owner_id, today.answering)]
    if able := scene.who_can_open(action.person_id, asking):
        remind(act=scene.act(scene.dice.choice(able)), action_id=action.id, note=scene.dice.choice(words.REMINDERS))
