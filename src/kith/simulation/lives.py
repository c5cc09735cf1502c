"""
Living the days: founding the borough, then every hour of every team's day up to a moment.

Each hour is one transaction, and everything done in it has a key that begins with its name ("lived 2026-06-08 09"). The
last such key on the trail says how far a borough has come: a life that was cut short goes on from there, and ends with
the same rows as one that was not.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from uuid import UUID

from django.db import transaction

from kith.access.home import ROLE
from kith.access.rules import KITH_ACCOUNT
from kith.act import ids
from kith.act.context import keeping_refusals, set_context, write_refusals
from kith.place.rules import at_local, in_london, local_day
from kith.simulation.borough import Borough, made_up_borough
from kith.simulation.clockwork import catch_up
from kith.simulation.early import find_somebody_ill
from kith.simulation.events import Event, events_by_hour
from kith.simulation.founding import DAYS_BEFORE, found, give_a_past
from kith.simulation.living import living_teams
from kith.simulation.mornings import worry
from kith.simulation.reading import account_of, is_empty, teams_waiting
from kith.simulation.rotas import DAYS_AHEAD, cover_until, publish_until
from kith.simulation.scene import CHANNEL, Acting, Hour, Scene, dice_of
from kith.team.rules import is_service_day
from kith.trail.queries import keys_beginning

Tell = Callable[[int], object]
LIVED, MADE_FROM, SINCE = "lived ", "made from ", "since "
AHEAD = timedelta(days=DAYS_AHEAD)
_FOUNDING, _PAST = time(8), time(18)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a borough is made from: the same wishes give the same rows."""

    days: int
    people: int
    seed: int
    until: datetime

    @property
    def last(self) -> date:
        """The day whose morning is reached."""
        return local_day(self.until)

    @property
    def first(self) -> date:
        """The first day lived."""
        return self.last - timedelta(days=self.days)

    @property
    def borough(self) -> Borough:
        """The borough that these wishes always give."""
        return made_up_borough(seed=self.seed, number_of_people=self.people, number_of_days=self.days, today=self.last)

    def __str__(self) -> str:
        until = self.until.astimezone(UTC).isoformat()
        return f"{MADE_FROM}days {self.days} people {self.people} seed {self.seed} until {until}"


@dataclass(frozen=True, slots=True)
class Step:
    """An hour of a borough's life: what its keys begin with, when, and what is done in its transaction."""

    day: date
    hour: int
    live: Callable[["Step"], None]

    @property
    def name(self) -> str:
        """What the keys of this hour begin with; names sort as the hours follow each other."""
        return f"{LIVED}{self.day.isoformat()} {self.hour:02}"


class NotADemo(Exception):
    """This home holds something that is not a made-up borough."""


def made_from() -> Wanted | None:
    """Return what this home's borough is made from, finished or not; None in an empty home. Raises NotADemo."""
    with transaction.atomic():
        if is_empty():
            return None
        set_context(account_id=UUID(KITH_ACCOUNT), role=ROLE, at=datetime(2000, 1, 1, tzinfo=UTC))
        found = keys_beginning(channel=CHANNEL, beginning=MADE_FROM)
    read = re.fullmatch(rf"{MADE_FROM}days (\d+) people (\d+) seed (-?\d+) until (\S+)", found[0]) if found else None
    if read is None:
        raise NotADemo
    return Wanted(int(read[1]), int(read[2]), int(read[3]), datetime.fromisoformat(read[4]))


def live(wanted: Wanted, tell: Tell = lambda number: None) -> None:
    """
    Let a borough live its days, from where it stands in the database.

    The days before `until` are lived whole; `until` itself is a morning on which nothing has been done yet, but that
    somebody has raised a worry. `tell` is
    called with 1 for each day of the borough that is over, those lived before too.
    """
    steps = list(_steps(wanted))
    reached = _reached(wanted)
    day = wanted.first
    for step in steps:
        while day < min(step.day, wanted.last):
            tell(1)
            day += timedelta(days=1)
        if step.name > reached:
            _live_step(wanted, step)


def live_since(wanted: Wanted, now: datetime) -> None:
    """
    Let the days since a borough was made pass: its rota and on-call cover stay published four weeks ahead, no more.

    Done by Kith, at this moment, also for the days gone by; nothing on a second time the same day.
    """
    borough, today = wanted.borough, local_day(now)
    name = f"{SINCE}{ids.new()}"
    with _hour(now):
        teams = living_teams(borough.teams)
        acting = Acting(name)
        for team in teams:
            publish_until(team=team, first=wanted.last, day=today, act=acting.as_kith(now))
        if account_id := account_of(username=borough.cover.username):
            for place_id in {team.info.place_id for team in teams}:
                cover_until(place_id=place_id, account_id=account_id, at=now, day=today + AHEAD, acting=acting)


