"""At 3:30pm each owner looks at what waits: done, held, taken up again, or left. The duty lead does so for those away."""

from collections.abc import Callable
from datetime import time, timedelta

from kith.action import operations as actions
from kith.action.queries import ActionRow, waiting_for_team
from kith.action.rules import ActionKind, ActionState, has_returned, is_due_today, is_overdue
from kith.place.rules import local_day
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene

TIMES = (time(15, 30),)
DONE_WHEN_DUE, DONE_LATE, DONE_EARLY = 0.72, 0.5, 0.3
HELD_CHANCE, RESUMED_CHANCE = 0.06, 0.6
ANSWERED_SAME_DAY = 0.45
"""Of escalations, but for the last one of the day: that is seen to the next day."""


def happen(scene: Scene) -> None:
    """Go through the team's unfinished work, earliest deadline first; routine work of those who are away waits for them."""
    scene.act()
    today = scene.today()
    waiting = waiting_for_team(team_id=scene.team.id)
    in_order = sorted(waiting, key=lambda one: (one.due_at, one.id))
    urgent = [action.id for action in in_order if action.kind is ActionKind.URGENT]
    for action in in_order:
        if action.id in urgent[-1:] and local_day(action.due_at) >= scene.day:
            continue
        owner = scene.team.member(action.owner_id)
        is_away = owner.member_id in today.away
        if not is_away or action.kind is not ActionKind.PLAIN:
            _work_on(scene, scene.answering(today) if is_away else owner, action)


def _work_on(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if action.state is ActionState.HELD:
        _take_up_again(scene, owner, action)
    else:
        _KINDS.get(action.kind, _leave)(scene, owner, action)


def _take_up_again(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    is_back = action.return_date and has_returned(action.return_date, scene.at)
    if is_back and scene.dice.random() < RESUMED_CHANCE:
        actions.resume(act=scene.act(owner), action_id=action.id, version=action.version)


def _answer(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if scene.dice.random() < ANSWERED_SAME_DAY or local_day(action.due_at) < scene.day:
        actions.answer_urgent(
            act=scene.act(owner),
            action_id=action.id,
            version=action.version,
            outcome=scene.dice.choice(words.ANSWERED),
        )


def _meet(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if is_due_today(action.due_at, scene.at) or is_overdue(action.due_at, scene.at):
        actions.settle_weekly_meeting(
            act=scene.act(owner),
            action_id=action.id,
            version=action.version,
            outcome=scene.dice.choice(words.ANSWERED),
        )


def _do(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    chance = scene.dice.random()
    if chance < _share_done(action, scene):
        actions.complete(act=scene.act(owner), action_id=action.id, version=action.version, outcome="Done")
    elif chance > 1 - HELD_CHANCE:
        actions.hold(
            act=scene.act(owner),
            action_id=action.id,
            version=action.version,
            reason=scene.dice.choice(words.HOLD_REASONS),
            return_date=scene.day + timedelta(days=scene.dice.randint(1, 3)),
        )


def _leave(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    """Other kinds are finished by an event of their own."""


_KINDS: dict[ActionKind, Callable[[Scene, LivingMember, ActionRow], None]] = {
    ActionKind.PLAIN: _do,
    ActionKind.URGENT: _answer,
    ActionKind.WEEKLY_MEETING: _meet,
}


def _share_done(action: ActionRow, scene: Scene) -> float:
    if is_overdue(action.due_at, scene.at):
        return DONE_LATE
    return DONE_WHEN_DUE if is_due_today(action.due_at, scene.at) else DONE_EARLY
