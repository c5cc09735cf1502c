"""Dated facts about a person: their kinds, what makes one unchanged, and which of two versions is newer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from kith.language import later

Kind = Literal["condition", "allergy", "observation", "encounter", "care plan", "goal", "care team", "medicine"]
Precision = Literal["year", "month", "day", "moment"]
Confidentiality = Literal["normal", "restricted", "very restricted"]
CONFIDENTIALITIES: tuple[Confidentiality, ...] = ("normal", "restricted", "very restricted")


@dataclass(frozen=True, slots=True)
class KindOfFact:
    """One kind of dated fact: how it is called on a page, said by `_` where it is shown, and which FHIR resources say it."""

    kind: Kind
    label: str
    plural: str
    resource_types: tuple[str, ...]


KINDS: dict[Kind, KindOfFact] = {
    row.kind: row
    for row in (
        KindOfFact("condition", later("Condition"), later("Conditions"), ("Condition",)),
        KindOfFact("allergy", later("Allergy"), later("Allergies"), ("AllergyIntolerance",)),
        KindOfFact("observation", later("Observation"), later("Observations"), ("Observation",)),
        KindOfFact("encounter", later("Past contact elsewhere"), later("Past contacts elsewhere"), ("Encounter",)),
        KindOfFact("care plan", later("Care plan elsewhere"), later("Care plans elsewhere"), ("CarePlan",)),
        KindOfFact("goal", later("Goal"), later("Goals"), ("Goal",)),
        KindOfFact("care team", later("Care team elsewhere"), later("Care teams elsewhere"), ("CareTeam",)),
        KindOfFact(
            "medicine",
            later("Medicine"),
            later("Medicines"),
            ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense"),
        ),
    )
}
KIND_OF_RESOURCE: dict[str, Kind] = {name: row.kind for row in KINDS.values() for name in row.resource_types}

_WHOLE = re.compile(r"[0-9]{1,18}")


def digest(content: bytes) -> bytes:
    """Return 16 bytes that change when the content does."""
    return blake2b(content, digest_size=16).digest()


def version_of(*, number: str | None, updated: str | None, content: bytes) -> str:
    """
    Return the version of a record from elsewhere as one text.

    "v:" and its version number where it has one, else "at:" and the moment of its last update (UTC, ISO 8601), else
    "is:" and the digest of what we keep of it.
    """
    if number:
        return f"v:{number}"
    return f"at:{updated}" if updated else f"is:{content.hex()}"


def is_newer(known: str, incoming: str) -> bool:
    """
    Return whether an incoming version replaces the known one.

    Numbers and moments are compared; versions of any other or of different sorts replace each other when they differ.
    """
    if known == incoming:
        return False
    if known.startswith("v:") and incoming.startswith("v:"):
        was, now = known[2:], incoming[2:]
        if _WHOLE.fullmatch(was) and _WHOLE.fullmatch(now):
            return int(now) > int(was)
    if known.startswith("at:") and incoming.startswith("at:"):
        return incoming > known
    return True
