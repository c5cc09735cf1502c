"""On every hour of the day's work, on every day, what the worker does by the clock: raising, lapsing, asking, telling, mailing."""

from datetime import time

from kith.action.offer_queries import lapsing
from kith.action.offering import lapse
from kith.action.raising import raise_waiting, to_raise
from kith.alignment.following import follow_up, waiting
from kith.board.following import end_follows, number_to_end, tell_followers, untold
from kith.board.pressing import press_on, to_press
from kith.contact.chasing import chase
from kith.contact.queries import number_unsaid
from kith.contact.rules import RESULT_WITHIN
from kith.simulation.mailing import mail
from kith.simulation.scene import Scene

TIMES = tuple(time(hour) for hour in range(8, 18))
EVERY_DAY = True


def happen(scene: Scene) -> None:
    """Raise what has waited long enough, let unanswered offers go, and ask what became of contacts that are over."""
    act = scene.acting.as_kith(scene.at)
    if lapsing(team_id=scene.team.id, at=scene.at):
        lapse(act=act, team_id=scene.team.id)
    act = scene.acting.as_kith(scene.at)
    if to_raise(team_id=scene.team.id, at=scene.at):
        raise_waiting(act=act, team_id=scene.team.id)
    act = scene.acting.as_kith(scene.at)
    if number_unsaid(team_id=scene.team.id, over_before=scene.at - RESULT_WITHIN):
        chase(act=act, team_id=scene.team.id)
    act = scene.acting.as_kith(scene.at)
    if waiting(team_id=scene.team.id, at=scene.at):
        follow_up(act=act, team_id=scene.team.id)
    _tell(scene)
    _press(scene)
    mail(scene)


def _press(scene: Scene) -> None:
    """Let go on what is urgent and was neither read nor acted on."""
    act = scene.acting.as_kith(scene.at)
    if to_press(team_id=scene.team.id, at=scene.at):
        press_on(act=act, team_id=scene.team.id)


def _tell(scene: Scene) -> None:
    """End the following of those who cannot open a record any more, then tell the others what they asked to hear of."""
    act = scene.acting.as_kith(scene.at)
    if number_to_end():
        end_follows(act=act)
    act = scene.acting.as_kith(scene.at)
    if untold(team_id=scene.team.id, at=scene.at):
        tell_followers(act=act, team_id=scene.team.id)
