"""What a morning begins with: somebody of those on shift is worried about a person whose work is late."""

from kith.action.queries import waiting_for_team
from kith.action.rules import is_overdue
from kith.escalation.operations import raise_
from kith.simulation import words
from kith.simulation.reading import living
from kith.simulation.scene import Scene


def worry(scene: Scene) -> bool:
    """Raise an escalation for one living person with overdue work, by somebody on shift; say whether there was anybody."""
    scene.act()
    there = scene.there(scene.today())
    late = {one.person_id for one in waiting_for_team(team_id=scene.team.id) if is_overdue(one.due_at, scene.at)}
    people = sorted(living([one for one in late if one]))
    for person_id in scene.dice.sample(people, len(people)):
        if able := scene.who_can_open(person_id, there):
            act, said = scene.act(scene.dice.choice(able)), scene.dice.choice(words.RAISED)
            raise_(act=act, team_id=scene.team.id, person_id=person_id, worry=said)
            return True
    return False
