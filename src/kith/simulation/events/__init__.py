"""
What happens to a made-up team in a day: one small module for each kind of event, found by being here.

A module says when, in `TIMES` (London clocks, on service days of the team; on all days where it says `EVERY_DAY`), and what,
in `happen(scene)`. What happens at the same time goes by the module's name. Whatever a module chooses it chooses by the
dice of its scene, from what it has just read: that is why the same seed gives the same rows, and why a day that was cut
short can be lived on.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib import import_module

from kith.simulation.scene import Scene


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event at one time of the day."""

    at: time
    name: str
    happen: Callable[[Scene], None]
    every_day: bool = False


@cache
def events_by_hour() -> dict[int, list[Event]]:
    """Return what happens in a day by the hour (0 to 23, those with nothing left out), in order."""
    found = [event for info in pkgutil.iter_modules(__path__) for event in _events(info.name)]
    by_hour: dict[int, list[Event]] = {}
    for event in sorted(found, key=lambda one: (one.at, one.name)):
        by_hour.setdefault(event.at.hour, []).append(event)
    return by_hour


def _events(name: str) -> list[Event]:
    module = import_module(f"{__name__}.{name}")
    return [Event(at, name, module.happen, getattr(module, "EVERY_DAY", False)) for at in module.TIMES]
