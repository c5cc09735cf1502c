"""At 8:20 somebody plans to be away, or to leave for good: what they hold is offered to colleagues line by line."""

from datetime import time, timedelta
from uuid import UUID

from kith.handover.hands import Line, hands_of, leave_of, lines_of
from kith.handover.operations import OFFERABLE, Goes, plan_leave, settle_lines
from kith.handover.rules import SETTLED, Standing
from kith.simulation import words
from kith.simulation.living import LivingMember, may_leave
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days

TIMES = (time(8, 20),)
CHANCE, FOR_GOOD = 0.08, 0.5
FURTHEST_AHEAD = 8
"""Service days before it begins."""
OFFERED = 0.6
"""Share of the lines that are offered to a colleague; the rest get the duty lead's name in the end (confirming)."""


def happen(scene: Scene) -> None:
    """Plan a leave of one to five days that begins within eight service days, or one that has no end."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    there = scene.there(scene.today())
    member = scene.dice.choice(there)
    if member == scene.team.lead or leave_of(member_id=member.member_id):
        return
    first = add_service_days(scene.day, scene.dice.randint(1, FURTHEST_AHEAD), scene.team.calendar)
    is_for_good = scene.dice.random() < FOR_GOOD and may_leave(scene.team, member)
    leave_id = plan_leave(
        act=scene.act(member),
        member_id=member.member_id,
        first_day=first,
        last_day=None if is_for_good else first + timedelta(days=scene.dice.randrange(5)),
        reason=scene.dice.choice(words.LEAVING_REASONS if is_for_good else words.AWAY_REASONS),
    )
    _offer_lines(scene, member, there, leave_id)


def _offer_lines(scene: Scene, member: LivingMember, there: list[LivingMember], leave_id: UUID) -> None:
    leave = leave_of(member_id=member.member_id)
    assert leave is not None
    holdings = hands_of(team_id=scene.team.id, member_id=member.member_id, at=scene.at)
    goes = [
        _to_colleague(scene, line, [one for one in there if one != member])
        for line in lines_of(leave=leave, holdings=holdings)
        if line.standing not in (*SETTLED, Standing.OFFERED)
        and line.holding.held in OFFERABLE
        and scene.dice.random() < OFFERED
    ]
    if goes:
        settle_lines(act=scene.act(member), leave_id=leave_id, lines=goes)


def _to_colleague(scene: Scene, line: Line, others: list[LivingMember]) -> Goes:
    able = [one for one in others if one in scene.team.leads]
    if not able:
        return Goes(line.holding.held, line.holding.id, to_team=True)
    return Goes(line.holding.held, line.holding.id, to_member_id=scene.dice.choice(able).member_id)
