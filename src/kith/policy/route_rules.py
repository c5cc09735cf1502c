"""
Escalation routes: whom a crossing goes to, step by step, and how long each has to answer.

A step that is not answered in time goes on to the next by itself; the last, the place's on-call cover, stays and repeats.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from kith.language import _
from kith.policy.value_rules import TableError

CLOCKS = ("clock", "service")
"""`clock`: minutes of the day, whatever hour it is. `service`: minutes of the team's service hours."""
ASKED = ("clinical-supervisor", "mental-health", "gp", "duty-lead", "team-lead", "safeguarding-lead", "on-call")
"""Whom a step may ask: a role on shift, or a duty. Whoever is not there is passed over at once, never waited for."""
ACTS = ("supervisor call", "case conference", "urgent visit", "safeguarding lead", "emergency call", "on-call cover")


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One step: what is done, who is asked, how long until it goes on, and after what it repeats (the last step only)."""

    id: str
    step: int
    act: str
    asked: str
    within: timedelta
    clock: str
    repeats: timedelta | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Route:
    """A route with its steps in order; the last asks the on-call cover and repeats."""

    code: str
    steps: tuple[RouteStep, ...]


def read_routes(lines: Iterable[str]) -> dict[str, Route]:
    """
    Return the routes by code.

    Raises:
        TableError: for a step that asks nobody known or has no time, steps that do not count from 1, a route that does not
            end at the on-call cover with a repeat, a repeat before the end, or an id that stands twice.
    """
    steps: dict[str, list[RouteStep]] = {}
    seen: set[str] = set()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        where = f"routes, row {number}"
        if row["id"] in seen:
            raise TableError(f"{where}: the id {row['id']} stands twice")
        seen.add(row["id"])
        steps.setdefault(row["route"], []).append(_step(row, where))
    for code, own in steps.items():
        own.sort(key=lambda one: one.step)
        if [one.step for one in own] != list(range(1, len(own) + 1)):
            raise TableError(f"routes: the steps of {code} must count from 1")
        if own[-1].asked != "on-call" or own[-1].repeats is None or any(one.repeats for one in own[:-1]):
            raise TableError(f"routes: {code} must end at the on-call cover, which alone repeats")
    return {code: Route(code, tuple(own)) for code, own in steps.items()}


def _step(row: dict[str, str], where: str) -> RouteStep:
    if row["asked"] not in ASKED or row["act"] not in ACTS or row["clock"] not in CLOCKS:
        raise TableError(f"{where}: {row['act']!r}, {row['asked']!r} or {row['clock']!r} is not known")
    if not (row["step"].isdecimal() and row["within_minutes"].isdecimal() and int(row["within_minutes"]) > 0):
        raise TableError(f"{where}: step and minutes are whole numbers above 0")
    if row["repeat_minutes"] and not (row["repeat_minutes"].isdecimal() and int(row["repeat_minutes"]) > 0):
        raise TableError(f"{where}: repeat minutes are a whole number above 0, or empty")
    repeats = timedelta(minutes=int(row["repeat_minutes"])) if row["repeat_minutes"] else None
    return RouteStep(
        row["id"],
        int(row["step"]),
        row["act"],
        row["asked"],
        timedelta(minutes=int(row["within_minutes"])),
        row["clock"],
        repeats,
        row["sentence"],
    )


def why_laxer(own: Route | None, floor: Route) -> str:
    """
    Return in a sentence why a route is laxer than the floor's, "" when it is as strict (P11).

    Every step of the floor is kept, in order, and answered as soon or sooner; a step more may stand anywhere as long as the
    floor's steps are still reached in time.
    """
    if own is None:
        return _("it names no route.")
    waited, place = timedelta(0), 0
    floor_waited = timedelta(0)
    for step in floor.steps:
        while place < len(own.steps) and not _keeps(own.steps[place], step):
            waited += own.steps[place].within
            place += 1
        if place == len(own.steps):
            return _("it leaves out step %(n)d of the floor (%(act)s, %(asked)s).") % {
                "n": step.step,
                "act": step.act,
                "asked": step.asked,
            }
        mine = own.steps[place]
        if waited > floor_waited:
            return _("it reaches step %(n)d of the floor after %(own)s instead of %(floor)s.") % {
                "n": step.step,
                "own": _minutes(waited),
                "floor": _minutes(floor_waited),
            }
        if mine.within > step.within or (step.clock == "clock" and mine.clock == "service"):
            return _("step %(n)d waits %(own)s where the floor waits %(floor)s.") % {
                "n": mine.step,
                "own": _minutes(mine.within),
                "floor": _minutes(step.within),
            }
        if step.repeats and (mine.repeats is None or mine.repeats > step.repeats):
            return _("its last step repeats less often than every %(time)s.") % {"time": _minutes(step.repeats)}
        waited, floor_waited, place = waited + mine.within, floor_waited + step.within, place + 1
    return ""


def _keeps(own: RouteStep, floor: RouteStep) -> bool:
    return (own.act, own.asked) == (floor.act, floor.asked)


def _minutes(time: timedelta) -> str:
    return _("%(n)d minutes") % {"n": int(time.total_seconds() // 60)}
