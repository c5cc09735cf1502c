"""At 4pm visits are planned for everybody whose cadence falls due and who has none planned: one, or a series by cadence."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from kith.contact import operations as contacts
from kith.contact.planning import plan_series
from kith.contact.series_rules import Wanted
from kith.place.rules import at_local, local_day
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import Listed, last_seen, on_list, planned_by_day
from kith.simulation.scene import Scene
from kith.team.rules import add_service_days

TIMES = (time(16),)
AHEAD = timedelta(days=9)
DAYS_EARLY, DAYS_TO_CHOOSE_FROM = timedelta(days=4), 4
PLANNED_IN_TIME = 0.8
"""Share of those due who are thought of; the others are planned a day later, or two."""
IN_SERIES = 0.3
"""Share of those planned for whom it is a series, of as many contacts as `LONG` says."""
LONG = (3, 4, 6)
CLOSED_DAYS = ("next", "next", "previous", "keep")


def happen(scene: Scene) -> None:
    """Plan a contact for those who fall due within nine days."""
    scene.act()
    seen, busy = last_seen(team_id=scene.team.id), planned_by_day(team_id=scene.team.id)
    for one in on_list(team_id=scene.team.id):
        if one.person_id in seen:
            wanted = (seen[one.person_id] or scene.at - AHEAD) + timedelta(days=one.cadence_days)
            if wanted <= scene.at + AHEAD and scene.dice.random() < PLANNED_IN_TIME:
                day = _lightest_day(scene, local_day(wanted), busy)
                busy[day] += 1
                _plan_series(scene, one, day) if scene.dice.random() < IN_SERIES else _plan(scene, one, day)


def _lightest_day(scene: Scene, wanted: date, busy: Counter[date]) -> date:
    """Return the service day near the one wanted, and not before tomorrow, on which fewest contacts are planned."""
    calendar = scene.team.calendar
    first = max(add_service_days(scene.day, 1, calendar), add_service_days(wanted - DAYS_EARLY, 1, calendar))
    days = [add_service_days(first, number, calendar) for number in range(DAYS_TO_CHOOSE_FROM)]
    return min(days, key=lambda day: (busy[day], day))


def _plan(scene: Scene, one: Listed, day: date) -> None:
    dice = scene.dice
    window_from = at_local(day, time(dice.choice((9, 10, 11, 13, 14, 15)), dice.choice((0, 30))))
    contacts.plan(
        act=scene.act(),
        team_id=scene.team.id,
        person_id=one.person_id,
        member_id=_visitor(scene, one).member_id,
        way=dice.choice(("visit", "visit", "visit", "phone", "clinic")),
        window_from=window_from,
        window_to=window_from + timedelta(minutes=45),
    )


def _plan_series(scene: Scene, one: Listed, day: date) -> None:
    dice = scene.dice
    start = time(dice.choice((9, 10, 11, 13, 14, 15)), dice.choice((0, 30)))
    reason, section = dice.choice(words.WHY_SERIES)
    wanted = Wanted(
        way=dice.choice(("visit", "visit", "visit", "phone", "clinic")),
        rhythm="cadence" if one.is_cadence_agreed else "days",
        every_days=one.cadence_days,
        first_day=day,
        number=dice.choice(LONG),
        from_clock=start,
        to_clock=(datetime.combine(day, start) + timedelta(minutes=45)).time(),
        reason=reason,
        section=section,
        on_closed=dice.choice(CLOSED_DAYS),
        member_id=_visitor(scene, one).member_id,
    )
    plan_series(act=scene.act(), team_id=scene.team.id, person_id=one.person_id, wanted=wanted)


def _visitor(scene: Scene, one: Listed) -> LivingMember:
    own = [member for member in (one.named_lead_id, one.deputy_id) if member]
    return scene.team.member(scene.dice.choice(own) if own else None)
