"""
Intake: packages of resources made ready to write, people first, each fact with the person it is about.

A fact that comes before its person waits in a temporary file until everything was read, and is tried once more then.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

import msgspec
from msgspec import Struct

from kith.sharing import wire
from kith.sharing.facts import READERS, incoming_facts, medicine_of, read_fact, without_place
from kith.sharing.incoming import IncomingFact, IncomingPerson, Known, PersonKey, Provenance, Refused
from kith.sharing.naming import NAMED, name_in
from kith.sharing.parsing import incoming_person, type_of
from kith.sharing.people import Gathered, Meant, Met, is_older
from kith.sharing.placement import NOWHERE, Placements, placed
from kith.sharing.reading import LOOSE_RESOURCES, Entry, Package, Unreadable
from kith.sharing.references import Names, base_of
from kith.sharing.rejects import RejectsFile, Report

Resolver = Callable[[frozenset[PersonKey]], Mapping[PersonKey, Known]]
Place = tuple[str, str, str]

LATE = "late"
"""The kind of a package of what had to wait."""

NOT_READ = Refused("the person it is about was not read, or was refused, and is not known here")
NO_TYPE = Refused("it has no resourceType")

_WAITING = msgspec.json.Decoder(Entry)
_encode = msgspec.json.Encoder().encode


class Batch(Struct, frozen=True):
    """
    One package ready to write: its people, each once, and the facts about them and about people known before.

    `kept` counts resources by type, to be added to the report when the batch is written. `entries` says where each
    person and fact stood, by its provenance (system, type, id), for what is refused only when it is written.
    """

    source: str
    line: int
    kind: str
    people: list[IncomingPerson]
    facts: list[IncomingFact]
    kept: Counter[str]
    entries: dict[Place, Entry] = {}


class _Said(Struct, gc=False):
    """A checked clinical resource on its way to its person."""

    entry: Entry
    kind: str
    base: str
    resource: wire.Fact
    meant: Meant


class Intake:
    """
    Takes packages in and gives batches out; what cannot be kept goes to the report and the rejects file.

    `known` is asked once a package which of the keys it cannot explain belong to people Kith has.
    """

    def __init__(
        self, *, known: Resolver, report: Report, rejects: RejectsFile, placements: Placements = NOWHERE
    ) -> None:
        self._known, self._report, self._rejects, self._placements = known, report, rejects, placements
        self._names = Names()
        self._met = Met()
        self._waiting: IO[bytes] | None = None

    def batches(self, found: Iterable[Package | Unreadable]) -> Iterator[Batch]:
        """Yield a batch for each package, then what had to wait for its person."""
        for one in found:
            if isinstance(one, Unreadable):
                self._unread(one)
                continue
            self._report.bundles += one.is_bundle
            for problem in one.problems:
                self._unread(problem)
            yield self._batch(one)
        yield from self._late()

    def ordinal(self, person: IncomingPerson) -> int | None:
        """Return a number for somebody met in this run, the same each time they are met."""
        return self._met.ordinal(person.key)

    def _unread(self, it: Unreadable) -> None:
        if it.skipped:
            self._report.note(it.source, it.reason)
            return
        self._report.reject(f"{it.source}:{it.line}", it.reason)
        self._rejects.write(source=it.source, line=it.line, reason=it.reason, raw=it.raw)

    def _refuse(self, entry: Entry, kind: str, wrong: Refused) -> None:
        self._report.reject(f"{entry.place} {kind}".rstrip(), str(wrong))
        self._rejects.write(
            source=entry.source, line=entry.line, reason=str(wrong), raw=entry.raw, confidentiality=entry.around
        )

    def _batch(self, package: Package, *, is_last_chance: bool = False) -> Batch:
        names, gathered = Names(self._names), Gathered()
        kept: Counter[str] = Counter()
        read: Counter[str] = Counter()
        clinical: list[tuple[Entry, str]] = []
        entries: dict[Place, Entry] = {}
        for entry in package.entries:
            kind = self._kind(entry)
            read[kind] += 1
            if kind in READERS:
                clinical.append((entry, kind))
            elif kind == "Patient":
                kept[kind] += self._person(entry, gathered, entries)
            elif kind in NAMED:
                name_in(entry, kind, names, self._names, is_bundled=package.is_bundle)
        for person in gathered.people:
            self._met.add(person)
        if not is_last_chance:
            del read[""]
            self._report.read.update(read)
        said = [one for entry, kind in clinical if (one := self._said(entry, kind, gathered))]
        facts = self._facts(said, gathered, names, kept, entries, is_last_chance=is_last_chance)
        return Batch(package.source, package.line, package.kind, gathered.people, facts, kept, entries)

    def _kind(self, entry: Entry) -> str:
        try:
            kind = type_of(entry.raw)
        except Refused as wrong:
            self._refuse(entry, "", wrong)
            return ""
        if kind is None:
            self._refuse(entry, "", NO_TYPE)
        return kind or ""

    def _person(self, entry: Entry, gathered: Gathered, entries: dict[Place, Entry]) -> bool:
        try:
            person = incoming_person(
                entry.raw,
                full_url=entry.full_url,
                base=base_of(entry.full_url),
                put_id=entry.put_id,
                around=entry.around,
            )
            gathered.take(placed(person, self._placements))
        except Refused as wrong:
            self._refuse(entry, "Patient", wrong)
            return False
        entries[_place(person.provenance)] = entry
        for remark in person.remarks:
            self._report.note(f"{entry.place} Patient", remark)
        if person.who.protected:
            reason = "marked as protected: address, contact details, practice and placement are not stored"
            self._report.note(f"{entry.place} Patient", reason)
        return True

    def _facts(
        self,
        said: list[_Said],
        gathered: Gathered,
        names: Names,
        kept: Counter[str],
        entries: dict[Place, Entry],
        *,
        is_last_chance: bool,
    ) -> list[IncomingFact]:
        foreign = frozenset(
            one.meant.key for one in said if one.meant.at is None and self._met.ordinal(one.meant.key) is None
        )
        known = self._known(foreign) if foreign else {}
        facts: dict[Place, list[IncomingFact]] = {}
        for one in said:
            about = self._about(one.meant, gathered, known)
            if not is_last_chance and (about is None or _lacks_its_medicine(one, names)):
                self._wait(one.entry)
            elif about is None:
                self._refuse(one.entry, one.kind, NOT_READ)
            elif made := self._made(one, about, names):
                kept[one.kind] += 1
                origin = made[0].provenance
                place = _place(origin)
                before = facts.get(place)
                if before is None or not is_older(origin.version, before[0].provenance.version):
                    facts[place], entries[place] = made, one.entry
        return [fact for several in facts.values() for fact in several]

    def _said(self, entry: Entry, kind: str, gathered: Gathered) -> _Said | None:
        base = base_of(entry.full_url)
        try:
            it = read_fact(kind, entry.raw)
            return _Said(entry, kind, base, it, gathered.meant(it.subject or it.patient, base))
        except Refused as wrong:
            self._refuse(entry, kind, wrong)
            return None

    def _about(
        self, meant: Meant, gathered: Gathered, known: Mapping[PersonKey, Known]
    ) -> tuple[PersonKey, bool] | None:
        """Return the key of the person meant and whether they are protected, or None where nobody is known."""
        if meant.at is not None:
            person = gathered.people[meant.at]
            return person.key, person.who.protected
        ordinal = self._met.ordinal(meant.key)
        if ordinal is not None:
            return self._met.own_key(meant.key), self._met.is_protected(ordinal)
        found = known.get(meant.key)
        return (meant.key, found.protected) if found else None

    def _made(self, one: _Said, about: tuple[PersonKey, bool], names: Names) -> list[IncomingFact] | None:
        key, is_protected = about
        try:
            made = incoming_facts(
                one.resource,
                key,
                names=names,
                full_url=one.entry.full_url,
                base=one.base,
                put_id=one.entry.put_id,
                around=one.entry.around,
            )
        except Refused as wrong:
            self._refuse(one.entry, one.kind, wrong)
            return None
        return [without_place(fact) for fact in made] if is_protected else made

    def _wait(self, entry: Entry) -> None:
        if self._waiting is None:
            self._waiting = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read back
        self._waiting.write(_encode(entry) + b"\n")

    def _late(self) -> Iterator[Batch]:
        """Yield what waited, in batches, now that everybody was read."""
        if self._waiting is None:
            return
        with self._waiting as waiting:
            waiting.seek(0)
            entries: list[Entry] = []
            for line in waiting:
                entries.append(_WAITING.decode(line))
                if len(entries) >= LOOSE_RESOURCES:
                    yield self._last(entries)
                    entries = []
            if entries:
                yield self._last(entries)

    def _last(self, entries: list[Entry]) -> Batch:
        return self._batch(Package(entries[0].source, entries[0].line, LATE, entries, []), is_last_chance=True)


def _place(origin: Provenance) -> Place:
    return origin.system, origin.type, origin.id


def _lacks_its_medicine(one: _Said, names: Names) -> bool:
    it = one.resource
    if not isinstance(it, wire.Medicine) or not it.medication_reference:
        return False
    try:
        return medicine_of(it, names, one.base).label is None
    except Refused:
        return False
