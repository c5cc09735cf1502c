"""Boroughs that have lived, each in a database of its own, and what can be asked of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time

import psycopg
from psycopg import sql

from cloning import using
from doctor_world import connected_as, url_as
from kith.access.home import as_kith
from kith.board.queries import on_board
from kith.board.rules import Line
from kith.board.team_day import teams_today
from kith.config.doctor import violations
from kith.database.templates import Clone, clone, drop
from kith.place.rules import at_local
from kith.simulation.lives import Wanted, live
from kith.team.queries import all_teams

LEFT_OUT = {
    "access_account": {"password": "its hash has a random salt"},
    "act_history": {"id": "made by the trigger; nothing points at it"},
    "trail_entry": {"recorded_at": "when it was written on the clock of the server, whatever moment the act believes"},
}
"""Columns in which two lives from the same wishes differ, and why."""
GIVEN_OUT = {"casefile_given": ("content", "digest")}
"""What is given out proves entries of the trail, and so says when the server wrote them; its digest stands in a detail too."""
NOT_OF_THE_SERVICE = ("django_", "auth_", "procrastinate_")
"""How the names of tables begin that hold no word of the service: migrations, sessions, the queue."""


def wanted(days: int, people: int, until: date, seed: int = 1) -> Wanted:
    """Return what a borough is made from, up to 8am of a day."""
    return Wanted(days, people, seed, at_local(until, time(8)))


@dataclass(frozen=True)
class Lived:
    """A borough that has lived."""

    wanted: Wanted
    database: Clone
    days_told: list[int] = field(default_factory=list)

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """Return what a question answers to the role from which nothing is hidden."""
        with psycopg.connect(url_as("backup", self.database.name)) as opened:
            return opened.execute(statement).fetchall()

    def content(self) -> dict[str, tuple[int, str]]:
        """Return the number of rows of each table of the service, and a digest of them all, in no order."""
        return content_of(self.database.name)

    def wrong(self, at: datetime | None = None) -> dict[str, list[str]]:
        """Return what doctor finds wrong on the morning that the borough has reached, or at another moment reached so far."""
        with connected_as("backup"):
            found = violations(at or self.wanted.until)
        return {promise: said for promise, said in found.items() if said}

    def boards(self, at: datetime | None = None) -> list[list[Line]]:
        """Return the lines of each team's board on that morning, or at another moment."""
        at = at or self.wanted.until
        with as_kith(at=at):
            teams = teams_today(team_ids=[team.id for team in all_teams() if team.opened_at], at=at)
            return [[one.line for one in on_board(teams={key: team}, at=at)] for key, team in teams.items()]


@contextmanager
def lived(template: str, what: Wanted) -> Iterator[Lived]:
    """Let a borough live in a new database, to which Django's connection points until the block ends."""
    with empty(template) as copy:
        borough = Lived(what, copy)
        live(what, borough.days_told.append)
        yield borough


@contextmanager
def empty(template: str) -> Iterator[Clone]:
    """Use a new database until the block ends."""
    copy = clone(template)
    try:
        with using(copy):
            yield copy
    finally:
        drop(copy)


def content_of(name: str) -> dict[str, tuple[int, str]]:
    """Return what `Lived.content` does, of any database."""
    with psycopg.connect(url_as("backup", name)) as opened:
        tables = opened.execute(
            "select c.relname, array_agg(a.attname::text order by a.attname) from pg_class c"
            " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
            " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by 1 order by 1"
        ).fetchall()
        return {
            table: _digest(
                opened,
                table,
                [one for one in columns if one not in {*LEFT_OUT.get(table, {}), *GIVEN_OUT.get(table, ())}],
            )
            for table, columns in tables
            if not table.startswith(NOT_OF_THE_SERVICE)
        }


def _digest(opened: psycopg.Connection, table: str, columns: list[str]) -> tuple[int, str]:
    statement = sql.SQL(
        "select count(*), coalesce(md5(string_agg(line, '' order by line collate \"C\")), '')"
        " from (select md5(t::text) as line from (select {} from {}) t) lines"
    )
    told = [sql.SQL("detail - 'digest'") if one == "detail" else sql.Identifier(one) for one in columns]
    row = opened.execute(statement.format(sql.SQL(", ").join(told), sql.Identifier(table)))
    found = row.fetchone()
    assert found is not None
    return int(found[0]), str(found[1])


def reasons(board: list[Line]) -> Counter[str]:
    """Return how many people have each kind of reason."""
    return Counter(code for line in board for code in {reason.code for reason in line.reasons})
