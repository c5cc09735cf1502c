"""
What may be told to a partner at all, and for which purposes: fields and purposes, plain Python over plain text.

What is restricted, what others told us and what a child keeps from their parents is of no kind here: it is no field, so that no
agreement can allow it.
"""

from collections.abc import Iterable, Mapping
from csv import DictReader
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kith.policy.value_rules import TableError

T = TypeVar("T", bound=StrEnum)
PURPOSES, FIELDS = "sharing-purposes", "sharing-fields"


class Kind(StrEnum):
    """What a field is about."""

    NAMES_OF_ACTIONS = "names-of-actions"
    IDENTITY = "identity"
    HOME = "home"
    HEALTH = "health"
    RISK = "risk"
    WISHES = "wishes"


class Basis(StrEnum):
    """By which right something about one person is shared."""

    DIRECT_CARE = "direct care"
    CONSENT = "consent"
    LEGAL_DUTY = "legal duty"
    VITAL_INTERESTS = "vital interests"


@dataclass(frozen=True, slots=True)
class Purpose:
    """
    What something is shared for, in words for us and for the person: the kinds of fields that it may need, the bases that it can
    rest on (the usual one first).
    """

    rule: str
    purpose: str
    label: str
    to_person: str
    kinds: frozenset[Kind]
    bases: tuple[Basis, ...]
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Field:
    """
    One thing that may be told: its words for us and for the person, what it is about, what it is taken from.

    `code`: whether it is shown behind a link only after a code that came another way. `says_where`: whether it says where
    somebody can be met, which is never told of a person whose whereabouts are protected.
    """

    rule: str
    field: str
    label: str
    to_person: str
    kind: Kind
    taken_from: str
    code: bool
    says_where: bool
    sentence: str


def read_purposes(lines: Iterable[str]) -> dict[str, Purpose]:
    """
    Return the purposes by key, in the order of the table.

    Raises:
        TableError: for an unknown kind or basis, none of either, or a purpose or id that stands twice; it names the row.
    """
    found: dict[str, Purpose] = {}
    for number, row in enumerate(DictReader(lines), start=2):
        where = f"{PURPOSES}, row {number}"
        kinds, bases = _each(row["kinds"], Kind, where), _each(row["basis"], Basis, where)
        _once(row["id"], row["purpose"], {one.rule for one in found.values()}, found, where)
        found[row["purpose"]] = Purpose(
            row["id"],
            row["purpose"],
            row["label"],
            row["to_person"],
            frozenset(kinds),
            bases,
            row["sentence"],
            row["source"],
        )
    return found


def read_fields(lines: Iterable[str]) -> dict[str, Field]:
    """
    Return the fields by key, in the order of the table.

    Raises:
        TableError: for an unknown kind, a yes or no that is neither, something personal without a code, or a field or id that
            stands twice; it names the row.
    """
    found: dict[str, Field] = {}
    for number, row in enumerate(DictReader(lines), start=2):
        where = f"{FIELDS}, row {number}"
        [kind] = _each(row["kind"], Kind, where)
        if {row["code"], row["says_where"]} - {"yes", "no"}:
            raise TableError(f"{where}: code and says_where are yes or no")
        if kind is not Kind.NAMES_OF_ACTIONS and row["code"] == "no":
            raise TableError(f"{where}: only names of actions are shown without a code")
        _once(row["id"], row["field"], {one.rule for one in found.values()}, found, where)
        found[row["field"]] = Field(
            row["id"], row["field"], row["label"], row["to_person"], kind, row["taken_from"],
            row["code"] == "yes", row["says_where"] == "yes", row["sentence"],
        )  # fmt: skip
    return found


def _each(cell: str, known: type[T], where: str) -> tuple[T, ...]:
    words = [part.strip() for part in cell.split("|")]
    if unknown := [word for word in words if word not in {one.value for one in known}]:
        raise TableError(f"{where}: {unknown[0]!r} is none of {', '.join(one.value for one in known)}")
    return tuple(known(word) for word in words)


def _once(rule: str, key: str, rules: set[str], keys: Mapping[str, object], where: str) -> None:
    if not rule or not key or rule in rules or key in keys:
        raise TableError(f"{where}: {rule or 'the id'} or {key or 'its key'} is missing or stands twice")
