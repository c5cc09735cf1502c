"""
Reading FHIR: from files to packages of resources, never more of a file in memory than one package.

A Bundle is one package; one too large for memory comes in several. Resources outside Bundles (bulk NDJSON, single files)
are gathered into packages of at most LOOSE_RESOURCES. Files of Patients are read first, then files of those that others
point at; what still comes before its person is the intake's to wait for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from kith.record.rules import Confidentiality
from kith.sharing import wire
from kith.sharing.incoming import Refused
from kith.sharing.opening import Damaged, Opened, Skipped, files_of, open_file, opened, size_of
from kith.sharing.parsing import TYPE_FIRST, confidentiality, decoded, storable, type_of
from kith.sharing.streaming import Stopped, Tail, beginning, entries_of

DIRECT_BYTES = 32 << 20
STREAMED_ENTRIES = 2_000
LOOSE_RESOURCES = 1_000
LOOSE_BYTES = 8 << 20
FIRST_LINES = 20
KINDS_READ = frozenset({"transaction", "batch", "collection", "searchset"})

_POINTED_AT = frozenset({"Practitioner", "PractitionerRole", "Organization", "Location", "Medication"})
_BUNDLE = msgspec.json.Decoder(wire.Bundle)
_LOOSE_BUNDLE = msgspec.json.Decoder(wire.LooseBundle)
_ENTRY = msgspec.json.Decoder(wire.Entry)
_HEAD = msgspec.json.Decoder(wire.Head)
PUT_URL = re.compile(r"(?:https?://[^?#\s]+/)?[A-Z][A-Za-z]+/([A-Za-z0-9\-._~]{1,200})")
_BOM = b"\xef\xbb\xbf"


class Entry(Struct, frozen=True, gc=False):
    """One resource as bytes, where it stood, and what its Bundle says of it."""

    source: str
    line: int
    raw: bytes
    number: int = 0
    full_url: str | None = None
    put_id: str | None = None
    around: Confidentiality = "normal"

    @property
    def place(self) -> str:
        """Where it stood, for a report."""
        return f"{self.source}:{self.line}" + (f" entry {self.number}" if self.number else "")


class Unreadable(Struct, frozen=True):
    """Something that is no resource, and why; `skipped` where it never claimed to be FHIR."""

    source: str
    line: int
    reason: str
    raw: bytes = b""
    skipped: bool = False


class Package(Struct, frozen=True):
    """Resources that belong together: one Bundle, one part of a large one, or a batch of loose resources."""

    source: str
    line: int
    kind: str
    entries: list[Entry]
    problems: list[Unreadable]
    is_bundle: bool = False


class Progress(Protocol):
    """Told how far the reading is, in bytes as stored."""

    def __call__(self, done: int, total: int, /) -> None:
        """Note that `done` of `total` bytes are read."""


def packages(paths: Sequence[Path], progress: Progress | None = None) -> Iterator[Package | Unreadable]:
    """
    Yield what the files hold, in an order that brings people before what is said of them wherever files are sorted so.

    Raises:
        FileNotFoundError: if a path does not exist.
    """
    files = files_of(paths)
    ranked = sorted(files, key=_rank) if len(files) > 1 else files
    total, before = sum(map(size_of, files)), 0
    loose = Loose()
    for path in ranked:
        packed = open_file(path)
        if isinstance(packed, Skipped):
            yield _skipped(packed)
            continue
        with packed:
            for found in _file(path, packed, loose):
                yield found
                if progress:
                    progress(before + min(packed.tell(), size_of(path)), total)
        before += size_of(path)
    yield from loose.rest()
    if progress:
        progress(total, total)


def _skipped(it: Skipped) -> Unreadable:
    return Unreadable(it.source, 0, it.reason, skipped=True)


def _file(path: Path, packed: FileIO, loose: Loose) -> Iterator[Package | Unreadable]:
    for one in opened(path, packed):
        if isinstance(one, Skipped):
            yield _skipped(one)
            continue
        stream = Stream(one)
        try:
            for found in stream.found():
                if isinstance(found, Entry):
                    yield from loose.add(found)
                    continue
                yield from loose.rest()
                yield found
        except Damaged as wrong:
            yield Unreadable(one.source, stream.line, f"after line {stream.line}: {wrong}")


def _rank(path: Path) -> int:
    """Files that begin with a Patient are read first, then those of what others point at."""
    packed = open_file(path)
    if isinstance(packed, Skipped):
        return 2
    with packed:
        try:
            first = next(opened(path, packed), None)
            if not isinstance(first, Opened):
                return 2
            kind = type_of(first.stream.peek(1).removeprefix(_BOM).lstrip().split(b"\n", 1)[0])
        except (Damaged, Refused):
            return 2
    return 0 if kind == "Patient" else 1 if kind in _POINTED_AT else 2


class Loose:
    """Resources outside Bundles, gathered until they make a package."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._bytes = 0

    def add(self, entry: Entry) -> Iterator[Package]:
        """Take one more; yield a package when it is full."""
        self._entries.append(entry)
        self._bytes += len(entry.raw)
        if len(self._entries) >= LOOSE_RESOURCES or self._bytes >= LOOSE_BYTES:
            yield from self.rest()

    def rest(self) -> Iterator[Package]:
        """Yield what is gathered, if anything."""
        if self._entries:
            entries, self._entries, self._bytes = self._entries, [], 0
            yield Package(entries[0].source, entries[0].line, "resources", entries, [])


