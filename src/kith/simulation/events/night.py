"""
At 6am, what the worker does once a day: plans are asked for, contradictions found, leaves that begin pass on, lists end after a
death.
"""

from datetime import time

from kith.contradiction.finding import find_all, is_anything_new
from kith.handover.deaths import close_after_deaths
from kith.handover.operations import begin_leaves
from kith.plan.asking import ask_for_reviews, is_anything_due
from kith.simulation.scene import Scene
from kith.team.queries import team_by_id

TIMES = (time(6),)


def happen(scene: Scene) -> None:
    """Ask for plans, team by team; the rest for the whole borough, once: on the scene of the team that works every day."""
    kith = scene.acting.as_kith(scene.at)
    if is_anything_due(team=team_by_id(team_id=scene.team.id), at=scene.at):
        ask_for_reviews(act=kith, team_id=scene.team.id)
    if is_anything_new(team_id=scene.team.id, at=scene.at):
        find_all(act=scene.acting.as_kith(scene.at), team_id=scene.team.id)
    if not scene.team.made_up.works_every_day:
        return
    begin_leaves(act=scene.acting.as_kith(scene.at))
    close_after_deaths(act=scene.acting.as_kith(scene.at))
