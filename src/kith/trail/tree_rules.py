"""
The Merkle tree over the trail: what an entry's leaf is, what the root over them is, and the path from one to the other.

Shape and domain separation as RFC 6962, section 2.1: a leaf is SHA-256 of a zero byte and the entry's text, a node of a one
byte and its two children; the left child of n leaves holds the largest power of two below n. Whoever has an entry's text, its
path and a root needs nothing of Kith to see that the entry stood under that root.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

BLOCK = 1024
"""Leaves of one block: a whole subtree, since it is a power of two. A root needs the blocks alone, a path one block's leaves."""

Side = Literal["left", "right"]
Step = tuple[Side, bytes]
"""One step of a path: on which side of what is known so far the other node stands, and that node."""


def leaf_of(text: str) -> bytes:
    """Return the leaf of an entry's text, 32 bytes."""
    return sha256(b"\0" + text.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the node over two nodes, 32 bytes."""
    return sha256(b"\1" + left + right).digest()


def root_of(nodes: Sequence[bytes]) -> bytes:
    """Return the root over leaves, or over whole blocks of leaves in a row (the last may be smaller). Of none: of no bytes."""
    if not nodes:
        return sha256(b"").digest()
    if len(nodes) == 1:
        return nodes[0]
    split = _split(len(nodes))
    return node_of(root_of(nodes[:split]), root_of(nodes[split:]))


def path_of(index: int, nodes: Sequence[bytes]) -> list[Step]:
    """Return the way from a node (counted from 0) up to the root over these, lowest step first; empty for one alone."""
    if len(nodes) <= 1:
        return []
    split = _split(len(nodes))
    if index < split:
        return [*path_of(index, nodes[:split]), ("right", root_of(nodes[split:]))]
    return [*path_of(index - split, nodes[split:]), ("left", root_of(nodes[:split]))]


def climbed(leaf: bytes, path: Iterable[Step]) -> bytes:
    """Return the root to which a path leads from a leaf."""
    for side, other in path:
        leaf = node_of(other, leaf) if side == "left" else node_of(leaf, other)
    return leaf


def _split(number: int) -> int:
    """Return the largest power of two below a number above 1."""
    return 1 << ((number - 1).bit_length() - 1)


@dataclass(slots=True)
class Tree:
    """A tree that grows leaf by leaf; it holds the roots of whole blocks and the leaves since: 32 bytes for 1,024 leaves."""

    blocks: list[bytes] = field(default_factory=list)
    rest: list[bytes] = field(default_factory=list)

    def grow(self, leaf: bytes) -> None:
        """Take one leaf more."""
        self.rest.append(leaf)
        if len(self.rest) == BLOCK:
            self.blocks.append(root_of(self.rest))
            self.rest = []

    @property
    def count(self) -> int:
        """How many leaves it has."""
        return len(self.blocks) * BLOCK + len(self.rest)

    @property
    def roots(self) -> list[bytes]:
        """The roots of its blocks, of the one that is not whole too."""
        return [*self.blocks, root_of(self.rest)] if self.rest else list(self.blocks)

    @property
    def root(self) -> bytes:
        """The root over all leaves."""
        return root_of(self.roots)
