"""At 4:45pm, on the last service day before a leave, what nobody took gets the duty lead's name, and it is confirmed."""

from datetime import time
from uuid import UUID

from kith.handover.hands import hands_of, leave, lines_of
from kith.handover.operations import Goes, confirm_leave, settle_lines, withdraw_leave
from kith.handover.rules import SETTLED
from kith.simulation.living import LivingMember
from kith.simulation.reading import leaves_to_confirm
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days

TIMES = (time(16, 45),)


def happen(scene: Scene) -> None:
    """Confirm the leaves that begin by the next service day; who is ill meanwhile gives a leave for a time up."""
    scene.act()
    found = leaves_to_confirm(team_id=scene.team.id, first_by=add_service_days(scene.day, 1, scene.team.calendar))
    away = scene.today().away if found else {}
    for leave_id in found:
        member = scene.team.member(leave(leave_id=leave_id).member_id)
        _confirm(scene, member, leave_id, is_ill=member.member_id in away)
        scene.act()


def _confirm(scene: Scene, member: LivingMember, leave_id: UUID, *, is_ill: bool) -> None:
    row = leave(leave_id=leave_id)
    if is_ill and not row.away.is_for_good:
        withdraw_leave(act=scene.act(member), leave_id=leave_id, version=row.version)
        return
    holdings = hands_of(team_id=scene.team.id, member_id=row.member_id, at=scene.at)
    loose = [line.holding for line in lines_of(leave=row, holdings=holdings) if line.standing not in SETTLED]
    if loose:
        goes = [Goes(one.held, one.id, to_duty=True) for one in loose]
        settle_lines(act=scene.act(member), leave_id=leave_id, lines=goes)
    confirm_leave(act=scene.act(member), leave_id=leave_id, version=row.version)
    if row.away.is_for_good:
        scene.acting.hour.forget()
