"""
What a case file is given as: one folder of a page to read, a sheet, the same as data, the trail, and what each file's digest is.

The same file gives the same bytes: no moment but those of its rows goes in.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from django.template.loader import render_to_string

from kith.casefile.chronology import Made
from kith.casefile.line import Line
from kith.casefile.presenter import days_of, given_show
from kith.casefile.queries import ExportRow
from kith.casefile.rules import Cause, as_cell
from kith.place.rules import local_day
from kith.trail.proving import Proofs, Proved, proofs_of

ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the folder: a sheet of paper has none either."""


def bundle(file: Made, export: ExportRow, *, approved_by: str, approved_at: datetime) -> bytes:
    """
    Return the folder as a zip: case-file.html, lines.csv, case-file.json, trail.json, check.py, and digests.json over the others.

    Withheld lines stand in each with their place and cause, and no words. trail.json holds the entries of the trail with their
    proofs under the last checkpoint, which it names; check.py checks them. Three statements.
    """
    proofs = proofs_of(entry_ids=file.entry_ids)
    told = {"to": export.to_whom, "reason": export.reason, "asked_by": export.asked_by, "approved_by": approved_by}
    files = {
        "case-file.html": render_to_string(
            "casefile/given.jinja",
            {"show": given_show(file, export, approved_by, approved_at, proofs), "days": days_of(file)},
        ).encode(),
        "lines.csv": _sheet(file.lines),
        "case-file.json": _json({"file": _file(file), "export": told, "lines": [_as_data(one) for one in file.lines]}),
        "trail.json": _json(_trail(proofs)),
        "check.py": CHECK.encode(),
    }
    files["digests.json"] = _json({name: sha256(content).hexdigest() for name, content in files.items()})
    return _zipped(files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(ZipInfo(name, ALWAYS), content, ZIP_DEFLATED)
    return held.getvalue()


COLUMNS = ("happened at", "recorded at", "late", "who", "role", "kind", "what", "rule", "withheld", "trail entry")


def _sheet(lines: Sequence[Line]) -> bytes:
    """Return the lines as a sheet, each cell quoted, none of which a program runs as a formula."""
    held = StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one in lines:
        cells = _as_data(one)
        writer.writerow([as_cell(str(cells[name])) for name in COLUMNS])
    return held.getvalue().encode()


def _as_data(one: Line) -> dict[str, Any]:
    """Return a line as data: of what is withheld when it happened and why alone, of what is restricted the day."""
    if one.withheld:
        at = local_day(one.happened_at) if one.withheld is Cause.RESTRICTED else one.happened_at
        return dict.fromkeys(COLUMNS, "") | {"happened at": at.isoformat(), "withheld": str(one.withheld)}
    values = (
        one.happened_at.isoformat(), one.recorded_at.isoformat(), "late" if one.is_late else "", one.who, one.role, one.label,
        one.words, one.rule, "", one.entry_id,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _file(file: Made) -> dict[str, Any]:
    row = file.row
    return {
        "id": str(row.id), "person": str(row.person_id), "purpose": row.purpose, "reason": row.reason,
        "as it stood at": row.as_at.isoformat(), "first day": row.first_day.isoformat(),
        "last day": row.last_day.isoformat(), "asked by": row.asked_by, "asked at": row.asked_at.isoformat(),
    }  # fmt: skip


def _trail(proofs: Proofs) -> dict[str, Any]:
    """Return the entries of the trail with their proofs, and the checkpoint that they are of."""
    checkpoint = proofs.under.written if proofs.under else None
    return {"checkpoint": checkpoint, "entries": [_entry(one, proofs) for one in proofs.entries]}


def _entry(one: Proved, proofs: Proofs) -> dict[str, Any]:
    """Return an entry as it reads, with its proof, or why there is none."""
    if one.proof:
        return {**orjson.loads(one.text), "proof": one.proof.written()}
    if proofs.under is None:
        why = "no checkpoint of the trail had been made"
    elif one.is_later:
        why = "it was recorded after the checkpoint"
    else:
        why = "the trail is not what the checkpoint says: kith trail verify"
    return {**orjson.loads(one.text), "proof": None, "not_proved": why, "text": one.text}


CHECK = """# python check.py CHECKPOINT: holds the proofs of trail.json against a checkpoint that was kept elsewhere
import hashlib, json, sys

sha256 = lambda held: hashlib.sha256(held).digest()
root = json.load(open(sys.argv[1]))["root"]
proofs = [entry["proof"] for entry in json.load(open("trail.json"))["entries"] if entry["proof"]]
for proof in proofs:
    node = sha256(b"\\0" + proof["entry"].encode())
    for side, other in proof["path"]:
        node = sha256(b"\\1" + (bytes.fromhex(other) + node if side == "left" else node + bytes.fromhex(other)))
    assert node.hex() == root, "does not hold: " + proof["entry"]
print(len(proofs), "entries hold")
"""


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
