"""
Running an import: package by package, each an operation that is kept or refused whole, going on past what is refused.

Small packages share a transaction, since each commit waits for the disk; what is in the report is stored.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from kith.access.home import as_kith, with_key
from kith.act import Act, Refusal
from kith.act.context import keeping_refusals
from kith.sharing.incoming import Known, PersonKey
from kith.sharing.intake import LATE, Batch, Intake
from kith.sharing.operations import PackageDone, finish_import, import_package
from kith.sharing.placement import Placements
from kith.sharing.queries import known_by
from kith.sharing.reading import Entry, Progress, packages
from kith.sharing.rejects import RejectsFile, Report

Run = Callable[[Callable[[Act], object]], object]

ROWS_TOGETHER = 2_000
"""How many people and facts are gathered before a transaction is committed."""


def run_import(
    *,
    paths: Sequence[Path],
    team_id: UUID,
    label: str,
    at: datetime,
    placements: Placements,
    rejects: RejectsFile,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Report:
    """
    Read FHIR files into a team's people and records, and return the figures.

    A dry run does everything in one transaction and takes it back. Anything refused is in the report and the rejects file.

    Raises:
        Refusal: when the team cannot take people (no duty lead in the next 14 days); packages stored before stay.
    """
    if not dry_run:
        return _Import(_each_alone(at), team_id, label, placements, rejects).run(paths, progress)
    with as_kith(at=at, channel="import") as act:
        report = _Import(_all_in(act), team_id, label, placements, rejects).run(paths, progress)
        transaction.set_rollback(True)
    return report


def _each_alone(at: datetime) -> Run:
    def run(step: Callable[[Act], object]) -> object:
        with as_kith(at=at, channel="import") as act:
            return step(act)

    return run


def _all_in(act: Act) -> Run:
    def run(step: Callable[[Act], object]) -> object:
        with keeping_refusals():
            return step(act)

    return run


def _together(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    group: list[Batch] = []
    rows = 0
    for batch in batches:
        group.append(batch)
        rows += 1 + len(batch.people) + len(batch.facts)
        if rows >= ROWS_TOGETHER:
            yield group
            group, rows = [], 0
    if group:
        yield group


class _Import:
    """One import under way."""

    def __init__(self, run: Run, team_id: UUID, label: str, placements: Placements, rejects: RejectsFile) -> None:
        self._run, self._team_id, self._label, self._rejects = run, team_id, label, rejects
        self.report = Report()
        self._intake = Intake(known=self._known, report=self.report, rejects=rejects, placements=placements)
        self._people: dict[UUID, None] = {}

    def run(self, paths: Sequence[Path], progress: Progress | None) -> Report:
        """Read, store and put on the list; return the report."""
        for group in _together(self._intake.batches(packages(paths, progress))):
            self._take(group)
        people = list(self._people)
        if people:
            self._run(lambda act: self._finish(act, people))
        return self.report

    def _finish(self, act: Act, people: list[UUID]) -> None:
        done = finish_import(act=with_key(act), team_id=self._team_id, label=self._label, person_ids=people)
        self.report.alike = done.alike

    def _known(self, keys: frozenset[PersonKey]) -> Mapping[PersonKey, Known]:
        found: dict[PersonKey, Known] = {}
        self._run(lambda act: found.update(known_by(keys)))
        return found

    def _take(self, group: list[Batch]) -> None:
        done: list[PackageDone | str] = []
        self._run(lambda act: done.extend(self._stored(act, batch) for batch in group))
        for batch, one in zip(group, done, strict=True):
            if isinstance(one, str):
                self._refuse_whole(batch, one)
            else:
                self._count(batch, one)

    def _stored(self, act: Act, batch: Batch) -> PackageDone | str:
        """Return what became of a package, or why nothing of it could be stored."""
        if not batch.people and not batch.facts:
            return PackageDone()
        try:
            return self._store(act, batch)
        except Refusal as refusal:
            return refusal.sentence
        except (DataError, IntegrityError) as trouble:
            return f"it could not be stored ({type(trouble).__name__})"

    def _store(self, act: Act, batch: Batch) -> PackageDone:
        return import_package(
            act=with_key(act),
            team_id=self._team_id,
            incoming=batch.people,
            facts=batch.facts,
            late=batch.kind == LATE,
        )

    def _refuse_whole(self, batch: Batch, reason: str) -> None:
        for (_, kind, _id), entry in batch.entries.items():
            self._refuse(entry, kind, reason)

    def _count(self, batch: Batch, done: PackageDone) -> None:
        kept = batch.kept.copy()
        for person, one in zip(batch.people, done.people, strict=True):
            if one.person_id is None or one.outcome is None:
                kept["Patient"] -= 1
                self._refuse_record(batch, person.provenance.type, person.provenance.id, one.reason)
                continue
            self.report.person(one.person_id, one.outcome, dead=person.who.dead)
            self._people[one.person_id] = None
        for kind, source_id, reason in done.refused_facts:
            kept[kind] -= 1
            self._refuse_record(batch, kind, source_id, reason)
        self.report.kept.update(kept)

    def _refuse_record(self, batch: Batch, kind: str, source_id: str, reason: str) -> None:
        for (_, type_, id_), entry in batch.entries.items():
            if (type_, id_) == (kind, source_id):
                self._refuse(entry, kind, reason)
                return
        self.report.reject(f"{batch.source}:{batch.line} {kind}", reason)

    def _refuse(self, entry: Entry, kind: str, reason: str) -> None:
        self.report.reject(f"{entry.place} {kind}", reason)
        self._rejects.write(
            source=entry.source, line=entry.line, reason=reason, raw=entry.raw, confidentiality=entry.around
        )
