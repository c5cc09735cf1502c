"""Jobs run at their moments, once each; what a dead worker left is taken over."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from kith.act.beats import Beats, last_beats
from kith.database.templates import Clone
from kith.jobs import cadences

ORPHANS = """
with dead as (
    insert into procrastinate_workers (last_heartbeat) values (now() - interval '5 minutes') returning id
)
insert into procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id, lock, queueing_lock)
select 'builtin', 'builtin:procrastinate.builtin_tasks.remove_old_jobs', '{"max_hours": 72}',
       status::procrastinate_job_status, 1, case status when 'doing' then id end, name, name
  from dead, (values ('alone', 'doing'), ('followed', 'doing'), ('followed', 'todo')) job (name, status)
returning id
"""
"""What a dead worker was doing: one job, and another of which the next is waiting in the queue already."""


def test_every_job_has_a_cadence_and_takes_the_moment() -> None:
    found = list(cadences.jobs())
    assert [cadence for cadence, _, _ in found if cadence not in cadences.CADENCES] == []
    assert [name for _, name, run in found if run.__code__.co_argcount + run.__code__.co_kwonlyargcount != 1] == []


def test_job_is_called_with_a_moment_and_gives_its_connection_back() -> None:
    moments: list[datetime] = []
    cadences._performs("minutely.test", moments.append)(0)
    (moment,) = moments
    assert moment.tzinfo == UTC and abs((datetime.now(UTC) - moment).total_seconds()) < 60


def test_a_job_that_fails_leaves_no_beat(fresh_database: Clone) -> None:
    def fails(at: datetime) -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  (the job's own)
        cadences._performs("minutely.fails", fails)(0)
    assert last_beats() == Beats(None, None)
    cadences._performs("minutely.works", lambda at: None)(0)
    assert last_beats().oldest is not None


def test_worker_takes_over_what_a_dead_one_left(fresh_database: Clone) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ORPHANS)
        jobs = [job for (job,) in cursor.fetchall()]
    worker = subprocess.Popen(
        [sys.executable, "-m", "kith.cli", "worker"], env=dict(os.environ), stdin=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while {"todo", "doing"} & set(map(_status, jobs)) and time.monotonic() < until:
            time.sleep(0.1)
        assert list(map(_status, jobs)) == ["gone"] * 3
        assert last_beats().oldest is not None, "what it is to do is known from its start"
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def _status(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select status::text from procrastinate_jobs where id = %s", [job])
        row = cursor.fetchone()
    return str(row[0]) if row else "gone"


@pytest.mark.django_db
def test_worker_is_seen_only_when_it_registered() -> None:
    from kith.jobs.queries import worker_seen_at

    assert worker_seen_at() is None
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values ('2026-01-05 08:00Z')")
    assert worker_seen_at() == datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(("name", "run"), [(name, run) for _, name, run in cadences.jobs()])
@pytest.mark.django_db
def test_job_runs_twice_where_there_is_nothing_to_do(name: str, run: cadences.Run) -> None:
    at = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    run(at)
    run(at)