def _steps(wanted: Wanted) -> Iterator[Step]:
    """Yield the hours of a borough's life, in order."""
    borough = wanted.borough
    yield Step(wanted.first - DAYS_BEFORE, _FOUNDING.hour, partial(_found, wanted))
    yield Step(wanted.first - timedelta(days=1), _PAST.hour, partial(_give_a_past, wanted))
    for number in range(wanted.days):
        for hour, events in events_by_hour().items():
            yield Step(wanted.first + timedelta(days=number), hour, partial(_live_hour, borough, events))
    yield Step(wanted.last, in_london(wanted.until).hour, partial(_arrive, wanted))


def _reached(wanted: Wanted) -> str:
    """Return the name that the last key of this borough begins with; empty before it is founded."""
    with transaction.atomic():
        set_context(account_id=UUID(KITH_ACCOUNT), role=ROLE, at=wanted.until)
        keys = keys_beginning(channel=CHANNEL, beginning=LIVED)
    return keys[1][: len(Step(wanted.last, 0, lambda step: None).name)] if keys else ""


def _live_step(wanted: Wanted, step: Step) -> None:
    with ids.repeating(f"{wanted.seed} {step.name}"), _hour(at_local(step.day, time(step.hour))):
        step.live(step)


@contextmanager
def _hour(at: datetime) -> Iterator[None]:
    """Open one transaction as Kith; refusals met in it are written at its end, in it: an hour is there whole or not at all."""
    with keeping_refusals() as waiting, transaction.atomic():
        set_context(account_id=UUID(KITH_ACCOUNT), role=ROLE, at=at)
        yield
        write_refusals(waiting)


def _found(wanted: Wanted, step: Step) -> None:
    at = at_local(step.day, _FOUNDING)
    found(borough=wanted.borough, day=step.day, at=at, wishes=str(wanted), name=step.name)


def _give_a_past(wanted: Wanted, step: Step) -> None:
    for scene in _scenes(wanted.borough, step, _PAST, "past", Hour()):
        give_a_past(scene=scene)


def _live_hour(borough: Borough, events: list[Event], step: Step) -> None:
    hour = Hour()
    for clock, at_once in groupby(events, key=lambda one: one.at):
        _catch_up(borough, step, clock, hour)
        for event in at_once:
            for scene in _scenes(borough, step, clock, event.name, hour):
                if event.every_day or is_service_day(step.day, scene.team.calendar):
                    event.happen(scene)


def _catch_up(borough: Borough, step: Step, clock: time, hour: Hour) -> None:
    """Do what was due before a moment, at the minute at which it was: whatever happens now finds it done."""
    set_context(account_id=UUID(KITH_ACCOUNT), role=ROLE, at=at_local(step.day, clock))
    waiting = teams_waiting()
    for scene in _scenes(borough, step, clock, "clockwork", hour):
        if scene.team.id in waiting:
            catch_up(scene)


def _arrive(wanted: Wanted, step: Step) -> None:
    """Reach the last morning: four weeks of rota lie ahead of it too; early visits and a worry wait for their answers."""
    _catch_up(wanted.borough, step, in_london(wanted.until).time(), Hour())
    for scene in _scenes(wanted.borough, step, time(0), "early", Hour()):
        find_somebody_ill(scene, wanted.until)
    for scene in _scenes(wanted.borough, step, time(0), "rota", Hour()):
        publish_until(team=scene.team, day=step.day, act=scene.act(at=wanted.until))
    for scene in _scenes(wanted.borough, step, in_london(wanted.until).time(), "worry", Hour()):
        if is_service_day(step.day, scene.team.calendar) and worry(scene):
            return


def _scenes(borough: Borough, step: Step, clock: time, event: str, hour: Hour) -> Iterator[Scene]:
    """Yield the scene of each team, one after the other: each begins with what the one before has left."""
    at = at_local(step.day, clock)
    if not hour.teams:
        set_context(account_id=UUID(KITH_ACCOUNT), role=ROLE, at=at)
        hour.teams = living_teams(borough.teams)
    for team in list(hour.teams):
        name = f"{step.name}:{clock.minute:02} {event} {team.made_up.slug}"
        yield Scene(team, step.day, at, Acting(name, hour), dice_of(f"{borough.seed} {name}"))
