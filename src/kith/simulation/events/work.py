"""At 3:30pm each owner looks at what waits: done, held, taken up again, or left. The duty lead does so for those away."""

from collections.abc import Callable
from datetime import time, timedelta
from uuid import UUID

from kith.action import operations as actions
from kith.action.offer_queries import open_offers
from kith.action.offer_rules import OfferState, Purpose
from kith.action.queries import ActionRow, waiting_for_team
from kith.action.rules import ActionKind, ActionState, has_returned, is_due_today, is_overdue
from kith.place.rules import local_day
from kith.simulation import words
from kith.simulation.events.writing_plans import look_through
from kith.simulation.living import FORTY, LivingMember
from kith.simulation.reading import on_list, planned_by_day
from kith.simulation.scene import Scene
from kith.simulation.settling import settle_one
from kith.team.rules import add_service_days

TIMES = (time(15, 30),)
IN_VIEW = 0.3
"""Share of the list that something is wanted for on an ordinary morning: when it is less, a team leaves more undone."""
LEAST_LEFT, MOST_LEFT = 2, 6
"""Actions that are not got to in a day, and are late the next morning, for forty people on the list."""
NEW_FOR = timedelta(days=7)
DONE, DONE_EARLY, SETTLED_EARLY = 0.85, 0.3, 0.16
HELD_CHANCE, RESUMED_CHANCE = 0.06, 0.6


def happen(scene: Scene) -> None:
    """Go through the team's unfinished work, earliest deadline first; routine work of those who are away waits for them."""
    scene.act()
    today = scene.today()
    waiting = sorted(waiting_for_team(team_id=scene.team.id), key=lambda one: (one.due_at, one.id))
    left = _left(scene, waiting) | _offered(scene)
    for action in waiting:
        owner = scene.team.member(action.owner_id)
        is_away = owner.member_id in today.away
        if action.id not in left and not (is_away and action.kind is ActionKind.PLAIN):
            _work_on(scene, scene.answering(today) if is_away else owner, action)


def _left(scene: Scene, waiting: list[ActionRow]) -> set[UUID]:
    """Return what nobody gets to today: some of what is due, the latest of it, and the last escalation of the day."""
    number = _number_left(scene, waiting)
    due = [one.id for one in waiting if _is_routine(one) and local_day(one.due_at) <= scene.day]
    raised = [one.id for one in waiting if one.kind is ActionKind.URGENT and local_day(one.due_at) >= scene.day]
    return {*due[max(0, len(due) - number) :], *raised[-1:]}


def _number_left(scene: Scene, waiting: list[ActionRow]) -> int:
    """Return how many of the actions due are left: the more, the less there is to do tomorrow anyway."""
    listed, tomorrow = on_list(team_id=scene.team.id), add_service_days(scene.day, 1, scene.team.calendar)
    planned = planned_by_day(team_id=scene.team.id)[tomorrow]
    in_view = {
        one.person_id for one in waiting if local_day(one.due_at) == tomorrow or one.kind is ActionKind.CONTRADICTION
    }
    new = sum(one.came_at > scene.at - NEW_FOR for one in listed)
    size = len(listed) / FORTY
    least, most = max(1, round(LEAST_LEFT * size)), max(1, round(MOST_LEFT * size))
    return min(max(round(len(listed) * IN_VIEW) - planned - len(in_view) - new, least), most)


def _offered(scene: Scene) -> set[UUID]:
    """Return what is offered and waits for its answer: until then its owner leaves it."""
    offers = open_offers(team_id=scene.team.id)
    return {
        one.action_id
        for one in offers
        if one.action_id and one.state is OfferState.WAITING and one.purpose is Purpose.OWN
    }


def _is_routine(action: ActionRow) -> bool:
    return action.kind is ActionKind.PLAIN and action.state is ActionState.OPEN


def _work_on(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if action.state is ActionState.HELD:
        _take_up_again(scene, owner, action)
    else:
        _KINDS.get(action.kind, _leave)(scene, owner, action)


def _take_up_again(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    is_back = action.return_date and has_returned(action.return_date, scene.at)
    if is_back and scene.dice.random() < RESUMED_CHANCE:
        actions.resume(act=scene.act(owner), action_id=action.id, version=action.version)


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


def _look_again(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if scene.dice.random() < _share_done(action, scene):
        outcome = scene.dice.choice(words.ANSWERED)
        actions.settle_noticed(act=scene.act(owner), action_id=action.id, version=action.version, outcome=outcome)


def _look_through(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if action.person_id and scene.dice.random() < _share_done(action, scene):
        look_through(scene, owner, action.person_id)


def _settle(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    if scene.dice.random() < (DONE if local_day(action.due_at) <= scene.day else SETTLED_EARLY):
        settle_one(scene, owner, action)


def _leave(scene: Scene, owner: LivingMember, action: ActionRow) -> None:
    """Other kinds are finished by an event of their own."""


_KINDS: dict[ActionKind, Callable[[Scene, LivingMember, ActionRow], None]] = {
    ActionKind.PLAIN: _do,
    ActionKind.AFTER_DEATH: _do,
    ActionKind.SUPERVISION: _do,
    ActionKind.WEEKLY_MEETING: _meet,
    ActionKind.NOTICED: _look_again,
    ActionKind.PLAN_REVIEW: _look_through,
    ActionKind.CONTRADICTION: _settle,
}


def _share_done(action: ActionRow, scene: Scene) -> float:
    return DONE if local_day(action.due_at) <= scene.day else DONE_EARLY
