"""Which day a moment belongs to, and how long days are."""

from datetime import UTC, datetime

from kith.place.rules import day_bounds, local_day

from .plain import say_day

title = "The London day of a moment"
rule = "A day begins at midnight in London; in summer that is 11pm UTC. Days of a clock change have 23 or 25 hours."
header = ("Moment in UTC", "London day", "Hours in that day")
rows = (
    ("2026-01-15 23:59", "Thu 15 Jan 2026", 24),
    ("2026-06-08 22:59", "Mon 8 Jun 2026", 24),
    ("2026-06-08 23:00", "Tue 9 Jun 2026", 24),
    ("2026-03-28 23:30", "Sat 28 Mar 2026", 24),
    ("2026-03-29 00:00", "Sun 29 Mar 2026", 23),
    ("2026-03-29 23:00", "Mon 30 Mar 2026", 24),
    ("2026-10-24 23:00", "Sun 25 Oct 2026", 25),
    ("2026-10-25 23:59", "Sun 25 Oct 2026", 25),
    ("2026-10-26 00:00", "Mon 26 Oct 2026", 24),
)


def answer(moment):
    day = local_day(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    start_at, end_at = day_bounds(day)
    return say_day(day), round((end_at - start_at).total_seconds() / 3600)
