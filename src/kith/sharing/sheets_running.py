"""
Taking in a sheet row by row: each row is an operation that is kept or refused alone, under a key made of file and row.

A hundred rows of people share a transaction, since each commit waits for the disk; a sheet of staff is one transaction,
so that its passwords are told to whoever stored them or nothing is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from kith.access.home import as_kith, with_key
from kith.access.operations import set_password
from kith.act import Act, Refusal
from kith.act.context import keeping_refusals
from kith.person.rules import nhs_number
from kith.sharing.sheets import Sheet, SheetRow, rows_of
from kith.sharing.sheets_cells import (
    ANY_REMEDY,
    REMEDIES,
    PersonRow,
    StaffRow,
    WrongCell,
    check_cells,
    person_row,
    staff_row,
)
from kith.sharing.sheets_people import PossibleDuplicate, RowDone, finish_sheet, take_person_row
from kith.sharing.sheets_rejects import RowsToMend, SheetReport
from kith.sharing.sheets_staff import take_staff_row
from kith.team.queries import all_teams

Progress = Callable[[int], None]
Standing = Callable[[], AbstractContextManager[Act]]

ROWS_TOGETHER = 100


def take_people(
    *,
    sheet: Sheet,
    team_id: UUID,
    at: datetime,
    rejects: Path | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> SheetReport:
    """
    Take a sheet of people into a team's list, and return what became of its rows.

    A row taken in before changes nothing. A dry run does everything in one transaction and takes it back.

    Raises:
        Refusal: when nobody can own the action of looking through those who came; the rows stay, and a second start goes on.
    """
    report = SheetReport("people", unknown_columns=sheet.unknown)
    with RowsToMend(None if dry_run else rejects, sheet) as mending, _transactions(at, alone=dry_run) as standing:
        taking = _Taking(sheet, report, mending, at, progress or _unheard)
        seen = _Seen()

        def take(act: Act, row: SheetRow) -> RowDone:
            stated = person_row(row.values)
            seen.check(stated)
            done = take_person_row(act=taking.keyed(act, row, team_id), team_id=team_id, row=stated)
            seen.add(stated, row.number)
            if done.outcome == "created" and stated.known_already != "no":
                new.append(done.about)
            return done

        people: list[UUID] = []
        new: list[UUID] = []
        coming = rows_of(sheet)
        while rows := list(islice(coming, ROWS_TOGETHER)):
            with standing() as act:
                people += [done.about for row in rows if (done := taking.take(act, row, take))]
        if people:
            with standing() as act:
                finished = finish_sheet(act=act, team_id=team_id, label=sheet.path.name, person_ids=people, new_ids=new)
            report.alike = finished.alike
    return report


@dataclass(frozen=True, slots=True)
class Password:
    """The first password of an account, told once."""

    username: str
    password: str


def take_staff(
    *,
    sheet: Sheet,
    at: datetime,
    rejects: Path | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> tuple[SheetReport, list[Password]]:
    """
    Take a sheet of staff in, and return what became of its rows, and the passwords of the accounts it made.

    One transaction: when the command is killed, nothing was stored. A dry run takes everything back and tells no password.
    """
    report = SheetReport("staff", unknown_columns=sheet.unknown)
    passwords: list[Password] = []
    with (
        RowsToMend(None if dry_run else rejects, sheet) as mending,
        _transactions(at, alone=True, keep=not dry_run) as standing,
    ):
        taking = _Taking(sheet, report, mending, at, progress or _unheard)
        with standing() as act:
            teams = {key.casefold(): team.id for team in all_teams() for key in (team.slug, team.name)}

            def take(act: Act, row: SheetRow) -> RowDone:
                stated = staff_row(row.values)
                team_id = teams.get(row.values.get("team", "").casefold())
                if team_id is None:
                    raise WrongCell("team", "there is no such team")
                done = take_staff_row(act=taking.keyed(act, row, team_id), team_id=team_id, row=stated)
                if done.outcome == "created" and done.at == at and not dry_run:
                    passwords.append(_first_password(act, stated))
                return done

            for row in rows_of(sheet):
                taking.take(act, row, take)
    return report, passwords


def _first_password(act: Act, row: StaffRow) -> Password:
    password = secrets.token_urlsafe(12)
    set_password(act=with_key(act), username=row.username, password=password)
    return Password(row.username, password)


def _unheard(_number: int) -> None:
    """Nobody watches."""


@contextmanager
def _transactions(at: datetime, *, alone: bool, keep: bool = False) -> Iterator[Standing]:
    """Give what opens a transaction for some rows: one after the other, or `alone` all in one, which is kept or taken back."""
    if not alone:
        yield lambda: as_kith(at=at, channel="import")
        return
    with as_kith(at=at, channel="import") as act:
        yield lambda: _inside(act)
        if not keep:
            transaction.set_rollback(True)


@contextmanager
def _inside(act: Act) -> Iterator[Act]:
    with keeping_refusals():
        yield with_key(act)


class _Seen:
    """Who stood in earlier rows of a sheet: their numbers, names and birth dates as hashes."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def check(self, row: PersonRow) -> None:
        """Return for somebody new in this sheet. Raises WrongCell, naming the earlier row."""
        for column, key in self._keys(row):
            if key in self._rows:
                raise WrongCell(column, f"the same person stands in row {self._rows[key]}")

    def add(self, row: PersonRow, number: int) -> None:
        """Remember a row that was taken in."""
        self._rows |= {key: number for _column, key in self._keys(row)}

    def _keys(self, row: PersonRow) -> list[tuple[str, int]]:
        number = nhs_number(row.nhs_number)
        if number:
            return [("nhs_number", hash(number))]
        if row.birth_date and row.known_already != "no":
            return [("birth_date", hash((row.given.casefold(), row.family.casefold(), row.birth_date)))]
        return []


