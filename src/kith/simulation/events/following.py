"""At 12:50 somebody may begin to follow a person, or stop. What followers are told is told by the clock (`timers`)."""

from datetime import time

from kith.board.following import follow, unfollow
from kith.board.models import Follow
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene

TIMES = (time(12, 50),)
CHANCE, STOPS = 0.4, 0.3


def happen(scene: Scene) -> None:
    """Let one member on shift follow somebody on the list, or stop with the one they have followed longest."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    there, people = scene.there(scene.today()), [one.person_id for one in on_list(team_id=scene.team.id)]
    if not there or not people:
        return
    person_id = scene.dice.choice(people)
    if not (able := scene.who_can_open(person_id, there)):
        return
    who = scene.dice.choice(able)
    act = scene.act(who)
    current = Follow.objects.filter(account_id=who.account_id, during__contains=scene.at)
    first = current.order_by("recorded_at", "id").first()
    if first and scene.dice.random() < STOPS:
        unfollow(act=act, person_id=first.person_id)
    else:
        follow(act=act, person_id=person_id)
