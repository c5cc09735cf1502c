"""At 11am somebody may go away - to hospital, to respite, on holiday - and somebody's day of return may change."""

from datetime import time, timedelta

from kith.contact.absence import set_away
from kith.simulation import words
from kith.simulation.reading import away_now, on_list
from kith.simulation.scene import Scene

TIMES = (time(11),)
GO, CHANGE = 0.12, 0.2
"""Chances of a day: that one more is away, and that for one of those away the day of return turns out otherwise."""
MOST_AWAY = 3
"""Of one team at once."""
DAYS = (3, 5, 7, 10, 14)


def happen(scene: Scene) -> None:
    """Write down that somebody is away, or when they come back instead."""
    scene.act()
    away = away_now(team_id=scene.team.id)
    if away and scene.dice.random() < CHANGE:
        one = scene.dice.choice(away)
        back = max(scene.day + timedelta(days=1), one.back_day + timedelta(days=scene.dice.choice((-2, -1, 2, 4))))
        if back > one.from_day:
            set_away(
                act=scene.act(), team_id=scene.team.id, person_id=one.person_id, kind=one.kind, from_day=one.from_day,
                back_day=back, away_id=one.id, version=one.version,
            )  # fmt: skip
    if len(away) < MOST_AWAY and scene.dice.random() < GO:
        _go(scene, {one.person_id for one in away})


def _go(scene: Scene, away: set[object]) -> None:
    there = [one.person_id for one in on_list(team_id=scene.team.id) if one.person_id not in away]
    if there:
        kind, why = scene.dice.choice(words.AWAY)
        set_away(
            act=scene.act(), team_id=scene.team.id, person_id=scene.dice.choice(there), kind=kind, from_day=scene.day,
            back_day=scene.day + timedelta(days=scene.dice.choice(DAYS)), why=why,
        )  # fmt: skip
