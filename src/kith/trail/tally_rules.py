"""
A tally of many entries, always of one size, from which can be worked out which entries two trails do not share.

A root says that something differs and not what. A tally adds up, in four of 256 cells by the entry's leaf, how many there are
and the bits of their leaf, id and moment. Two tallies taken from each other leave what stands in one alone; a cell that holds
one entry gives it away, and taken out of its other cells it lays open the next. About a hundred differences come out whole;
with more of them some or all stay unnamed, and the answer says so. Soundness never rests on it: that is the root's.

Source: Eppstein, Goodrich, Uyeda, Varghese, "What's the difference?", SIGCOMM 2011, section 3.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

PARTS, CELLS = 4, 64
_SIZE = PARTS * CELLS
_COUNT, _SUM = 8, 64
"""Bytes of a cell: how many entries, and the bits of 32 bytes leaf, 16 id, 8 moment, 8 check."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a tally holds of one entry: its leaf, its id, and when it was recorded, in microseconds since 1970 (UTC)."""

    leaf: bytes
    id: UUID
    micros: int


@dataclass(slots=True)
class Tally:
    """The tally of entries taken in so far."""

    counts: list[int] = field(default_factory=lambda: [0] * _SIZE)
    sums: list[int] = field(default_factory=lambda: [0] * _SIZE)

    def take(self, one: Mark) -> None:
        """Take in one entry."""
        self.put(one.leaf, _packed(one), 1)

    def put(self, leaf: bytes, packed: int, number: int) -> None:
        """Put into the four cells of a leaf so many of what is packed (-1: take it out)."""
        for part in range(PARTS):
            cell = part * CELLS + leaf[part] % CELLS
            self.counts[cell] += number
            self.sums[cell] ^= packed

    def copy(self) -> "Tally":
        """Return a tally of the same entries, which grows by itself."""
        return Tally(list(self.counts), list(self.sums))

    def written(self) -> str:
        """Return it as text."""
        cells = zip(self.counts, self.sums, strict=True)
        return b64encode(
            b"".join(n.to_bytes(_COUNT, "big", signed=True) + s.to_bytes(_SUM, "big") for n, s in cells)
        ).decode()


def read(text: str) -> Tally:
    """Return a tally from its text. Raises ValueError for what is none."""
    held, width = b64decode(text, validate=True), _COUNT + _SUM
    if len(held) != _SIZE * width:
        raise ValueError("not a tally")
    cells = [held[start : start + width] for start in range(0, len(held), width)]
    return Tally(
        [int.from_bytes(cell[:_COUNT], "big", signed=True) for cell in cells],
        [int.from_bytes(cell[_COUNT:], "big") for cell in cells],
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in the first of two tallies alone, and in the second; `is_whole`: nothing is left unnamed."""

    first: list[Mark]
    second: list[Mark]
    is_whole: bool


def difference(first: Tally, second: Tally) -> Difference:
    """Return which entries two tallies do not share, as far as they can be worked out."""
    left = Tally(
        [a - b for a, b in zip(first.counts, second.counts, strict=True)],
        [a ^ b for a, b in zip(first.sums, second.sums, strict=True)],
    )
    found: tuple[list[Mark], list[Mark]] = [], []
    while (alone := next(_alone(left), None)) and len(found[0]) + len(found[1]) < _SIZE:
        mark, number = alone
        found[number < 0].append(mark)
        left.put(mark.leaf, _packed(mark), -number)
    return Difference(*found, is_whole=not any(left.counts) and not any(left.sums))


def _alone(left: Tally) -> Iterator[tuple[Mark, int]]:
    """Yield what stands alone in its cell, with +1 for the first tally and -1 for the second."""
    for cell, number in enumerate(left.counts):
        if number in (1, -1):
            mark = _unpacked(left.sums[cell])
            if mark and cell == cell // CELLS * CELLS + mark.leaf[cell // CELLS] % CELLS:
                yield mark, number


def _packed(one: Mark) -> int:
    held = one.leaf + one.id.bytes + one.micros.to_bytes(8, "big", signed=True)
    return int.from_bytes(held + sha256(held).digest()[:8], "big")


def _unpacked(packed: int) -> Mark | None:
    """Return the entry that a cell holds; None when it holds more than one."""
    held = packed.to_bytes(_SUM, "big")
    if sha256(held[:56]).digest()[:8] != held[56:]:
        return None
    return Mark(held[:32], UUID(bytes=held[32:48]), int.from_bytes(held[48:56], "big", signed=True))
