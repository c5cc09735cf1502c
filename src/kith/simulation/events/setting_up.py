"""At 4:50pm the set-up of a team is looked at: the lead says again what soon runs out, and now and then what has changed."""

from datetime import time

from kith.board.setting_up import ask_for_line, number_lapsing, tell_lapsing
from kith.simulation import words
from kith.simulation.scene import Scene
from kith.team import setting_up
from kith.team.set_up_queries import lines_of, set_up_of
from kith.team.set_up_rules import SOON, GoalSaid, LineSaid, LineState

TIMES = (time(16, 50),)
CHANGES, GOALS_CHANGE, TAKEN_BACK = 0.08, 0.12, 0.16
"""On so many days the lead says a line anew, sets the goals, or takes back the room (and says it again another day)."""


def happen(scene: Scene) -> None:
    """Tell whoever answers for what runs out, say one line again, change what changed, ask for what should be there."""
    scene.acting.as_kith(scene.at)
    if number_lapsing(team=scene.team.info):
        tell_lapsing(act=scene.acting.as_kith(scene.at), team_id=scene.team.id)
    scene.act()
    states = lines_of(set_up_of(team=scene.team.info, at=scene.at), at=scene.at)
    stated = [one for one in states if one.need.line in words.SET_UP]
    if due := [one for one in stated if _is_due(one, scene)]:
        _say(scene, scene.dice.choice(due))
        return
    chance = scene.dice.random()
    if chance < CHANGES:
        _say(scene, scene.dice.choice(stated))
    elif chance < GOALS_CHANGE:
        goals = [GoalSaid(*one) for one in words.GOALS[: scene.dice.randint(1, len(words.GOALS))]]
        setting_up.set_goals(act=scene.act(), team_id=scene.team.id, goals=goals)
    elif chance < TAKEN_BACK and next(one.is_met for one in stated if one.need.line == "room"):
        because = "The room is being painted"
        setting_up.take_back_statement(act=scene.act(), team_id=scene.team.id, line="room", because=because)
    elif absent := [one for one in states if not one.is_met and one.need.line not in words.SET_UP]:
        _ask(scene, scene.dice.choice(absent))


def _is_due(one: LineState, scene: Scene) -> bool:
    return not one.is_met or (one.said is not None and one.said.until <= scene.day + SOON)


def _say(scene: Scene, one: LineState) -> None:
    said = LineSaid(one.need.line, words.SET_UP[one.need.line], scene.day + words.SET_UP_HOLDS)
    setting_up.state(act=scene.act(), team_id=scene.team.id, line=one.need.line, said=said)


def _ask(scene: Scene, one: LineState) -> None:
    """Let a member who is not the lead ask whoever answers: a consultant's job plan, which the lead then answers for."""
    there = [member for member in scene.there(scene.today()) if member.member_id != scene.team.lead.member_id]
    if there and scene.dice.random() < CHANGES:
        ask_for_line(act=scene.act(scene.dice.choice(there)), team_id=scene.team.id, line=one.need.line)
