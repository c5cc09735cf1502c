"""At 9am the huddle: everybody on the agenda gets an outcome, some an escalation, and it closes with nothing loose."""

from datetime import datetime, time, timedelta
from uuid import UUID

from kith.act import Act
from kith.action.offer_people import To
from kith.action.offer_queries import open_offers
from kith.action.offer_rules import Purpose
from kith.action.rules import ActionFacts, ActionKind, ActionState
from kith.board.team_day import teams_today
from kith.huddle import operations as huddles
from kith.huddle.in_hand import in_hand
from kith.huddle.outcome_rules import InHand, Outcome, open_outcomes
from kith.huddle.queries import ItemRow, huddle, whole
from kith.huddle.types import Decision, Told
from kith.simulation import words
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days, end_of_service_day

TIMES = (time(9),)
MINUTES = 20
RAISED_CHANCE = 0.05
"""Of each person on the agenda, that somebody is worried enough to raise it."""
RAISED_ONCE = 0.3
"""That one more is raised in the huddle of a team of forty."""
LIKELY = {
    Outcome.AS_PLANNED: 5.0,
    Outcome.ACTION: 3.0,
    Outcome.HAND_OVER: 2.0,
    Outcome.NO_CHANGE: 3.0,
    Outcome.WEEKLY_MEETING: 0.4,
}
"""How often each outcome is chosen, where it is offered."""
TO_SOMEBODY = 0.8
"""Share of what is handed over that is offered to one member; the rest to the whole team."""


def happen(scene: Scene) -> None:
    """Hold the huddle, led by whoever takes the duty, spread over its minutes, closed at the end."""
    scene.act()
    leader = scene.answering(scene.today())
    huddle_id = huddles.start(act=scene.act(leader), team_id=scene.team.id, minutes=MINUTES)
    started = whole(huddle=huddle(huddle_id=huddle_id))
    items = sorted(started.items, key=lambda item: item.position)
    present = sorted(started.present)
    today = teams_today(team_ids=[scene.team.id], at=scene.at)[scene.team.id]
    owners = {item.id: _owners(scene, item, present) for item in items}
    offered = {one.action_id for one in open_offers(team_id=scene.team.id) if one.purpose is Purpose.OWN}
    worried = {item.id for item in items if scene.dice.random() < RAISED_CHANCE}
    if items and scene.dice.random() < RAISED_ONCE * scene.team.pace:
        worried.add(scene.dice.choice(items).id)
    for number, item in enumerate(items, start=1):
        at = scene.at + timedelta(minutes=MINUTES) * number / (len(items) + 1)
        act = scene.act(leader, at)
        person = in_hand(team=today, person_ids=[item.person_id], at=at)[item.person_id]
        if item.id in worried and today.duty_lead and not person.in_hand.gone:
            _raise(scene, act, item, today.duty_lead.id)
        else:
            could_go = [one for one in person.in_hand.actions if _may_go(one) and one.action_id not in offered]
            decision = _decision(scene, at, person.in_hand, owners[item.id], could_go)
            huddles.settle(act=act, item_id=item.id, version=item.version, decision=decision)
    huddles.close(act=scene.act(leader, scene.at + timedelta(minutes=MINUTES)), huddle_id=huddle_id)


def _owners(scene: Scene, item: ItemRow, present: list[UUID]) -> list[UUID]:
    able = {member.member_id for member in scene.who_can_open(item.person_id, scene.team.members)}
    return [one for one in present if one in able]


def _may_go(action: ActionFacts) -> bool:
    return action.kind is ActionKind.PLAIN and action.state is ActionState.OPEN and bool(action.owner)


def _decision(
    scene: Scene, at: datetime, in_hand: InHand, present: list[UUID], could_go: list[ActionFacts]
) -> Decision:
    dice = scene.dice
    offered = [outcome for outcome in open_outcomes(in_hand, at) if outcome in LIKELY]
    if not could_go and Outcome.HAND_OVER in offered:
        offered.remove(Outcome.HAND_OVER)
    if not offered:
        return Decision(Outcome.OFF_LIST)
    [outcome] = dice.choices(offered, [LIKELY[one] for one in offered])
    if outcome is Outcome.NO_CHANGE:
        return Decision(outcome, reason=dice.choice(words.NO_CHANGE_REASONS))
    if outcome is Outcome.HAND_OVER:
        return _hand_over(scene, dice.choice(could_go), present)
    if outcome is Outcome.ACTION:
        due = end_of_service_day(add_service_days(scene.day, dice.choice((0, 1, 1, 2)), scene.team.calendar))
        return Decision(outcome, what=dice.choice(words.TASKS), owner_id=dice.choice(present), due_at=due)
    return Decision(outcome)


def _hand_over(scene: Scene, work: ActionFacts, present: list[UUID]) -> Decision:
    """Offer work to somebody present who does not hold it, or to the whole team."""
    others = [one for one in present if scene.team.member(one).made_up.name != work.owner]
    to = To(scene.dice.choice(others)) if others and scene.dice.random() < TO_SOMEBODY else To(team=True)
    return Decision(Outcome.HAND_OVER, work_id=work.action_id, to=to)


def _raise(scene: Scene, act: Act, item: ItemRow, duty_lead_id: UUID) -> None:
    told = Told(
        who=scene.dice.choice(("Duty GP", "Clinical supervisor", "Safeguarding lead")),
        how="phone",
        at=act.at,
        said=scene.dice.choice(words.SAID),
    )
    what = scene.dice.choice(words.RAISED)
    huddles.raise_escalation(act=act, item_id=item.id, what=what, to_id=duty_lead_id, told=told)
