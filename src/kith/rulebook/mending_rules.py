"""
What is wrong with a draft and whether it may be signed all the same; and the smallest change that mends a finding.

A remedy is never guessed: each candidate is made, the table read and checked again, and only one that takes the finding
away and brings no other is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kith.policy.check_rules import Finding
from kith.policy.floor_rules import ROUTES
from kith.policy.table_rules import Table
from kith.policy.value_rules import TableError
from kith.rulebook.rules import Files, differences, file_with, files_people_change, read_sheet, with_row, without_row

ANSWERABLE = frozenset({"unreachable", "overlap", "milder", "loosens"})
"""
Findings that somebody may answer with a sentence and sign all the same; a place may ask less than it did, for a reason that
stays to be read. The others are mended: no team loosens a floor, nobody is left without an answer, nothing goes to a route
that there is not, and what is never withheld stays so.
"""

Check = Callable[[Files], list[Finding]]
"""What says what is wrong with the files of a table; raises TableError for what cannot be read."""
_OUTCOME = ("level", "route", "points", "band", "roles")


def key_of(finding: Finding) -> str:
    """Return what a finding is known by, as long as the text of its table stays the same."""
    return ":".join((finding.kind, *finding.rows))[:200]


def is_answerable(finding: Finding) -> bool:
    """Say whether a finding may be answered in words instead of being mended."""
    return finding.kind in ANSWERABLE


def remedy(finding: Finding, files: Files, floor: Files, least: Table | None, check: Check) -> Files | None:
    """
    Return the files with a finding mended; None where there is no obvious way.

    Of the changes that are known to do it the one that leaves least to be mended, the smallest first.
    """
    before = {key_of(one) for one in check(files)}
    found: list[tuple[int, Files]] = []
    for candidate in _candidates(finding, files, floor, least):
        try:
            left = {key_of(one) for one in check(candidate)}
        except TableError:
            continue
        if key_of(finding) not in left and left < before and differences(files, candidate):
            found.append((len(left), candidate))
    return min(found, key=lambda one: one[0])[1] if found else None


def _candidates(finding: Finding, files: Files, floor: Files, least: Table | None) -> Iterator[Files]:
    """Yield changed files, smallest change first: an outcome as the floor's, a row as the floor's, rows together, a row out."""
    if ROUTES in finding.table and (code := finding.example.get("route")):
        yield _route(files, floor, code)
        return
    own = [one for one in dict.fromkeys(finding.rows) if file_with(files, one)]
    known = [one for one in dict.fromkeys((*finding.rows, *_holding(finding, least))) if file_with(floor, one)]
    yield from (_outcome(files, floor, mine, theirs) for mine in own for theirs in known)
    yield from (_restored(files, floor, [one]) for one in known)
    if len(known) > 1:
        yield _restored(files, floor, known)
    yield from (without_row(files, file_with(files, one), one) for one in own if not file_with(floor, one))
    changed = [
        one.row for one in differences(floor, files) if one.kind != "added" and one.file in files_people_change(files)
    ]
    if known and 1 < len(changed) <= 4:
        yield _restored(files, floor, changed)


def _holding(finding: Finding, least: Table | None) -> Sequence[str]:
    """Return the rows of the floor that hold for the case of a finding."""
    if least is None or not finding.example:
        return ()
    values = {}
    for name, text in finding.example.items():
        if name in least.in_conditions:
            values[name] = least.in_conditions[name].read(text)
    return [row.id for row in least.rows if row.holds(values)]


def _outcome(files: Files, floor: Files, mine: str, theirs: str) -> Files:
    """Return the files with what follows from a row of ours as it follows from a row of the floor."""
    file, other = file_with(files, mine), file_with(floor, theirs)
    if file != other:
        return files
    row = read_sheet(floor[other]).row(theirs) or {}
    return with_row(files, file, {"id": mine, **{name: row[name] for name in _OUTCOME if name in row}})


def _restored(files: Files, floor: Files, rows: Sequence[str]) -> Files:
    for one in rows:
        file = file_with(floor, one)
        row = dict(read_sheet(floor[file]).row(one) or {})
        columns = read_sheet(files[file]).columns
        files = with_row(files, file, {name: row.get(name, "") for name in columns})
    return files


def _route(files: Files, floor: Files, code: str) -> Files:
    [file] = files_people_change(files)
    for row in read_sheet(files[file]).rows:
        if row["route"] == code:
            files = without_row(files, file, row["id"])
    for row in read_sheet(floor[file]).rows:
        if row["route"] == code:
            files = with_row(files, file, row)
    return files
