"""At 9:40, after the huddle, whoever offered what nobody took deals with it: keeps it, or offers it to somebody else."""

from datetime import time

from kith.action.offer_queries import OfferRow, open_offers
from kith.action.offer_rules import OfferState, Purpose
from kith.action.offering import keep, offer
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene

TIMES = (time(9, 40),)
KEPT, OFFERED_AGAIN = 0.7, 0.9
"""Of what was declined or has lapsed: up to here it is kept, up to there offered again, and the rest waits a day more."""


def happen(scene: Scene) -> None:
    """Deal with what was declined or has lapsed."""
    scene.act()
    over = [one for one in open_offers(team_id=scene.team.id) if one.state is not OfferState.WAITING]
    if not over:
        return
    there = scene.there(scene.today())
    for row in over:
        giver = next((one for one in there if one.member_id == row.giver_id), None)
        if giver and row.giver_is_there:
            _deal(scene, row, giver, there)


def _deal(scene: Scene, row: OfferRow, giver: LivingMember, there: list[LivingMember]) -> None:
    chance = scene.dice.random()
    if chance < KEPT or (chance < OFFERED_AGAIN and not _may_be_offered(row, giver)):
        keep(act=scene.act(giver), offer_id=row.id)
    elif chance < OFFERED_AGAIN:
        others = [
            one
            for one in scene.who_can_open(row.person_id, there)
            if one.member_id not in (giver.member_id, row.to_member_id)
        ]
        if others and row.action_id:
            offer(act=scene.act(giver), action_id=row.action_id, to_member_id=scene.dice.choice(others).member_id)


def _may_be_offered(row: OfferRow, giver: LivingMember) -> bool:
    return (
        row.purpose is Purpose.OWN
        and row.over is None
        and row.action_id is not None
        and row.owner_id == giver.member_id
    )
