"""At 11:40 somebody may ask for help with what they do: the work stays theirs."""

from datetime import time

from kith.access.rules import RESTRICTED
from kith.action.offering import ask_help
from kith.action.queries import waiting_for_team
from kith.action.rules import ActionState
from kith.simulation import words
from kith.simulation.scene import Scene

TIMES = (time(11, 40),)
CHANCE = 0.3


def happen(scene: Scene) -> None:
    """Ask a colleague, or now and then all of a role, for help with one open action."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    there = {member.member_id: member for member in scene.there(scene.today())}
    actions = [
        one
        for one in waiting_for_team(team_id=scene.team.id)
        if one.state is ActionState.OPEN
        and one.owner_id in there
        and not one.is_in_pool
        and one.origin_kind != RESTRICTED
    ]
    if not actions:
        return
    action = scene.dice.choice(actions)
    owner = there[action.owner_id]
    others = [one for one in scene.who_can_open(action.person_id, there.values()) if one != owner]
    if others:
        helper = scene.dice.choice(others)
        to_role = scene.dice.random() < 0.3
        ask_help(
            act=scene.act(owner),
            action_id=action.id,
            to_member_id=None if to_role else helper.member_id,
            to_role=helper.role if to_role else "",
            note=scene.dice.choice(words.HELP_NOTES),
        )
