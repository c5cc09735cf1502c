"""What an import refused and why, kept for somebody to put right, and the report of the whole."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Hashable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal

import msgspec

from kith.handover.rules import FoundAlike
from kith.record.rules import Confidentiality

Outcome = Literal["created", "updated", "unchanged", "proposed"]
MOST_LISTED = 10_000
MOST_TEXT = 1 << 20

_WHERE_MET = (
    "address",
    "telecom",
    "contact",
    "generalPractitioner",
    "managingOrganization",
    "extension",
    "photo",
    "text",
)
_STRENGTH: dict[Outcome, int] = {"unchanged": 0, "updated": 1, "proposed": 2, "created": 3}
_LABELLED = re.compile(rb'"code"\s*:\s*"[RVST]"')


def alike_json(found: FoundAlike) -> dict[str, int]:
    """Return how many people of an import look like somebody already here, and in how many pairs, as it is printed."""
    return {"people": found.people, "pairs": found.pairs}


class Report:
    """The figures of one import, in the shape of the command's JSON."""

    def __init__(self) -> None:
        self.bundles = 0
        self.read: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.deceased = 0
        self.number_rejected = 0
        self.rejected: list[dict[str, str]] = []
        self.notes: list[dict[str, str]] = []
        self.alike = FoundAlike()
        self._people: dict[Hashable, Outcome] = {}

    def person(self, who: Hashable, outcome: Outcome, *, dead: bool = False) -> None:
        """Count what became of somebody; seen again in the same run, they count once, as the most that happened."""
        before = self._people.get(who)
        if before is None:
            self.deceased += dead
        if before is None or _STRENGTH[outcome] > _STRENGTH[before]:
            self._people[who] = outcome

    def reject(self, source: str, reason: str) -> None:
        """Count a record that is not kept; the first MOST_LISTED are listed."""
        self.number_rejected += 1
        if len(self.rejected) < MOST_LISTED:
            self.rejected.append({"source": source, "reason": reason})

    def note(self, source: str, reason: str) -> None:
        """Remember something to tell that is no rejection: a file skipped, a person protected."""
        if len(self.notes) < MOST_LISTED:
            self.notes.append({"source": source, "reason": reason})

    def as_json(self) -> dict[str, object]:
        """Return the report as `kith import fhir --json` prints it."""
        outcomes = Counter(self._people.values())
        unlisted = self.number_rejected - len(self.rejected)
        more = [{"source": "rejects file", "reason": f"{unlisted:,} more"}] if unlisted else []
        return {
            "bundles": self.bundles,
            "resources": dict(sorted(self.read.items())),
            "kept": dict(sorted(self.kept.items())),
            "people": {
                **{outcome: outcomes[outcome] for outcome in ("created", "updated", "unchanged", "proposed")},
                "deceased": self.deceased,
            },
            "rejected": [*self.rejected, *more],
            "alike": alike_json(self.alike),
        }


class RejectsFile:
    """
    A file of refused records, one JSON object a line: source, line, reason, resource.

    Made when the first is refused, readable by its owner alone, since it holds records of people.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def write(
        self, *, source: str, line: int, reason: str, raw: bytes, confidentiality: Confidentiality = "normal"
    ) -> None:
        """Keep one refused record; of a restricted person not where they can be met."""
        if self._path is None:
            return
        if self._file is None:
            self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        row = {"source": source, "line": line, "reason": reason, "resource": resource_kept(raw, confidentiality)}
        self._file.write(msgspec.json.encode(row) + b"\n")


def resource_kept(raw: bytes, confidentiality: Confidentiality = "normal") -> object:
    """
    Return a refused resource as it is kept: its JSON, else its text up to MOST_TEXT bytes, else None.

    A Patient who is restricted, or whose labels cannot be read, loses what says where they can be met; what holds a
    Patient and looks restricted, and text that is no JSON and looks restricted, is not kept.
    """
    if not raw:
        return None
    try:
        whole = msgspec.json.decode(raw)
        msgspec.json.encode(whole)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None if _LABELLED.search(raw) else raw[:MOST_TEXT].decode("utf-8", "replace")
    may_be_restricted = confidentiality != "normal" or _LABELLED.search(raw) is not None
    if not isinstance(whole, dict) or whole.get("resourceType") != "Patient":
        return None if may_be_restricted and b'"Patient"' in raw else whole
    if may_be_restricted or not _readable_labels(whole.get("meta")):
        return {key: value for key, value in whole.items() if key not in _WHERE_MET}
    return whole


def _readable_labels(labels: object) -> bool:
    if not isinstance(labels, dict):
        return labels is None
    security = labels.get("security", [])
    return isinstance(security, list) and all(isinstance(one, dict) for one in security)
