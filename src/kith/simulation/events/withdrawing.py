"""At 11:20 an offer may be taken back by whoever made it."""

from datetime import time

from kith.action.offer_queries import open_offers
from kith.action.offer_rules import OfferState
from kith.action.offering import withdraw
from kith.simulation import words
from kith.simulation.scene import Scene

TIMES = (time(11, 20), time(14, 20))
CHANCE = 0.08
"""Of each offer that waits."""


def happen(scene: Scene) -> None:
    """Take some of the offers back that nobody has answered."""
    scene.act()
    waiting = [one for one in open_offers(team_id=scene.team.id) if one.state is OfferState.WAITING]
    for row in waiting:
        givers = [one for one in scene.team.members if one.member_id == row.giver_id and row.giver_is_there]
        if givers and scene.dice.random() < CHANCE:
            withdraw(act=scene.act(givers[0]), offer_id=row.id, reason=scene.dice.choice(words.WITHDRAW_REASONS))
