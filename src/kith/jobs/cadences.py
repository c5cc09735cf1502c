"""When jobs run: the folders, their moments (UTC), and how a folder's modules become tasks of the queue."""

import pkgutil
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import Any, cast

from django.db import connections
from procrastinate import App

from kith.act import beats
from kith.act.clock import now

CADENCES = {
    "minutely": "* * * * *",
    "hourly": "4 * * * *",
    "daily": "10 1 * * *",
    "weekly": "40 1 * * 1",
    "monthly": "20 2 1 * *",
}
"""Folder of this package: cron moments in UTC. Ten past one is after midnight in London, summer and winter."""

Run = Callable[[datetime], Any]


def jobs() -> Iterator[tuple[str, str, Run]]:
    """Yield cadence, name (`minutely.link_looks`) and function of each job, by cadence and then name."""
    for cadence in CADENCES:
        package = import_module(f"kith.jobs.{cadence}")
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
            yield cadence, f"{cadence}.{module.name}", cast(Run, import_module(f"{package.__name__}.{module.name}").run)


def register(app: App) -> None:
    """Make each job a periodic task: never two of one name at once, never a second one waiting."""
    for cadence, name, run in jobs():
        task = app.task(name=name, lock=name, queueing_lock=name)(_performs(name, run))
        app.periodic(cron=CADENCES[cadence], periodic_id=cadence)(task)


def _performs(name: str, run: Run) -> Callable[[int], None]:
    """Return the task: the job at this moment, and its beat once it has ended well."""

    def perform(timestamp: int) -> None:
        try:
            run(now())
            beats.ended(name, now())
        finally:
            connections.close_all()

    return perform
