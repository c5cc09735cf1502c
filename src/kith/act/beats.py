"""
Whether the clockwork runs: a row for each job, with the moment at which it last ended well.

While the minutely jobs lie still no escalation goes on, no offer lapses and nothing is raised by itself, and no other row
says so. A beat is no act: it concerns nobody, and the next one overwrites it. Pages, the health of the server and doctor
read the same rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

LONGEST_SILENCE = timedelta(minutes=5)
"""How long a minutely job may go without ending well before people are told."""

BEATS = "select min(ended_at) as oldest, max(ended_at) as newest from act_beat where starts_with(job, 'minutely.')"
"""One row: the oldest and the newest of the last beats of the minutely jobs; nulls where none ever ran."""


@dataclass(frozen=True, slots=True)
class Beats:
    """The oldest and the newest of the last beats of the minutely jobs; None where none ever ran."""

    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Silence:
    """That the clockwork lies still: since when (None: it never ran), and whether only a part of it does."""

    since: datetime | None
    is_part: bool = False


def silence(beats: Beats, at: datetime) -> Silence | None:
    """Return whether the clockwork lies still at a moment: None while each minutely job ended well within five minutes."""
    if beats.oldest is None or beats.newest is None:
        return Silence(None)
    if at - beats.oldest <= LONGEST_SILENCE:
        return None
    return Silence(beats.oldest, is_part=at - beats.newest <= LONGEST_SILENCE)


def last_beats() -> Beats:
    """Return the last beats of the minutely jobs. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(BEATS)
        return Beats(*cursor.fetchone())


def expect(jobs: Collection[str], at: datetime) -> None:
    """
    Say which jobs there are, when a worker starts: one never seen has from then on to end well; others are forgotten.

    One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "with gone as (delete from act_beat where not job = any(%(jobs)s::text[]))"
            " insert into act_beat (job, ended_at) select job, %(at)s::timestamptz from unnest(%(jobs)s::text[]) job"
            " on conflict do nothing",
            {"jobs": sorted(jobs), "at": at},
        )


def ended(job: str, at: datetime) -> None:
    """Say that a job has ended well; a beat never goes back. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into act_beat (job, ended_at) values (%s, %s)"
            " on conflict (job) do update set ended_at = greatest(act_beat.ended_at, excluded.ended_at)",
            [job, at],
        )
