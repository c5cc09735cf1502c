"""
At 8:30 a new member may join: made by local administration, put on the coming days of the rota by the team lead.

Days on which somebody planned is away are left as they are: their rota needs more than one more name.
"""

from dataclasses import replace
from datetime import date, time, timedelta

from kith.simulation.founding import add_member
from kith.simulation.living import LivingMember
from kith.simulation.reading import usernames_known
from kith.simulation.scene import Scene
from kith.team import operations as teams
from kith.team.queries import AbsenceRow, absences, rota

TIMES = (time(8, 30),)
CHANCE = 0.04
FIRST_WEEKS = timedelta(days=14)


def happen(scene: Scene) -> None:
    """Let the next of those to join do so."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    known = usernames_known([member.username for member in scene.team.made_up.to_join])
    joining = [member for member in scene.team.made_up.to_join if member.username not in known]
    if joining:
        joined = add_member(acting=scene.acting, team_id=scene.team.id, made_up=joining[0], at=scene.at)
        _put_on_the_rota(scene, joined)


def _put_on_the_rota(scene: Scene, joined: LivingMember) -> None:
    scene.acting.hour.forget()
    act = scene.act()
    first, last = scene.day + timedelta(days=1), scene.day + FIRST_WEEKS
    plans = [row.plan for row in rota(team_id=scene.team.id, first=first, last=last)[::2]]
    away = absences(team_id=scene.team.id, first=first, last=last)
    sound = [plan for plan in plans if not any(one.member_id in plan.there and _is_away(one, plan.day) for one in away)]
    plans = [replace(plan, on_shift=(*plan.on_shift, joined.member_id)) for plan in sound]
    if plans:
        teams.set_rota(act=act, team_id=scene.team.id, days=plans)


def _is_away(one: AbsenceRow, day: date) -> bool:
    return one.first_day <= day <= one.last_day
