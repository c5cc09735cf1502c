"""At 15:40 somebody looks through who may be recorded twice: what is likely one person is merged, the rest is told apart."""

from datetime import time
from uuid import UUID

from kith.handover.doubles import doubles_of_team
from kith.handover.merge_queries import merges_of
from kith.handover.merging import merge
from kith.handover.telling_apart import tell_apart
from kith.person.likeness_rules import Agrees, Level
from kith.safeguarding.queries import told
from kith.simulation import words
from kith.simulation.reading import living
from kith.simulation.scene import Scene

TIMES = (time(15, 40),)
CHANCE = 0.5
"""Of each day; and of each pair found, that it is answered on this one."""
CLEAR = {Agrees.BORN_SAME}
NAMES = {Agrees.NAME_SAME, Agrees.NAME_ONE_LETTER, Agrees.POSTCODE_SAME}
"""What makes a pair one person here: one birth date, much the same name, and no two numbers to choose from."""


def happen(scene: Scene) -> None:
    """Answer some of the pairs, by the team lead, to whom no record is closed."""
    if scene.dice.random() > CHANCE:
        return
    scene.act()
    pairs = doubles_of_team(team_id=scene.team.id, team_ids=[scene.team.id])
    alive = living([key for pair in pairs for key in (pair.one, pair.other)])
    gone: set[UUID] = set()
    for pair in pairs:
        if scene.dice.random() > CHANCE or gone & {pair.one, pair.other} or not {pair.one, pair.other} <= alive:
            continue
        if pair.likeness.level is Level.POSSIBLE or not CLEAR <= set(pair.likeness.agrees) <= CLEAR | NAMES:
            because = scene.dice.choice(words.TWO_PEOPLE)
            tell_apart(act=scene.act(), person_id=pair.one, other_id=pair.other, because=because)
        else:
            _merge(scene, pair.one, pair.other)
            gone |= {pair.one, pair.other}


def _merge(scene: Scene, *both: UUID) -> None:
    """Keep the record that another was merged into before; where each holds another, they are left for a person to sort out."""
    scene.act()
    if any(told(team_ids=[scene.team.id], person_id=one) for one in both):
        return  # the safeguarding lead is asked first
    held = {one.kept_id for one in merges_of(person_ids=both)} & {*both}
    if len(held) < len(both):
        kept, other = sorted(both, key=lambda one: (one not in held, one))
        merge(act=scene.act(), kept_id=kept, other_id=other, because=scene.dice.choice(words.ONE_PERSON))
