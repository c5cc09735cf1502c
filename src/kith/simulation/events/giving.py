"""At 2pm members write down what they will do themselves."""

from datetime import time

from kith.action import operations as actions
from kith.simulation import words
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days, end_of_service_day

TIMES = (time(14),)
MORE_FOR = 20
"""One more action a day, at most, for so many people on the list."""


def happen(scene: Scene) -> None:
    """Give an action or two, and more where the list is long, each to the member who writes it."""
    dice = scene.dice
    scene.act()
    people = [one.person_id for one in on_list(team_id=scene.team.id)]
    there = scene.there(scene.today())
    number = dice.randint(1, 2) + dice.randint(0, len(people) // MORE_FOR) if people else 0
    for _ in range(sum(dice.random() < scene.team.pace for _ in range(number))):
        person_id = dice.choice(people)
        member = dice.choice(scene.who_can_open(person_id, there) or [scene.team.lead])
        due_day = add_service_days(scene.day, dice.choice((1, 1, 2, 2, 3, 4)), scene.team.calendar)
        actions.add(
            act=scene.act(member),
            team_id=scene.team.id,
            person_id=person_id,
            what=dice.choice(words.TASKS),
            owner_id=member.member_id,
            due_at=end_of_service_day(due_day),
        )
