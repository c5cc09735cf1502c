"""Four times a day, what is offered is answered: taken, declined with the reason, asked about, or left to lapse."""

from datetime import time

from kith.action.offer_queries import OfferRow, open_offers
from kith.action.offer_rules import OfferState
from kith.action.offering import accept, ask_giver, decline
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.scene import Scene

TIMES = (time(9, 50), time(11, 50), time(14, 50), time(16, 20))
ACCEPTED, DECLINED, ASKED = 0.35, 0.1, 0.03
"""Shares of offers to a member that are answered so at each of these times; the rest wait on."""
CLAIMED = 0.3


def happen(scene: Scene) -> None:
    """Go through what waits, as whoever it is to and is at work."""
    scene.act()
    waiting = [one for one in open_offers(team_id=scene.team.id) if one.state is OfferState.WAITING]
    if not waiting:
        return
    there = scene.there(scene.today())
    for row in waiting:
        if row.lapses(scene.at) is None:
            _claim(scene, row, there) if row.is_pool else _answer(scene, row, there)


def _claim(scene: Scene, row: OfferRow, there: list[LivingMember]) -> None:
    if scene.dice.random() > CLAIMED:
        return
    pool = [one for one in there if row.to_team or one.role == row.to_role]
    able = [one for one in scene.who_can_open(row.person_id, pool) if one.account_id != row.giver_account_id]
    if able:
        accept(act=scene.act(scene.dice.choice(able)), offer_id=row.id)


def _answer(scene: Scene, row: OfferRow, there: list[LivingMember]) -> None:
    receiver = next((one for one in there if one.member_id == row.to_member_id), None)
    chance = scene.dice.random()
    if receiver is None or chance > ACCEPTED + DECLINED + ASKED:
        return
    act = scene.act(receiver)
    if chance < ACCEPTED:
        accept(act=act, offer_id=row.id)
    elif chance < ACCEPTED + DECLINED:
        decline(act=act, offer_id=row.id, reason=scene.dice.choice(words.DECLINE_REASONS))
    else:
        ask_giver(act=act, offer_id=row.id, question=words.QUESTION)
