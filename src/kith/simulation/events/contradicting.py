"""
At 2:10pm, now and then, what two services do for somebody turns out not to go together: of the kinds that are found the one that
the borough has had least of, or something that only people see. Who is asked to settle that does so some days later (`work`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from kith.agency.queries import agencies
from kith.contradiction import items
from kith.contradiction.items import Item
from kith.contradiction.queries import items_of
from kith.contradiction.raising import say
from kith.contradiction.rules import Finds, same_subject
from kith.person.parts import KeyEventKind
from kith.place.rules import local_day
from kith.plan import operations as plans
from kith.plan.rules import AGREED, Content, Section
from kith.simulation import words, words_done
from kith.simulation.events.writing_plans import may, put
from kith.simulation.living import LivingMember
from kith.simulation.reading import contradictions_by_kind, on_list, with_agencies
from kith.simulation.scene import Scene
from kith.simulation.words_done import Does

TIMES = (time(14, 10),)
CONTRADICTS, RAISED = 0.42, 0.2
"""How often a day in a team of forty something does not go together; of these, what only people see."""
HOME_FOR = timedelta(days=4)
"""How long ago somebody came home from hospital of whom it is told only now."""


@dataclass(frozen=True, slots=True)
class Around:
    """Somebody for whom agencies do things, who writes it down, and two of the agencies by id and name."""

    scene: Scene
    writer: LivingMember
    person_id: UUID
    agencies: list[tuple[UUID, str]]

    def add(self, number: int, does: Does, **more: Any) -> UUID:
        """Write what one of the two agencies does, as they told it; return the item."""
        agency_id, agency = self.agencies[number]
        told = f"{self.scene.dice.choice(words.GIVEN_NAMES)[0]}, {agency}"
        first, last = does.times or (None, None)
        item = Item(
            self.person_id, self.scene.team.id, does.kind, does.subject, told, does.instruction, agency_id=agency_id,
            days=does.days, from_time=first, until_time=last, **more,
        )  # fmt: skip
        return items.add_item(act=self.act(), team_id=self.scene.team.id, person_id=self.person_id, item=item)

    def act(self) -> Any:
        """Go on as whoever writes."""
        return self.scene.act(self.writer)

    def two_do(self, finds: Finds) -> tuple[Does, Does] | None:
        """Return what two do of a kind of contradiction, None where all of it is done by somebody already."""
        self.act()
        done = items_of(person_id=self.person_id, at=self.scene.at, stopped=True)
        free = [
            pair
            for pair in words_done.TWO_DO[finds]
            if not any(
                one.kind == does.kind and same_subject(one.subject, does.subject) for one in done for does in pair
            )
        ]
        return self.scene.dice.choice(free) if free else None


def happen(scene: Scene) -> None:
    """Let one thing of two services not go together, or let a member say that something does not."""
    if scene.dice.random() >= CONTRADICTS * scene.team.pace:
        return
    around = _around(scene)
    if around is None:
        return
    if scene.dice.random() < RAISED:
        about = scene.dice.choice(words_done.SEEN_BY_PEOPLE)
        agency = scene.dice.choice([None, around.agencies[0][0]])
        say(act=around.act(), team_id=scene.team.id, person_id=around.person_id, about=about, agency_id=agency)
        return
    scene.acting.as_kith(scene.at)
    had = contradictions_by_kind()
    ways = list(_WAYS)
    scene.dice.shuffle(ways)
    _WAYS[min(ways, key=lambda one: had.get(one, 0))](around)


def _around(scene: Scene) -> Around | None:
    """Choose somebody with agencies whom a member who is there, and writes plans, can open; None where there is nobody."""
    scene.act()
    having, today = with_agencies(team_id=scene.team.id), scene.today()
    people = [one.person_id for one in on_list(team_id=scene.team.id) if one.person_id in having]
    if not people:
        return None
    person_id = scene.dice.choice(people)
    able = [one for one in scene.there(today) if may(scene, one, "plan.write", AGREED)]
    writers = scene.who_can_open(person_id, able)
    scene.act()
    known = [(one.id, one.name) for one in agencies(team_id=scene.team.id, at=scene.at)]
    return Around(scene, scene.dice.choice(writers), person_id, scene.dice.sample(known, 2)) if writers else None


def _two(finds: Finds, **more: Any) -> Callable[[Around], None]:
    def happens(around: Around) -> None:
        if pair := around.two_do(finds):
            for number, does in enumerate(pair):
                around.add(number, does, **more)

    return happens


def _stopped(around: Around) -> None:
    """Two do one thing, and one of them stops it because nobody is to do it."""
    if pair := around.two_do(Finds.STOPPED):
        first, _second = (around.add(number, does) for number, does in enumerate(pair))
        because = words_done.NOBODY_ANY_MORE
        items.stop_item(act=around.act(), item_id=first, version=1, because=because, for_all=True)


def _older(around: Around) -> None:
    """Somebody is home from hospital for some days, and what an agency does for them is of before."""
    scene, pair = around.scene, around.two_do(Finds.OLDER)
    if pair is None:
        return
    home_at = scene.at - HOME_FOR
    kind = KeyEventKind.DISCHARGE
    plans.tell(act=around.act(), team_id=scene.team.id, person_id=around.person_id, kind=kind, true_at=home_at)
    before = local_day(home_at) - timedelta(days=scene.dice.randint(5, 20))
    for does in pair:
        around.add(0, does, from_day=before, told_day=before)


def _preference(around: Around) -> None:
    """Their plan says what they do not want, and that it is done if something happens."""
    wish, response = around.scene.dice.choice(words_done.WISHES)
    because = words_done.WISHES_BECAUSE
    for section, text in ((Section.HELP, wish), (Section.CONTINGENCY, response)):
        put(around.scene, around.writer, around.person_id, section, Content(text), because)


_WAYS: Mapping[Finds, Callable[[Around], None]] = {
    Finds.SAME: _two(Finds.SAME),
    Finds.VISITS: _two(Finds.VISITS),
    Finds.PREFERENCE: _preference,
    Finds.STOPPED: _stopped,
    Finds.LEADS: _two(Finds.LEADS, leads=True),
    Finds.OLDER: _older,
}
