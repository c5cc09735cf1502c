"""At 1pm some of what is in somebody's hands is offered: to a colleague, to a role, to the whole team; now and then a person."""

from datetime import datetime, time

from kith.action.offer_queries import open_offers
from kith.action.offer_rules import OfferState, Purpose, latest_answer
from kith.action.offering import offer, offer_person
from kith.action.queries import ActionRow, waiting_for_team
from kith.action.rules import ActionKind, ActionState, deadline
from kith.caseload.queries import on_list
from kith.place.rules import at_local
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days

TIMES = (time(13),)
OFFERED, MOST = 0.3, 3
"""The share of open actions that is offered, and how many of a team of forty at most in a day."""
TO_ROLE, TO_TEAM = 0.15, 0.15
PERSON_CHANCE = 0.25
NEXT_DAY, TILL_NEXT_DAY = time(12), 0.6
"""The share that may be answered until midday of the next service day; the others today."""


def happen(scene: Scene) -> None:
    """Offer some actions, and sometimes to be the named lead of somebody."""
    scene.act()
    there = scene.there(scene.today())
    if len(there) < 2:
        return
    waiting = [one for one in open_offers(team_id=scene.team.id) if one.state is OfferState.WAITING]
    owned = {member.member_id: member for member in there}
    offered = {one.action_id for one in waiting if one.purpose is Purpose.OWN}
    actions = [one for one in waiting_for_team(team_id=scene.team.id) if _may_go(one) and one.owner_id in owned]
    chosen = [one for one in actions if one.id not in offered and scene.dice.random() < OFFERED]
    for action in chosen[: max(1, round(MOST * scene.team.pace))]:
        _offer(scene, owned[action.owner_id], action, there)
    if scene.dice.random() < PERSON_CHANCE:
        _offer_person(scene, there, {one.entry_id for one in waiting})


def _may_go(action: ActionRow) -> bool:
    return action.kind is ActionKind.PLAIN and action.state is ActionState.OPEN and not action.is_in_pool


def _offer(scene: Scene, giver: LivingMember, action: ActionRow, there: list[LivingMember]) -> None:
    dice = scene.dice
    others = [one for one in scene.who_can_open(action.person_id, there) if one != giver]
    chance = dice.random()
    receiver = dice.choice(others) if others and chance > TO_TEAM else None
    is_for_role = receiver is not None and chance < TO_TEAM + TO_ROLE
    latest = latest_answer(scene.at, deadline(action.facts), scene.team.calendar)
    offer(
        act=scene.act(giver),
        action_id=action.id,
        note=dice.choice(words.OFFER_NOTES),
        answer_by=min(latest, _next_day(scene)) if dice.random() < TILL_NEXT_DAY else None,
        to_member_id=receiver.member_id if receiver and not is_for_role else None,
        to_role=receiver.role if receiver and is_for_role else "",
        to_team=receiver is None,
    )


def _offer_person(scene: Scene, there: list[LivingMember], offered: set[object]) -> None:
    leading = {member.member_id: member for member in there}
    entries = sorted(on_list(team_id=scene.team.id), key=lambda one: (one.came_at, one.id))
    mine = [one for one in entries if one.named_lead_id in leading and one.id not in offered and one.state == "active"]
    if not mine:
        return
    entry = scene.dice.choice(mine)
    giver = leading[entry.named_lead_id] if entry.named_lead_id else scene.team.lead
    able = [one for one in scene.who_can_open(entry.person_id, there) if one in scene.team.leads and one != giver]
    if able:
        offer_person(
            act=scene.act(giver),
            entry_id=entry.id,
            to_member_id=scene.dice.choice(able).member_id,
            note=scene.dice.choice(words.OFFER_PERSON_NOTES),
            answer_by=_next_day(scene),
        )


def _next_day(scene: Scene) -> datetime:
    return at_local(add_service_days(scene.day, 1, scene.team.calendar), NEXT_DAY)
