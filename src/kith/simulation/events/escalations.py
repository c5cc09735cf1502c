"""Ten to every hour of the day, some of what was answered is told and closed. What the clock does is in `clockwork`."""

from datetime import time, timedelta

from kith.escalation import operations as escalations
from kith.escalation.operations import Line
from kith.escalation.queries import EscalationRow, not_closed, was_told
from kith.escalation.rules import State
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene
from kith.team.queries import rules_for

TIMES = tuple(time(hour, 50) for hour in range(8, 22))
EVERY_DAY = True
CLOSED_AFTER = timedelta(hours=2)
CLOSED = 0.5


def happen(scene: Scene) -> None:
    """Close some of what somebody has had in hand for two hours."""
    scene.act()
    for one in not_closed(team_id=scene.team.id):
        has_had = scene.at - one.answered_at if one.state is State.ANSWERED and one.answered_at else timedelta()
        if has_had > CLOSED_AFTER and scene.dice.random() < CLOSED:
            _close(scene, one)


def _close(scene: Scene, one: EscalationRow) -> None:
    rules = rules_for(team_id=scene.team.id, at=scene.at)
    able = [member for member in scene.team.members if rules.may_close(one.level, member.role)]
    closers = scene.who_can_open(one.person_id, able)
    if not closers:
        return
    closer: LivingMember = scene.dice.choice(closers)
    act = scene.act(closer)
    if not was_told(escalation_id=one.id):
        line = Line("Family or carer", "phone", scene.dice.choice(words.SAID), "yes")
        escalations.tell(
            act=act, escalation_id=one.id, who=line.who, how=line.how, said=line.said, read_back=line.read_back
        )
        act = scene.act(closer)
    outcome = scene.dice.choice(words.ANSWERED)
    escalations.close(act=act, escalation_id=one.id, version=one.version, outcome=outcome)
