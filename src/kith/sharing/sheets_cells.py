"""What the cells of a row say, as typed values: somebody for a team's list, or somebody on a team. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kith.caseload.rules import CameBy, RiskTier
from kith.person.rules import SEXES, PartialDate, partial_date
from kith.sharing.sheets import LONGEST_CELL, Columns, Sheet, SheetRow

PEOPLE = Columns(
    names={
        "given": ("given name", "first name", "forename"),
        "family": ("family name", "surname", "last name"),
        "known_as": ("preferred name",),
        "birth_date": ("date of birth", "dob", "born"),
        "nhs_number": ("nhs no",),
        "no_nhs_number_because": ("why no nhs number",),
        "sex": (),
        "needs": ("what to know",),
        "what_matters": ("what matters most",),
        "address": (),
        "postcode": ("post code",),
        "phone": ("telephone", "mobile"),
        "named_lead": ("lead",),
        "deputy": (),
        "risk_tier": ("risk",),
        "cadence_days": ("cadence",),
        "came_by": (),
        "came_from": (),
        "known_already": (),
    },
    required=("given", "family", "birth_date", "nhs_number"),
    most_rows=100_000,
)
STAFF = Columns(
    names={
        "username": ("user name",),
        "name": ("full name",),
        "team": (),
        "role": (),
        "tier": (),
        "sessions": ("sessions a week",),
        "since": ("from", "start"),
        "until": ("to", "end"),
        "known_already": (),
    },
    required=("username", "name", "team", "role", "tier", "sessions"),
    most_rows=1_000,
)

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "birth_date": "Write it as 12/03/1942 or 1942-03-12, or leave it empty.",
        "nhs_number": "Compare the number with a letter or the practice.",
        "no_nhs_number_because": "Write the number, or why there is none.",
        "given": "Write at least one name.",
        "family": "Write at least one name.",
        "sex": f"Write {', '.join(SEXES)}, or leave it empty.",
        "named_lead": "Write the username of a member of the team (kith user list shows them).",
        "deputy": "Write the username of another member of the team (kith user list shows them).",
        "risk_tier": f"Write {', '.join(RiskTier)}, or leave it empty.",
        "cadence_days": "Write a number of days from 1 to 366, or leave it empty.",
        "came_by": f"Write {', '.join(CameBy)}, or leave it empty.",
        "known_already": "Write yes if it is the same person, no if it is somebody else.",
        "team": "Write the address of a team (kith team list shows them).",
        "role": "Write a role of the table of roles, as nurse or team-lead.",
        "tier": "Write resident, hyper-local, consistent, tailored or aligned.",
        "sessions": "Write half days a week, from 0 to 14.",
        "since": "Write it as 01/12/2026 or 2026-12-01, or leave it empty.",
        "until": "Write the last day as 31/03/2027 or 2027-03-31, or leave it empty.",
    }
)
"""How to mend what stands in a column."""
ANY_REMEDY = "Put the row right and run it again."

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_NO_SHORT: Mapping[str, str] = MappingProxyType({})
_SEX_LETTERS = {"f": "female", "m": "male"}


class WrongCell(ValueError):
    """A row that is not taken: which column, and why. The sentence repeats nothing of the cell."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody as a row states them. Empty text and None: not stated. `known_already`: 'yes', 'no' or ''."""

    given: str
    family: str
    birth_date: date | None
    birth_precision: str
    nhs_number: str
    no_nhs_number_because: str
    known_as: str = ""
    sex: str = ""
    needs: str = ""
    what_matters: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    named_lead: str = ""
    deputy: str = ""
    risk_tier: str = ""
    cadence_days: int | None = None
    came_by: str = ""
    came_from: str = ""
    known_already: str = ""

    @property
    def born(self) -> PartialDate | None:
        """The birth date, as exact as it is stated."""
        return PartialDate(self.birth_date, self.birth_precision) if self.birth_date else None  # type: ignore[arg-type]  # checked when read


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody on a team as a row states them; `since` and `until` are days, both included."""

    username: str
    name: str
    role: str
    tier: str
    sessions: float
    since: date | None = None
    until: date | None = None
    known_already: str = ""


def check_cells(sheet: Sheet, row: SheetRow) -> None:
    """
    Return if a row can be read by its columns.

    Raises:
        WrongCell: for more cells than the header names, or a cell that is too long.
    """
    if any(cell.strip() for cell in row.cells[len(sheet.header) :]):
        raise WrongCell("", "it has more cells than the first row: text with a separator needs quotation marks")
    for name, value in row.values.items():
        if len(value) > LONGEST_CELL:
            raise WrongCell(name, f"it is longer than {LONGEST_CELL:,} characters")


def person_row(values: Mapping[str, str]) -> PersonRow:
    """
    Return somebody as the cells of known columns state them.

    Raises:
        WrongCell: for the first cell that cannot be read.
    """
    born = _day("birth_date", values, partial_date)
    return PersonRow(
        **{name: values.get(name, "") for name in _AS_TYPED},
        birth_date=born.first if born else None,
        birth_precision=born.precision if born else "day",
        sex=_one_of("sex", values, SEXES, _SEX_LETTERS),
        risk_tier=_one_of("risk_tier", values, tuple(RiskTier)),
        cadence_days=_whole("cadence_days", values),
        came_by=_one_of("came_by", values, tuple(CameBy)),
        known_already=_yes_or_no(values),
    )


def staff_row(values: Mapping[str, str]) -> StaffRow:
    """
    Return somebody on a team as the cells of known columns state them; the team is looked up by whoever asks.

    Raises:
        WrongCell: for the first cell that cannot be read.
    """
    for name in ("username", "name", "role", "tier"):
        if not values.get(name):
            raise WrongCell(name, "it is empty")
    since, until = (_day(name, values, _whole_day) for name in ("since", "until"))
    return StaffRow(
        username=values["username"],
        name=values["name"],
        role=values["role"].casefold(),
        tier=values["tier"].casefold(),
        sessions=_sessions(values),
        since=since.first if since else None,
        until=until.first if until else None,
        known_already=_yes_or_no(values),
    )


_AS_TYPED = (
    "given", "family", "nhs_number", "no_nhs_number_because", "known_as", "needs", "what_matters", "address", "postcode",
    "phone", "named_lead", "deputy", "came_from",
)  # fmt: skip


def _day(column: str, values: Mapping[str, str], read: Callable[[str], PartialDate]) -> PartialDate | None:
    text = values.get(column, "")
    if not text:
        return None
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        text = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    try:
        return read(text)
    except ValueError:
        raise WrongCell(column, "it is not a date, or a day that does not exist") from None


def _whole_day(text: str) -> PartialDate:
    found = partial_date(text)
    if found.precision != "day":
        raise ValueError(text)
    return found


def _one_of(
    column: str, values: Mapping[str, str], known: tuple[str, ...], short: Mapping[str, str] = _NO_SHORT
) -> str:
    text = " ".join(values.get(column, "").casefold().split())
    text = short.get(text, text)
    if text and text not in known:
        raise WrongCell(column, "it is none of the words that are known")
    return text


def _yes_or_no(values: Mapping[str, str]) -> str:
    return _one_of("known_already", values, ("yes", "no"), {"y": "yes", "n": "no"})


def _whole(column: str, values: Mapping[str, str]) -> int | None:
    text = values.get(column, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise WrongCell(column, "it is not a whole number")
    return int(text)


def _sessions(values: Mapping[str, str]) -> float:
    text = values.get("sessions", "").replace(",", ".")
    try:
        return round(float(text), 2)
    except ValueError:
        raise WrongCell("sessions", "it is not a number" if text else "it is empty") from None
