"""Importing files in a test, and asking what was stored."""

from django.db import connection

from builders import AT
from kith.access.home import as_kith

from .counts import run_on


def ask(sql, *values, at=AT):
    """Return the rows that Kith's own account sees."""
    with as_kith(at=at), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def take(team, *paths, at=AT):
    """Import files into the team's people; return the report, of which nothing was refused."""
    report = run_on(team, paths, at)
    assert report.rejected == []
    return report
