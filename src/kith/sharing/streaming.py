"""A Bundle too large for memory, entry by entry, with a limit on what one entry may grow to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

import ijson

from kith.sharing import wire
from kith.sharing.opening import Damaged

RESOURCE_BYTES = 16 << 20
DEEPEST = 4_000

_FAULTS = (ijson.JSONError, ValueError, OverflowError, RecursionError, MemoryError)


class Stopped(ValueError):
    """The stream cannot be read on; the sentence says why and after which entry."""


class TooMuch(ValueError):
    """One resource that is larger or deeper than any real one."""


class Tail:
    """The rest of a line, or of a document, as a file to stream from, with a limit for each resource in it."""

    def __init__(self, first: bytes, rest: IO[bytes], *, lines: bool = True) -> None:
        self._first, self._rest, self._lines = memoryview(first), rest, lines
        self._since = self._depth = self.taken = 0
        self.is_done = lines and first.endswith(b"\n")

    def peek(self) -> bytes:
        """Return its first bytes without taking them."""
        return bytes(self._first[: 1 << 16])

    def mark(self) -> None:
        """Note that a resource is complete."""
        self._since = self._depth = 0

    def read(self, size: int = -1) -> bytes:
        """
        Return up to so many bytes, b"" at the end.

        Raises:
            TooMuch: if a resource grows beyond RESOURCE_BYTES or is nested beyond DEEPEST.
        """
        data = self._take(size if size >= 0 else 1 << 16)
        self._since += len(data)
        self.taken += len(data)
        self._depth += data.count(b"[") + data.count(b"{") - data.count(b"]") - data.count(b"}")
        if self._since > RESOURCE_BYTES:
            raise TooMuch(f"an entry is larger than {RESOURCE_BYTES >> 20} MB")
        if self._depth > DEEPEST:
            raise TooMuch("an entry is nested too deeply")
        return data

    def _take(self, size: int) -> bytes:
        if self._first:
            data, self._first = bytes(self._first[:size]), self._first[size:]
            return data
        if self.is_done or not size:
            return b""
        rest = self._rest
        data = rest.readline(size) if self._lines else rest.read(size)
        self.is_done = not data or (self._lines and data.endswith(b"\n"))
        return data

    def finish(self) -> None:
        """Leave the line behind, whatever of it was read."""
        self._first = memoryview(b"")
        while self._take(1 << 20):
            pass


def beginning(head: bytes) -> tuple[str | None, wire.Labels | None]:
    """Return the type of the Bundle that begins here ("" where not stated yet) and its labels; None for no Bundle."""
    is_bundle, kind, codes = False, "", list[wire.Coding | None]()
    try:
        for path, event, value in ijson.parse(io.BytesIO(head)):
            if path == "entry" and event == "start_array":
                break
            if path == "resourceType":
                is_bundle = value == "Bundle"
            elif path == "type" and event == "string":
                kind = value
            elif path in ("meta.security.item.code", "meta.security.item.display") and event == "string":
                codes.append(wire.Coding(code=value))
    except _FAULTS:
        pass
    return (kind if is_bundle else None), (wire.Labels(security=codes) if codes else None)


def entries_of(tail: Tail) -> Iterator[object]:
    """
    Yield the entries of a Bundle as they come.

    Raises:
        Stopped: where the JSON is broken, or one entry is larger or deeper than any real one.
    """
    given = ijson.items(tail, "entry.item", use_float=True, buf_size=1 << 16)
    count = 0
    while True:
        try:
            one = next(given, given)
        except _FAULTS as wrong:
            why = str(wrong) if isinstance(wrong, TooMuch | Damaged) else "it is not readable JSON"
            raise Stopped(f"after entry {count} of the Bundle, the rest is not read: {why}") from None
        if one is given:
            return
        count += 1
        tail.mark()
        yield one