@dataclass(slots=True)
class _Taking:
    """One sheet being taken in."""

    sheet: Sheet
    report: SheetReport
    mending: RowsToMend
    at: datetime
    progress: Progress

    def keyed(self, act: Act, row: SheetRow, team_id: UUID) -> Act:
        """Return the act of a row: the same file, team and row always have the same key."""
        return replace(act, key=f"sheet:{self.sheet.digest}:{team_id}:{row.number}")

    def take(self, act: Act, row: SheetRow, one: Callable[[Act, SheetRow], RowDone]) -> RowDone | None:
        """Take one row in, or keep it with the reason; return what became of it."""
        self.progress(1)
        try:
            check_cells(self.sheet, row)
            with transaction.atomic():
                done = one(act, row)
        except WrongCell as wrong:
            self._refuse(row, wrong.column, wrong.reason)
        except PossibleDuplicate as maybe:
            self._refuse(row, maybe.field, maybe.sentence, is_duplicate=True)
        except Refusal as refusal:
            self._refuse(row, refusal.field, refusal.sentence)
        except (DataError, IntegrityError) as trouble:
            self._refuse(row, "", f"it could not be stored ({type(trouble).__name__})")
        else:
            outcome = done.outcome if done.at == self.at else "unchanged"
            self.report.taken(self._source, row.number, outcome, done.notes)
            return done
        return None

    @property
    def _source(self) -> str:
        return self.sheet.path.name

    def _refuse(self, row: SheetRow, column: str, reason: str, *, is_duplicate: bool = False) -> None:
        column = _COLUMNS_OF_FIELDS.get(column, column)
        remedy = REMEDIES.get("known_already" if is_duplicate else column, ANY_REMEDY)
        told = f"row {row.number}, {column}: {reason}" if column else f"row {row.number}: {reason}"
        self.mending.write(row, told, remedy)
        entry = {
            "source": f"{self._source}:{row.number}",
            "row": row.number,
            "column": column,
            "reason": reason,
            "remedy": remedy,
        }
        self.report.refused(entry, is_duplicate=is_duplicate)


_COLUMNS_OF_FIELDS = {"account": "username"}
"""The column in which a field of an operation stands, where they are called otherwise."""
