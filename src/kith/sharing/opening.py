"""Opening what is to be imported: files and folders, plain, gzipped or zipped, as one kind of stream with limits."""

from __future__ import annotations

import gzip
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import NamedTuple

BUFFER = 1 << 20
FREE_BYTES = 256 << 20
MOST_RATIO = 200
MOST_MEMBERS = 100_000


class Damaged(ValueError):
    """A stream that cannot be read on; the sentence says why."""


class Opened(NamedTuple):
    """One stream of bytes and what to call it; `zip` members are called archive!member."""

    source: str
    stream: BufferedReader


class Skipped(NamedTuple):
    """Something that is not read, and why."""

    source: str
    reason: str


def files_of(paths: Sequence[Path]) -> list[Path]:
    """
    Return every file under the paths, each once, folders in name order.

    Links to folders are not followed.

    Raises:
        FileNotFoundError: if a path that was asked for does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist")
        if not path.is_dir():
            found[path] = None
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            found.update(dict.fromkeys(Path(folder, name) for name in sorted(names)))
    return list(found)


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 where it cannot be asked."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


class Expanded(RawIOBase):
    """A decompressing stream that stops where it is damaged, or grows out of all proportion."""

    def __init__(self, inner: gzip.GzipFile | zipfile.ZipExtFile, packed: FileIO) -> None:
        self._inner, self._packed, self._expanded = inner, packed, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # narrower than any buffer
        """Fill the buffer from the stream."""
        try:
            data = self._inner.read1(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError):
            raise Damaged("the compressed file is damaged or cut off") from None
        self._expanded += len(data)
        if self._expanded > FREE_BYTES and self._expanded > MOST_RATIO * max(self._packed.tell(), 1):
            raise Damaged(f"the compressed file grows more than {MOST_RATIO} times")
        buffer[: len(data)] = data
        return len(data)


def opened(path: Path, packed: FileIO) -> Iterator[Opened | Skipped]:
    """Yield the streams in an open file: itself, what it decompresses to, or each member of a zip archive."""
    source = str(path)
    reader: BufferedReader = BufferedReader(packed, BUFFER)
    magic = reader.peek(4)[:4]
    if magic.startswith(b"PK\x03\x04"):
        yield from _members(source, reader, packed)
    else:
        yield Opened(source, _plain(reader, packed, magic))


def open_file(path: Path) -> FileIO | Skipped:
    """Return the file opened, or why it is not: no ordinary file, or not readable."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Skipped(str(path), "it is not an ordinary file")
        return FileIO(path, "rb")
    except OSError as wrong:
        return Skipped(str(path), f"it could not be opened: {wrong.strerror or 'unknown reason'}")


def _plain(reader: BufferedReader, packed: FileIO, magic: bytes) -> BufferedReader:
    if not magic.startswith(b"\x1f\x8b"):
        return reader
    return BufferedReader(Expanded(gzip.GzipFile(fileobj=reader), packed), BUFFER)


def _members(source: str, reader: BufferedReader, packed: FileIO) -> Iterator[Opened | Skipped]:
    try:
        archive = zipfile.ZipFile(reader)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Skipped(source, "the zip archive is damaged")
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_MEMBERS:
            yield Skipped(source, f"the zip archive holds more than {MOST_MEMBERS:,} files")
            return
        for member in sorted(members, key=lambda one: one.filename):
            yield _member(f"{source}!{member.filename}", archive, member, packed)


def _member(source: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: FileIO) -> Opened | Skipped:
    if member.flag_bits & 1:
        return Skipped(source, "it is encrypted")
    try:
        inner = archive.open(member)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return Skipped(source, "it cannot be taken out of the zip archive")
    assert isinstance(inner, zipfile.ZipExtFile)
    stream: BufferedReader = BufferedReader(Expanded(inner, packed), BUFFER)
    try:
        magic = stream.peek(4)[:4]
    except Damaged as wrong:
        return Skipped(source, str(wrong))
    if magic.startswith(b"PK\x03\x04"):
        return Skipped(source, "it is a zip archive inside another")
    return Opened(source, _plain(stream, packed, magic))
