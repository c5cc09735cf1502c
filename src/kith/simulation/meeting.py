"""The huddle of a made-up team: everybody on the agenda gets an outcome, some an escalation, and it closes with nothing loose."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from kith.access.home import with_key
from kith.act import Act
from kith.board.team_day import teams_today
from kith.huddle import operations as huddles
from kith.huddle.in_hand import in_hand
from kith.huddle.queries import ItemRow, huddle, whole
from kith.huddle.rules import InHand, Outcome, open_outcomes
from kith.huddle.types import Decision, Told
from kith.place.rules import at_local
from kith.simulation import words
from kith.simulation.days import acting
from kith.simulation.founding import LivingTeam
from kith.team.queries import duty_lead_now, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

RAISED_CHANCE = 0.07
LIKELY = {
    Outcome.AS_PLANNED: 5.0,
    Outcome.ACTION: 3.0,
    Outcome.NO_CHANGE: 3.0,
    Outcome.WEEKLY_MEETING: 0.4,
}
"""How often each outcome is chosen, where it is offered."""


def hold_huddle(team: LivingTeam, day: date) -> None:
    """Hold the huddle of a day, from 9am: led by whoever takes the duty, one minute a person, closed at the end."""
    at = at_local(day, time(9))
    with acting(team.members[0], at):
        duty = duty_lead_now(team=team_by_id(team_id=team.id), at=at)
    leader = next((member for member in team.members if member.member_id == duty), team.members[0])
    with acting(leader, at) as act:
        huddle_id = huddles.start(act=with_key(act), team_id=team.id, minutes=20)
        items = sorted(whole(huddle=huddle(huddle_id=huddle_id)).items, key=lambda item: item.position)
    for number, item in enumerate(items):
        with acting(leader, at + timedelta(seconds=30 * (number + 1))) as act:
            _settle(team, act, huddle_id, item, duty, day)
    with acting(leader, at + timedelta(minutes=20)) as act:
        huddles.close(act=with_key(act), huddle_id=huddle_id)


def _settle(team: LivingTeam, act: Act, huddle_id: UUID, item: ItemRow, duty: UUID | None, day: date) -> None:
    dice = team.dice
    today = teams_today(team_ids=[team.id], at=act.at)[team.id]
    person = in_hand(team=today, person_ids=[item.person_id], at=act.at)[item.person_id]
    if duty and dice.random() < RAISED_CHANCE and not person.in_hand.gone:
        _raise(team, act, item, duty)
        return
    present = sorted(whole(huddle=huddle(huddle_id=huddle_id)).present)
    decision = _decision(team, act.at, person.in_hand, present, day)
    huddles.settle(act=with_key(act), item_id=item.id, version=item.version, decision=decision)


def _decision(team: LivingTeam, at: datetime, in_hand: InHand, present: list[UUID], day: date) -> Decision:
    dice = team.dice
    offered = [outcome for outcome in open_outcomes(in_hand, at) if outcome in LIKELY]
    if not offered:
        return Decision(Outcome.OFF_LIST)
    [outcome] = dice.choices(offered, [LIKELY[one] for one in offered])
    if outcome is Outcome.NO_CHANGE:
        return Decision(outcome, reason=dice.choice(words.NO_CHANGE_REASONS))
    if outcome is Outcome.ACTION:
        due = end_of_service_day(add_service_days(day, dice.choice((0, 1, 1, 2)), team.calendar))
        return Decision(outcome, what=dice.choice(words.TASKS), owner_id=dice.choice(present), due_at=due)
    return Decision(outcome)


def _raise(team: LivingTeam, act: Act, item: ItemRow, duty: UUID) -> None:
    told = Told(
        who=team.dice.choice(("Duty GP", "Clinical supervisor", "Safeguarding lead")),
        how="phone",
        at=act.at,
        said=team.dice.choice(words.SAID),
    )
    huddles.raise_escalation(
        act=with_key(act), item_id=item.id, what=team.dice.choice(words.RAISED), to_id=duty, told=told
    )
