"""Stays in hospital that ended, among the facts of an import: key events of those whose plan was not looked through since."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from kith.act import Act
from kith.plan.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.plan.queries import reviewed_at

STAYS = frozenset({"IMP", "ACUTE", "NONAC", "SS", "OBSENC", "EMER"})
"""Classes of an encounter that end in a discharge: inpatient of any kind, observation, emergency. Source: HL7 v3 ActCode."""
RECENT = timedelta(days=30)
"""How long ago a discharge may have been that is told first by an import: the past of a new list starts no work."""
SOURCE = "encounter"
_NAMES = UUID("6d0c4f5e-9a0b-5c1e-8f55-3f1c5a2f7b10")


def tell_discharges(act: Act, rows: Iterable[Mapping[str, Any]]) -> None:
    """Tell of discharges among rows of facts that were written. Inside an operation; one statement, none without a discharge."""
    found = [row for row in rows if _is_discharge(row, act.at)]
    if not found:
        return
    reviewed = reviewed_at(person_ids={row["person_id"] for row in found})
    for row in found:
        ended: datetime = row["ends_at"]
        if not (looked := reviewed.get(row["person_id"])) or looked < ended:
            source = uuid5(_NAMES, f"{row['source_system']} {row['source_type']} {row['source_id']}")
            event = KeyEvent(None, row["person_id"], KeyEventKind.DISCHARGE, ended, SOURCE, source)
            act.add(KEY_EVENT, event)


def _is_discharge(row: Mapping[str, Any], at: datetime) -> bool:
    is_stay = row["kind"] == "encounter" and row["category"] in STAYS and row["status"] in ("", "finished")
    ended = row["ends_at"]
    return bool(is_stay and not row["is_in_error"] and ended and at - RECENT <= ended <= at)
