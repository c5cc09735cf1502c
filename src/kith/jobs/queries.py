"""What there is to ask about the queue."""

from datetime import datetime

from django.db import connection


def worker_seen_at() -> datetime | None:
    """Return when a worker last said that it is alive (each does so every 10 seconds), or None if none is registered."""
    with connection.cursor() as cursor:
        cursor.execute("select max(last_heartbeat) from procrastinate_workers")
        row = cursor.fetchone()
    return row[0] if row else None
