"""What became of the rows of a sheet: the report of the whole, and the file of those to be mended and run again."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from kith.handover.rules import FoundAlike
from kith.sharing.rejects import alike_json
from kith.sharing.sheets import OWN_COLUMNS, Sheet, SheetRow, quoted

MOST_LISTED = 10_000
DUPLICATE = "possible duplicate"
REJECTED = "rejected"


@dataclass(slots=True)
class SheetReport:
    """The figures of one sheet; created, updated, unchanged, possible duplicates and rejected add up to the rows read."""

    what: str
    number_read: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    rejected: list[dict[str, object]] = field(default_factory=list)
    duplicates: list[dict[str, object]] = field(default_factory=list)
    notes: list[dict[str, object]] = field(default_factory=list)
    alike: FoundAlike = field(default_factory=FoundAlike)

    @property
    def is_sound(self) -> bool:
        """Whether every row was taken in."""
        return not (self.outcomes[REJECTED] or self.outcomes[DUPLICATE])

    def taken(self, source: str, row: int, outcome: str, notes: list[str]) -> None:
        """Count a row that was taken in, with what there is to tell of it."""
        self._count(outcome)
        self.notes += [
            {"source": source, "row": row, "reason": note} for note in notes[: MOST_LISTED - len(self.notes)]
        ]

    def refused(self, entry: dict[str, object], *, is_duplicate: bool) -> None:
        """Count a row that was not taken in; the first MOST_LISTED are listed."""
        self._count(DUPLICATE if is_duplicate else REJECTED)
        listed = self.duplicates if is_duplicate else self.rejected
        if len(listed) < MOST_LISTED:
            listed.append(entry)

    def as_json(self) -> dict[str, object]:
        """Return the report as the command prints it."""
        counts = {outcome: self.outcomes[outcome] for outcome in ("created", "updated", "unchanged")}
        return {
            "read": self.number_read,
            self.what: {**counts, "possible_duplicates": self.outcomes[DUPLICATE], "rejected": self.outcomes[REJECTED]},
            "rejected": self.rejected,
            "possible_duplicates": self.duplicates,
            "columns_not_read": self.unknown_columns,
            "notes": self.notes,
            **({"alike": alike_json(self.alike)} if self.what == "people" else {}),
        }

    def _count(self, outcome: str) -> None:
        self.number_read += 1
        self.outcomes[outcome] += 1


class RowsToMend:
    """
    A file of the rows that were not taken in, in the columns of their sheet, with `reason` and `remedy` behind them.

    Made when the first is refused, readable by its owner alone. Cells that would be formulas are quoted.
    """

    def __init__(self, path: Path | None, sheet: Sheet) -> None:
        self._path, self._sheet = path, sheet
        self._kept = [n for n, name in enumerate(sheet.header) if name.strip().casefold() not in OWN_COLUMNS]
        self._file: io.TextIOWrapper | None = None

    def __enter__(self) -> RowsToMend:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def write(self, row: SheetRow, reason: str, remedy: str) -> None:
        """Keep one row, whole: cells beyond the columns stand behind the reason."""
        if self._path is None:
            return
        if self._file is None:
            raw = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
            self._file = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
            self._line([*self._cells(self._sheet.header), "reason", "remedy"])
        beyond = row.cells[len(self._sheet.header) :]
        self._line([*self._cells(row.cells), reason, remedy, *beyond])

    def _cells(self, cells: object) -> list[str]:
        assert isinstance(cells, list | tuple)
        return [cells[n] if n < len(cells) else "" for n in self._kept]

    def _line(self, cells: list[str]) -> None:
        assert self._file is not None
        writer = csv.writer(self._file, delimiter=self._sheet.separator)
        writer.writerow([quoted(cell) for cell in cells])
