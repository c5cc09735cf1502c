"""Small made-up FHIR, and one way to take it in."""

import gzip
import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kith.sharing.incoming import IncomingFact, IncomingPerson
from kith.sharing.intake import Batch, Intake
from kith.sharing.placement import NOWHERE
from kith.sharing.reading import packages
from kith.sharing.rejects import RejectsFile, Report

from .counts import SHARED

ADA = "11111111-1111-4111-8111-111111111111"
BEN = "22222222-2222-4222-8222-222222222222"
NHS_NUMBER = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9912003888"}


def shared_data(name: str) -> Path:
    """The path of a file of public test data, or a skip where this machine has none."""
    if not (SHARED / name).exists():
        pytest.skip(f"no public test data at {SHARED}: set KITH_SHARED_DATA to its folder")
    return SHARED / name


def a_patient(**changes: Any) -> dict[str, Any]:
    plain = {
        "resourceType": "Patient",
        "id": ADA,
        "name": [{"use": "official", "family": "Okafor", "given": ["Ada"]}],
        "gender": "female",
        "birthDate": "1948-03-09",
    }
    return _changed(plain, changes)


def a_fact(kind: str = "Condition", **changes: Any) -> dict[str, Any]:
    person = "patient" if kind == "AllergyIntolerance" else "subject"
    plain = {
        "resourceType": kind,
        "id": f"{kind.lower()}-1",
        person: {"reference": f"Patient/{ADA}"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "195967001", "display": "Asthma"}]},
    }
    return _changed(plain, changes)


def _changed(plain: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    both = {**plain, **changes}
    return {key: value for key, value in both.items() if value is not ...}


def a_bundle(*resources: dict[str, Any], kind: str = "collection", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": [an_entry(one) for one in resources], **more}


def an_entry(resource: dict[str, Any], **more: Any) -> dict[str, Any]:
    return (
        {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource, **more}
        if "id" in resource
        else {
            "resource": resource,
            **more,
        }
    )


@dataclass
class Taken:
    """What became of an import."""

    report: Report
    batches: list[Batch] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    @property
    def people(self) -> list[IncomingPerson]:
        return [one for batch in self.batches for one in batch.people]

    @property
    def facts(self) -> list[IncomingFact]:
        return [one for batch in self.batches for one in batch.facts]

    @property
    def person(self) -> IncomingPerson:
        (one,) = self.people
        return one

    @property
    def fact(self) -> IncomingFact:
        (one,) = self.facts
        return one

    @property
    def reasons(self) -> list[str]:
        return [one["reason"] for one in self.report.rejected]

    @property
    def kept(self) -> Counter[str]:
        return sum((batch.kept for batch in self.batches), Counter())


def take_in(*paths: Path, known: Any = None, placements: Any = NOWHERE, progress: Any = None) -> Taken:
    """Read the files through the whole of the intake."""
    taken = Taken(Report())
    file = (
        paths[0].parent / "rejects.ndjson" if paths[0].parent.is_dir() and os.access(paths[0].parent, os.W_OK) else None
    )
    with RejectsFile(file) as rejects:
        intake = Intake(known=known or (lambda keys: {}), report=taken.report, rejects=rejects, placements=placements)
        for batch in intake.batches(packages(list(paths), progress)):
            taken.batches.append(batch)
            taken.report.kept.update(batch.kept)
            for person in batch.people:
                taken.report.person(intake.ordinal(person), "created", dead=person.who.dead)
    if file and file.exists():
        taken.refused = [json.loads(line) for line in file.read_bytes().split(b"\n") if line]
        file.unlink()
    return taken


class Desk:
    """A folder to lay files on and take them in from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: Any) -> Path:
        """Write JSON, text or bytes; names that end in .gz are compressed."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        raw = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    def take(self, *resources: dict[str, Any], **how: Any) -> Taken:
        """Take in one NDJSON file with a resource, or Bundle, a line."""
        return take_in(self.put("in.ndjson", "\n".join(json.dumps(one) for one in resources)), **how)
