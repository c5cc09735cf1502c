"""
The worker process: takes jobs from the queue, starts the periodic ones, and takes over what a dead worker left.

It ends within seconds of being asked, or of the end of the process that started it; a job cut short is run again.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from kith.act import beats
from kith.act.clock import now
from kith.jobs.cadences import jobs, register

log = logging.getLogger(__name__)

CONCURRENCY = 2
GRACE_SECONDS = 3.0
RESCUE_SECONDS = 30.0


def work(*, until_stdin_closes: bool = False) -> None:
    """Return when asked to stop (SIGINT, SIGTERM, or the closing of standard input) and running jobs have ended, or been left."""
    register(queue)
    beats.expect([name for _cadence, name, _run in jobs()], now())
    connection.close()
    connector = DjangoConnector().get_worker_connector()
    asyncio.run(_work(queue.with_connector(connector), until_stdin_closes))


async def _work(app: App, until_stdin_closes: bool) -> None:
    loop = asyncio.get_running_loop()
    async with app.open_async():
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
        )

        def stop() -> None:
            _leave_after(GRACE_SECONDS + 1)
            work.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        if until_stdin_closes:
            threading.Thread(target=_watch_stdin, args=(loop, stop), daemon=True).start()
        rescue = asyncio.create_task(_rescue(app))
        with contextlib.suppress(asyncio.CancelledError):
            await work
        rescue.cancel()


async def _rescue(app: App) -> None:
    """Take over the jobs of workers that no longer say they are alive, now and every half minute, whatever went wrong before."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs():
                await _take_over(app, job)
        except ConnectorException:
            log.exception("jobs of a dead worker could not be taken over: tried again in half a minute")
        await asyncio.sleep(RESCUE_SECONDS)


async def _take_over(app: App, job: Job) -> None:
    """
    Put a job back into the queue. Where the next of its name waits there already, that one does all that is due: the dead
    one ends, as it would hold the name, and nothing of that name would ever run again.
    """
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended by itself
        loop.call_soon_threadsafe(stop)


def _leave_after(seconds: float) -> None:
    """End the process even if a job's thread does not: its job is rescued by the next worker."""
    timer = threading.Timer(seconds, os._exit, args=(0,))
    timer.daemon = True
    timer.start()
