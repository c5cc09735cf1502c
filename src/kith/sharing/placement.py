"""A placement file: where imported people live and are registered, and test NHS numbers, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from kith.person.rules import nhs_number
from kith.sharing.incoming import IncomingPerson, PersonKey
from kith.sharing.references import NHS_NUMBER, id_key

MOST_ROWS = 1_000_000

_SMALL_AREA = re.compile(r"[EWSN](?:01|00)[0-9]{6}")
_PRACTICE = re.compile(r"[A-Z][0-9]{5}")
_PCN = re.compile(r"U[0-9]{5}")


class Placed(Struct, frozen=True, gc=False):
    """Where one person is placed."""

    nhs_number: str | None = None
    small_area: str | None = None
    practice_code: str | None = None
    pcn_code: str | None = None


class RefusedRow(Struct, frozen=True):
    """A row that is not used: its number as a spreadsheet shows it (the header is row 1), and why."""

    row: int
    reason: str


class Placements(Struct, frozen=True):
    """The rows of a placement file by person, and the rows that were refused."""

    people: Mapping[PersonKey, Placed]
    refused: list[RefusedRow]


class UnusablePlacement(ValueError):
    """A file that is no placement file; the sentence says why and what to do."""


NOWHERE = Placements({}, [])


def read_placements(path: Path) -> Placements:
    """
    Return the placements in a CSV file with the column patient_id and any of nhs_number_test, lsoa21_code,
    practice_code, pcn_code; other columns are not read.

    Raises:
        UnusablePlacement: if the file cannot be read as such.
    """
    people: dict[PersonKey, Placed] = {}
    numbers: dict[str, int] = {}
    refused: list[RefusedRow] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if "patient_id" not in (rows.fieldnames or ()):
                raise UnusablePlacement(f"{path} has no column patient_id: the first row must name the columns")
            for row in rows:
                number = rows.line_num
                if len(people) >= MOST_ROWS:
                    raise UnusablePlacement(f"{path} has more than {MOST_ROWS:,} rows")
                reason = _take({key: value for key, value in row.items() if key}, number, people, numbers)
                if reason:
                    refused.append(RefusedRow(number, reason))
    except OSError as wrong:
        raise UnusablePlacement(f"{path} could not be opened: {wrong.strerror or 'unknown reason'}") from None
    except UnicodeDecodeError:
        raise UnusablePlacement(f"{path} is not UTF-8: save it as CSV UTF-8") from None
    except csv.Error:
        raise UnusablePlacement(f"{path} is not readable as CSV near row {rows.line_num}") from None
    return Placements(people, refused)


def _take(
    row: dict[str, str | list[str] | None], number: int, people: dict[PersonKey, Placed], numbers: dict[str, int]
) -> str | None:
    """Place one row; return why not, if so."""

    def cell(name: str) -> str | None:
        value = row.get(name)
        return value.strip() or None if isinstance(value, str) else None

    person = cell("patient_id")
    if person is None:
        return "patient_id is empty"
    key = id_key(person, "")
    if key in people:
        return "this patient_id stands in an earlier row"
    given = cell("nhs_number_test")
    test_number = nhs_number(given) if given else None
    if given and test_number is None:
        return "nhs_number_test fails its check"
    if test_number in numbers:
        return f"this nhs_number_test stands in row {numbers[test_number or '']}"
    for column, pattern, like in (
        ("lsoa21_code", _SMALL_AREA, "E01016382"),
        ("practice_code", _PRACTICE, "K81605"),
        ("pcn_code", _PCN, "U37007"),
    ):
        value = cell(column)
        if value and not pattern.fullmatch(value):
            return f"{column} is not a code like {like}"
    if test_number:
        numbers[test_number] = number
    people[key] = Placed(test_number, cell("lsoa21_code"), cell("practice_code"), cell("pcn_code"))
    return None


def placed(person: IncomingPerson, placements: Placements) -> IncomingPerson:
    """
    Return the person as placed: small area and network, and practice and NHS number where their record states none.

    A protected person is placed nowhere. Rows are found by the id of the record, whatever server it came from.
    """
    who = person.who
    row = None if who.protected else placements.people.get(id_key(person.key.value, ""))
    if row is None:
        return person
    number = who.nhs_number or row.nhs_number
    others = person.others
    if number and not who.nhs_number:
        others = (*others, PersonKey("identifier", NHS_NUMBER, number))
    return msgspec.structs.replace(
        person,
        others=others,
        who=msgspec.structs.replace(who, nhs_number=number, practice_code=who.practice_code or row.practice_code),
        small_area=row.small_area,
        pcn_code=row.pcn_code,
    )
