"""Every half hour, whoever is asked answers an escalation or lets its time pass; what is answered is told, and closed later."""

from datetime import time, timedelta

from kith.escalation import operations as escalations
from kith.escalation.moving import move_on
from kith.escalation.operations import Line
from kith.escalation.queries import EscalationRow, not_closed, past_their_time, was_told
from kith.escalation.rules import State
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene
from kith.team.queries import rules_for
from kith.team.rules import ON_CALL

TIMES = tuple(time(hour, minute) for hour in range(8, 22) for minute in (20, 50))
EVERY_DAY = True
ANSWERED = 0.6
"""Share of those that somebody is asked about, answered at each look; the rest wait, and some go on by themselves."""
CLOSED_AFTER = timedelta(hours=2)
CLOSED = 0.3


def happen(scene: Scene) -> None:
    """Move on what is past its time, then answer, tell and close as people would."""
    act = scene.acting.as_kith(scene.at)
    if past_their_time(team_id=scene.team.id, at=scene.at):
        move_on(act=act, team_id=scene.team.id)
    scene.act()
    for one in not_closed(team_id=scene.team.id):
        if one.state is State.OPEN:
            _answer(scene, one)
        elif one.answered_at and scene.at - one.answered_at > CLOSED_AFTER and scene.dice.random() < CLOSED:
            _close(scene, one)


def _answer(scene: Scene, one: EscalationRow) -> None:
    """Let whoever is asked answer; the on-call cover always does, so that nothing waits through a night."""
    if one.asked_account_id is None:
        return
    asked = next((member for member in scene.team.members if member.member_id == one.asked_id), None)
    if asked and (scene.dice.random() >= ANSWERED or not scene.who_can_open(one.person_id, [asked])):
        return
    act = scene.act(asked) if asked else scene.acting.act(one.asked_account_id, ON_CALL, scene.at)
    decision = scene.dice.choice(words.ANSWERED)
    escalations.respond(act=act, escalation_id=one.id, version=one.version, decision=decision)


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
