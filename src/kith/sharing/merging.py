"""What a record from elsewhere changes of somebody who is known here: what is taken over, and what has to be asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from kith.record.rules import is_newer
from kith.sharing.incoming import IncomingPerson, KnownPerson, Source
from kith.sharing.rejects import Outcome
from kith.sharing.rows import person_digest, person_values

BELONGS_TO = {"birth_precision": "birth_date", "died_at": "is_dead"}
"""Columns that say more of another: corrected, taken over and asked about together with it."""

PLACED = ("practice_code", "small_area", "pcn_code")
SILENCE_KEEPS = frozenset({"nhs_number", "birth_date", *PLACED})
"""What a record that does not state it leaves as it is known: most records state no area, and a placement file may be left out."""


class Merge(Struct, frozen=True):
    """
    What becomes of somebody known.

    `taken` are the columns to write; `asked` by field what the record says of what was corrected here, as columns; a
    record that is not `is_read` is older than what was read before, or the same. `corrected` is the whole new list.
    """

    outcome: Outcome
    is_read: bool = False
    is_newer: bool = False
    taken: Mapping[str, Any] = {}
    asked: Mapping[str, Mapping[str, Any]] = {}
    corrected: frozenset[str] = frozenset()


def merge(known: KnownPerson, person: IncomingPerson) -> Merge:
    """
    Return what a record changes of somebody known.

    The newest record of any source wins, but never over what was corrected here: that is asked, once a version. A source
    met for the first time only adds what is not known; where it is the first of all, what it says otherwise than was
    written here by hand is asked too. Only the one source of somebody takes back a death.
    """
    before = known.sources.get(_place(person))
    if before and before.digest == person_digest(person):
        return Merge("unchanged", corrected=known.corrected)
    newer = before is None or is_newer(before.version, person.provenance.version)
    if before and not newer and before.version != person.provenance.version:
        return Merge("unchanged", corrected=known.corrected)
    says = _stated(known, person)
    differing = {
        name: value
        for name, value in says.items()
        if known.row[name] != value and _may_differ(known, before, name, newer=newer)
    }
    corrected = known.corrected
    if not known.sources:
        corrected |= {_field(name) for name in differing if not _is_blank(known.row[_field(name)])}
    contested = {_field(name) for name in differing} & corrected
    taken = {name: value for name, value in differing.items() if _field(name) not in contested}
    if taken.get("is_protected"):
        taken |= dict.fromkeys(PLACED, "")
    asked = (
        {field: _columns(field, says) for field in sorted(contested) if not _is_silent(says[field])} if newer else {}
    )
    asked = {field: columns for field, columns in asked.items() if known.kept.get(field) != columns}
    outcome: Outcome = "proposed" if asked else "updated" if taken or newer else "unchanged"
    return Merge(outcome, is_read=True, is_newer=newer, taken=taken, asked=asked, corrected=corrected)


def source_of(person: IncomingPerson) -> Source:
    """Return the version and digest under which a record is remembered."""
    return Source(person.provenance.version, person_digest(person))


def _place(person: IncomingPerson) -> tuple[str, str]:
    return person.provenance.system, person.provenance.id


def _field(column: str) -> str:
    return BELONGS_TO.get(column, column)


def _columns(field: str, says: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a field as JSON has it."""
    said = {name: value for name, value in says.items() if _field(name) == field}
    columns: dict[str, Any] = msgspec.to_builtins(said)
    return columns


def _is_silent(value: object) -> bool:
    """Return whether a record says nothing by this value, and so can contradict nobody."""
    return value in (None, "", "unknown")


def _is_blank(value: object) -> bool:
    return _is_silent(value) or value is False


def _stated(known: KnownPerson, person: IncomingPerson) -> dict[str, Any]:
    """Return what a record states, by column; somebody protected stays so and has no area."""
    says = person_values(person)
    if known.is_protected:
        says |= {"is_protected": True, **dict.fromkeys(PLACED, "")}
    return {
        name: value
        for name, value in says.items()
        if _field(name) not in SILENCE_KEEPS or not _is_blank(says[_field(name)])
    }


def _may_differ(known: KnownPerson, before: Source | None, name: str, *, newer: bool) -> bool:
    """Return whether a record may change a column of somebody who has other sources too."""
    others = len(known.sources) - (before is not None)
    if not others:
        return True
    if before is None:
        return _is_blank(known.row[_field(name)])
    if not newer:
        return name in PLACED
    return _field(name) != "is_dead" or not known.row["is_dead"]
