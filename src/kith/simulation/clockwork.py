"""
What happens to escalations between two moments of a made-up day: each answer, and each move to the next step, at its own
minute and in the order of time, as the people who are asked and the worker would do it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from kith.escalation import operations as escalations
from kith.escalation.moving import move_on
from kith.escalation.queries import EscalationRow, not_closed
from kith.escalation.rules import State
from kith.simulation import words
from kith.simulation.scene import Scene, dice_of
from kith.team.rules import ON_CALL

MINUTE = timedelta(minutes=1)
TAKES = 0.6
"""The mean time until somebody answers, as a share of the time that their step has: one in five lets it pass."""


def catch_up(scene: Scene) -> None:
    """Let everything happen to the open escalations of a team that is due by the moment of the scene."""
    while due := _first_due(scene):
        at, row, who = due
        if who is None:
            move_on(act=scene.acting.as_kith(at), team_id=scene.team.id)
        else:
            escalations.respond(
                act=scene.acting.act(*who, at),
                escalation_id=row.id,
                version=row.version,
                decision=scene.dice.choice(words.ANSWERED),
            )


_Due = tuple[datetime, EscalationRow, tuple[UUID, str] | None]
"""When, which escalation, and who answers it (account and role); None: nobody does, and it goes on."""


def _first_due(scene: Scene) -> _Due | None:
    """Return what is due first by the moment of the scene; None when nothing is."""
    scene.act()
    open_ = [row for row in not_closed(team_id=scene.team.id) if row.state is State.OPEN]
    due = [one for row in open_ for one in (_answer(scene, row) or _next_step(row),) if one[0] <= scene.at]
    return min(due, key=lambda one: (one[0], one[1].id), default=None)


def _next_step(row: EscalationRow) -> _Due:
    """Return the minute at which the clock finds that nobody has answered."""
    return row.respond_by.replace(second=0, microsecond=0) + MINUTE, row, None


def _answer(scene: Scene, row: EscalationRow) -> _Due | None:
    """Return when whoever is asked answers, and who that is; None where they let its time pass, or nobody can."""
    has = (row.respond_by - row.asked_at).total_seconds()
    takes = dice_of(f"{row.id} {row.asked_at.timestamp()}").expovariate(1 / (has * TAKES))
    if takes >= has:
        return None
    who = _who_answers(scene, row)
    return (row.asked_at + timedelta(seconds=int(takes) + 1), row, who) if who else None


def _who_answers(scene: Scene, row: EscalationRow) -> tuple[UUID, str] | None:
    """Return the account and role of whoever is asked, or of who takes the duty where they have gone or are away."""
    today = scene.today()
    if row.asked_id is None or row.asked_account_id is None:
        return None
    if row.asked_id == today.cover:
        return row.asked_account_id, ON_CALL
    asked = next((one for one in scene.team.members if one.member_id == row.asked_id), None)
    who = scene.answering(today) if asked is None or asked.member_id in today.away else asked
    return (who.account_id, who.role) if scene.who_can_open(row.person_id, [who]) else None