class Stream:
    """One stream of bytes read as FHIR: NDJSON line by line, or one JSON document."""

    def __init__(self, it: Opened) -> None:
        self.line = 0
        self._is_fhir = False
        self._source, self._bytes = it

    def found(self) -> Iterator[Package | Entry | Unreadable]:
        """Yield packages, loose resources and what could not be read."""
        first = self._next_line()
        while first is not None and not first.strip():
            first = self._next_line()
        if first is None:
            yield self._skip("it is empty")
            return
        first = first.removeprefix(_BOM).lstrip()
        if not first.startswith(b"{"):
            yield self._skip(_what_it_is(first))
        elif self._is_cut(first) or self._begins_lines(first):
            yield from self._lines(first)
        else:
            yield from self._document(first)

    def _skip(self, reason: str) -> Unreadable:
        return Unreadable(self._source, 0, reason, skipped=True)

    def _next_line(self) -> bytes | None:
        line = self._bytes.readline(DIRECT_BYTES)
        self.line += 1
        return line or None

    def _is_cut(self, line: bytes) -> bool:
        """Return whether the line is longer than what is read at once."""
        return not line.endswith(b"\n") and bool(self._bytes.peek(1))

    def _begins_lines(self, first: bytes) -> bool:
        """Return whether this is the first of lines that each hold a resource, not of one document."""
        try:
            decoded(_HEAD.decode, first)
        except Refused:
            named = self._source.removesuffix(".gz").endswith((".ndjson", ".jsonl"))
            broken_line = first.rstrip().endswith(b"}") and self._bytes.peek(1).lstrip().startswith(b"{")
            return broken_line or (named and first.strip() != b"{")
        return True

    def _lines(self, first: bytes) -> Iterator[Package | Entry | Unreadable]:
        """Yield what each line holds; nothing if none of the first lines says that it is FHIR."""
        waiting: list[Package | Entry | Unreadable] = []
        for line in chain([first], iter(self._next_line, None)):
            for found in self._line(line):
                if self._is_fhir:
                    yield from waiting
                    waiting.clear()
                    yield found
                else:
                    waiting.append(found)
            if len(waiting) >= FIRST_LINES:
                break
        if not self._is_fhir:
            yield self._skip("it is JSON but not FHIR: no line has a resourceType")

    def _line(self, line: bytes) -> Iterator[Package | Entry | Unreadable]:
        if self._is_cut(line):
            self._is_fhir = True
            tail = Tail(line, self._bytes)
            yield from self._streamed(tail)
            tail.finish()
        elif line.strip():
            yield self._resource(storable(line.strip()))

    def _resource(self, raw: bytes) -> Package | Entry | Unreadable:
        begins = TYPE_FIRST.match(raw)
        self._is_fhir = self._is_fhir or begins is not None
        try:
            if begins and begins[1] == b"Bundle":
                return self._bundle(raw)
            kind = decoded(_HEAD.decode, raw).resource_type
            self._is_fhir = self._is_fhir or kind is not None
            if kind is None:
                return Unreadable(self._source, self.line, "it has no resourceType", raw)
            if kind == "Bundle":
                return self._bundle(raw)
        except Refused as wrong:
            return Unreadable(self._source, self.line, str(wrong), raw)
        return Entry(self._source, self.line, raw)

    def _document(self, first: bytes) -> Iterator[Package | Entry | Unreadable]:
        whole = first + self._bytes.read(DIRECT_BYTES - len(first))
        if self._bytes.peek(1):
            yield from self._streamed(Tail(whole, self._bytes, lines=False))
            return
        self.line = 1
        found = self._resource(storable(whole.strip()))
        if isinstance(found, Unreadable) and not self._is_fhir:
            found = self._skip("it is not FHIR: no resourceType")
        yield found

    def _bundle(self, raw: bytes) -> Package | Unreadable:
        problems: list[Unreadable] = []
        try:
            bundle = decoded(_BUNDLE.decode, raw)
            given = bundle.entry or ()
            kind, labels = bundle.type, bundle.meta
        except Refused:
            rough = decoded(_LOOSE_BUNDLE.decode, raw)
            given, kind, labels = self._entries(rough, problems), rough.type, rough.meta
        if kind is not None and kind not in KINDS_READ:
            return Unreadable(self._source, self.line, _refusal_of(kind), raw)
        around = confidentiality(labels)
        numbered = enumerate(given, start=1)
        entries = [found for number, one in numbered if (found := self._entry(one, number, around, problems))]
        return Package(self._source, self.line, kind or "collection", entries, problems, is_bundle=True)

    def _entries(self, bundle: wire.LooseBundle, problems: list[Unreadable]) -> list[wire.Entry | None]:
        entries: list[wire.Entry | None] = []
        for raw in bundle.entry or ():
            try:
                entries.append(decoded(_ENTRY.decode, bytes(raw)))
            except Refused as wrong:
                problems.append(Unreadable(self._source, self.line, f"an entry of the Bundle: {wrong}", bytes(raw)))
        return entries

    def _entry(
        self, it: wire.Entry | None, number: int, around: Confidentiality, problems: list[Unreadable]
    ) -> Entry | None:
        if it is None:
            problems.append(Unreadable(self._source, self.line, "an entry of the Bundle is empty"))
            return None
        method = (it.request.method or "").upper() if it.request else ""
        raw = bytes(it.resource)
        if method in ("DELETE", "PATCH"):
            reason = f"an entry asks for {method}: an import only adds and updates whole records"
            problems.append(Unreadable(self._source, self.line, reason, raw))
            return None
        if raw in (b"", b"null"):
            if method not in ("GET", "HEAD"):
                problems.append(Unreadable(self._source, self.line, "an entry of the Bundle has no resource"))
            return None
        put = PUT_URL.fullmatch(it.request.url or "") if it.request and method == "PUT" else None
        return Entry(self._source, self.line, raw, number, it.full_url, put[1] if put else None, around)

    def _streamed(self, tail: Tail) -> Iterator[Package | Unreadable]:
        """Yield a Bundle too large for memory in parts; what follows a fault in it is not read."""
        kind, labels = beginning(tail.peek())
        if kind is None:
            reason = f"it is larger than {DIRECT_BYTES >> 20} MB and does not begin as a Bundle"
            yield Unreadable(self._source, self.line, reason)
            return
        if kind and kind not in KINDS_READ:
            yield Unreadable(self._source, self.line, _refusal_of(kind))
            return
        around, kind = confidentiality(labels), kind or "collection"
        entries: list[Entry] = []
        problems: list[Unreadable] = []
        is_first = True
        try:
            for number, one in enumerate(entries_of(tail), start=1):
                if found := self._built(one, number, around, problems):
                    entries.append(found)
                if len(entries) + len(problems) >= STREAMED_ENTRIES or tail.taken > LOOSE_BYTES:
                    yield Package(self._source, self.line, kind, entries, problems, is_first)
                    entries, problems, is_first, tail.taken = [], [], False, 0
        except Stopped as wrong:
            problems.append(Unreadable(self._source, self.line, str(wrong)))
        if entries or problems or is_first:
            yield Package(self._source, self.line, kind, entries, problems, is_first)

    def _built(self, one: object, number: int, around: Confidentiality, problems: list[Unreadable]) -> Entry | None:
        try:
            entry = decoded(_ENTRY.decode, storable(msgspec.json.encode(one)))
        except RecursionError:
            why = "it is nested too deeply"
        except (OverflowError, ValueError, TypeError) as wrong:
            why = str(wrong) if isinstance(wrong, Refused) else "it is not readable JSON"
        else:
            return self._entry(entry, number, around, problems)
        problems.append(Unreadable(self._source, self.line, f"an entry of the Bundle: {why}"))
        return None


def _refusal_of(kind: str) -> str:
    shown = kind if kind.isalpha() or kind.replace("-", "").isalpha() else "of that type"
    return f"a {shown[:40]} Bundle is not read here: only {', '.join(sorted(KINDS_READ))}"


def _what_it_is(first: bytes) -> str:
    beginnings: tuple[tuple[bytes, str], ...] = (
        (b"<", "it is XML: only JSON is read"),
        (b"[", "it is a JSON list: FHIR is an object, or one object a line"),
        (b"PAR1", "it is a Parquet file"),
        (b"%PDF", "it is a PDF"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"\xfe\xff", "it is not UTF-8"),
    )
    return next((words for start, words in beginnings if first.startswith(start)), "it is not FHIR: not JSON")
