"""
A spreadsheet saved as CSV, read row by row: its encoding, its separator, and which column is which.

It is read once to the end before anything is taken from it, so that what cannot be read is told before anything changes.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

MOST_BYTES = 64 << 20
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
"""Characters of one cell that is read."""
BUFFER = 1 << 20

OWN_COLUMNS = frozenset({"reason", "remedy"})
"""Columns that a file of refused rows adds: left alone when it is mended and taken in again."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class UnusableSheet(ValueError):
    """A file that cannot be taken in at all; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a kind of sheet may hold: each column with the other names it goes by, and which must be there."""

    names: Mapping[str, Sequence[str]]
    required: Sequence[str]
    most_rows: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A file that can be read: how, what its columns are (None: not known here), how many rows it has, and its digest.

    Rows are numbered as a spreadsheet shows them: the header is row 1, an empty row counts.
    """

    path: Path
    encoding: str
    separator: str
    header: Sequence[str]
    columns: Sequence[str | None]
    number_of_rows: int
    digest: str

    @property
    def unknown(self) -> list[str]:
        """The columns that are not read, as they are called in the file."""
        pairs = zip(self.header, self.columns, strict=True)
        return [name for name, known in pairs if known is None and name.strip() and _plain(name) not in OWN_COLUMNS]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number, its cells as they stand, and those of known columns by name, trimmed."""

    number: int
    cells: Sequence[str]
    values: Mapping[str, str]


def open_sheet(path: Path, columns: Columns) -> Sheet:
    """
    Return a file as it can be read, having read it to its end in bounded memory.

    Raises:
        UnusableSheet: if it is no CSV, too large, lacks a required column, or has one twice.
    """
    encoding, digest = _encoding_of(path)
    header, separator = _header_of(path, encoding)
    known = _columns_of(header, columns)
    sheet = Sheet(path, encoding, separator, header, known, 0, digest)
    number = sum(1 for _row in _records(sheet)) - 1
    if number > columns.most_rows:
        raise UnusableSheet(f"{path} has more than {columns.most_rows:,} rows: split it into several files.")
    return Sheet(path, encoding, separator, header, known, number, digest)


def rows_of(sheet: Sheet) -> Iterator[SheetRow]:
    """Yield the rows under the header that hold anything."""
    records = _records(sheet)
    next(records)
    for number, cells in enumerate(records, start=2):
        if any(cell.strip() for cell in cells):
            yield SheetRow(number, cells, _values(sheet, cells))


def quoted(cell: str) -> str:
    """Return a cell so that a spreadsheet shows it as text: what would be a formula begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unquoted(cell: str) -> str:
    """Return a cell as it was before `quoted`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _encoding_of(path: Path) -> tuple[str, str]:
    """Return the encoding and digest of a file: UTF-8, or Windows-1252 where it cannot be that."""
    digest, decoder, size = sha256(), codecs.getincrementaldecoder("utf-8")(), 0
    encoding = "utf-8-sig"
    try:
        with path.open("rb") as file:
            _check_start(path, file.read(4))
            file.seek(0)
            while block := file.read(BUFFER):
                size += len(block)
                if size > MOST_BYTES:
                    raise UnusableSheet(f"{path} is larger than {MOST_BYTES >> 20} MB: split it into several files.")
                if b"\x00" in block:
                    raise UnusableSheet(f"{path} is no CSV: save the sheet as CSV UTF-8.")
                digest.update(block)
                encoding = _still(encoding, decoder, block)
        return _still(encoding, decoder, b"", final=True), digest.hexdigest()
    except OSError as wrong:
        raise UnusableSheet(f"{path} could not be opened: {wrong.strerror or 'unknown reason'}.") from None


def _check_start(path: Path, start: bytes) -> None:
    if start.startswith(_WORKBOOKS):
        raise UnusableSheet(f"{path} is a workbook: save its sheet as CSV UTF-8.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnusableSheet(f"{path} is UTF-16 text: save the sheet as CSV UTF-8.")


def _still(encoding: str, decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> str:
    if encoding == "cp1252":
        return encoding
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return "cp1252"
    return encoding


def _header_of(path: Path, encoding: str) -> tuple[list[str], str]:
    """Return the names in the first row, and what separates them: whichever of comma and semicolon makes more columns."""
    best: tuple[list[str], str] = ([], ",")
    for separator in (",", ";"):
        sheet = Sheet(path, encoding, separator, (), (), 0, "")
        header = next(_records(sheet), [])
        best = max(best, (header, separator), key=lambda one: len(one[0]))
    if len(best[0]) > MOST_COLUMNS:
        raise UnusableSheet(f"{path} has more than {MOST_COLUMNS} columns: keep those that are needed.")
    return best


def _columns_of(header: Sequence[str], columns: Columns) -> list[str | None]:
    meaning = {_plain(other): name for name, others in columns.names.items() for other in (name, *others)}
    known = [meaning.get(_plain(name)) for name in header]
    if twice := sorted({name for name in known if name and known.count(name) > 1}):
        raise UnusableSheet(f"Two columns mean {twice[0]}: keep one of them.")
    if missing := [name for name in columns.required if name not in known]:
        plural = "the columns" if len(missing) > 1 else "the column"
        raise UnusableSheet(f"The first row lacks {plural} {', '.join(missing)}: it must name the columns.")
    return known


def _plain(name: str) -> str:
    """Return the name of a column without case, spaces and marks: 'NHS number' and 'nhs_number' are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _records(sheet: Sheet) -> Iterator[list[str]]:
    """Yield every record of a file, the header first; a blank line is an empty one."""
    number = 0
    try:
        with sheet.path.open("rb") as raw, _text(raw, sheet.encoding) as file:
            for cells in csv.reader(file, delimiter=sheet.separator, strict=True):
                number += 1
                yield cells
    except UnicodeDecodeError:
        raise UnusableSheet(f"{sheet.path} is neither UTF-8 nor Windows-1252: save the sheet as CSV UTF-8.") from None
    except csv.Error:
        raise UnusableSheet(
            f"{sheet.path} cannot be read in row {number + 1}: look for a quotation mark that is not closed."
        ) from None


def _text(raw: IO[bytes], encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding=encoding, newline="")


def _values(sheet: Sheet, cells: Sequence[str]) -> dict[str, str]:
    pairs = zip(sheet.columns, cells, strict=False)
    return {name: unquoted(cell).strip() for name, cell in pairs if name}


__all__ = ["Columns", "Sheet", "SheetRow", "UnusableSheet", "open_sheet", "quoted", "rows_of", "unquoted"]
