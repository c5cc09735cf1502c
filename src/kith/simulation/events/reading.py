"""After the middle of the day and before the end of it, most of those on shift read their notices."""

from datetime import time, timedelta

from kith.message.operations import mark_read
from kith.simulation.mailing import mail
from kith.simulation.scene import Scene

TIMES = (time(11, 40), time(15, 40))
READS = 0.7
SEEN_FOR = timedelta(seconds=20)
"""How long ago the page was made that somebody marks as read."""


def happen(scene: Scene) -> None:
    """Mark as read what had been told when the page was made; what was urgent left by mail before."""
    mail(scene)
    scene.act()
    for member in scene.there(scene.today()):
        if scene.dice.random() < READS:
            mark_read(act=scene.act(member), up_to=scene.at - SEEN_FOR)
