"""Living the days: founding the borough, then every team's mornings, huddles and working days up to a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kith.act import ids
from kith.place.rules import local_day
from kith.simulation.borough import made_up_borough
from kith.simulation.days import live_before, live_morning, live_working_day
from kith.simulation.founding import LivingTeam, found
from kith.simulation.meeting import hold_huddle
from kith.team.rules import is_service_day

Tell = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a demo is made from: the same wishes give the same rows."""

    days: int
    people: int
    seed: int
    until: datetime


def live(wanted: Wanted, tell: Tell = lambda number: None) -> list[LivingTeam]:
    """
    Make a borough and let it live its days; return its teams.

    The days before `until` are lived whole; `until` itself is a morning on which nothing has been done yet. `tell` is
    called with 1 for each day of the borough that is over.
    """
    last = local_day(wanted.until)
    first = last - timedelta(days=wanted.days)
    borough = made_up_borough(seed=wanted.seed, number_of_people=wanted.people, number_of_days=wanted.days, today=last)
    with ids.repeating(wanted.seed):
        teams = found(borough=borough, first=first, last=last, seed=wanted.seed)
        for team in teams:
            live_before(team, first)
        for number in range(wanted.days):
            _live_day(teams, first + timedelta(days=number))
            tell(1)
    return teams


def _live_day(teams: list[LivingTeam], day: date) -> None:
    for team in teams:
        if is_service_day(day, team.calendar):
            live_morning(team, day)
            hold_huddle(team, day)
            live_working_day(team, day)
