"""At 4pm visits of the next days are planned for everybody whose cadence falls due and who has none planned."""

from datetime import datetime, time, timedelta

from kith.contact import operations as contacts
from kith.place.rules import at_local, local_day
from kith.simulation.living import LivingMember
from kith.simulation.reading import Listed, last_seen, on_list
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days

TIMES = (time(16),)
AHEAD = timedelta(days=9)
PLANNED_IN_TIME = 0.8
"""Share of those due who are thought of; the others are planned a day later, or two."""


def happen(scene: Scene) -> None:
    """Plan a contact for those who fall due within nine days."""
    scene.act()
    seen = last_seen(team_id=scene.team.id)
    for one in on_list(team_id=scene.team.id):
        if one.person_id in seen:
            wanted = (seen[one.person_id] or scene.at - AHEAD) + timedelta(days=one.cadence_days)
            if wanted <= scene.at + AHEAD and scene.dice.random() < PLANNED_IN_TIME:
                _plan(scene, one, wanted)


def _plan(scene: Scene, one: Listed, wanted: datetime) -> None:
    dice, calendar = scene.dice, scene.team.calendar
    soon = add_service_days(scene.day, dice.randint(1, 3), calendar)
    around = local_day(wanted) + timedelta(days=dice.randint(-3, 1))
    # what falls on a weekend is done before it, or Mondays would drown
    on_day = max(soon, add_service_days(around + timedelta(days=1), -1, calendar))
    window_from = at_local(on_day, time(dice.choice((9, 10, 11, 13, 14, 15)), dice.choice((0, 30))))
    contacts.plan(
        act=scene.act(),
        team_id=scene.team.id,
        person_id=one.person_id,
        member_id=_visitor(scene, one).member_id,
        way=dice.choice(("visit", "visit", "visit", "phone", "clinic")),
        window_from=window_from,
        window_to=window_from + timedelta(minutes=45),
    )


def _visitor(scene: Scene, one: Listed) -> LivingMember:
    own = [member for member in (one.named_lead_id, one.deputy_id) if member]
    return scene.team.member(scene.dice.choice(own) if own else None)
