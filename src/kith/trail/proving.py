"""
Proofs of some entries under the last checkpoint kept beside the trail, for what is given out.

Read by whoever gives: the texts are of entries that they see, everything else comes as leaves and roots. A proof that would not
lead to the root is not given: the trail is not what its checkpoint says then.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kith.trail.checkpoints import ACT_TEXT, MICROS, Place, Proof, at_of, micros_of
from kith.trail.tree_rules import BLOCK, climbed, leaf_of, path_of

LEAF = 32
"""Bytes of a leaf, and of a root."""
START: Place = (0, UUID(int=0))
"""A place before all others: 1970."""


@dataclass(frozen=True, slots=True)
class Under:
    """The checkpoint under which entries are proved: as it was written, its root, how many, and where each block ends."""

    written: Mapping[str, Any]
    count: int
    roots: Sequence[bytes]
    ends: Sequence[Place]

    @property
    def root(self) -> str:
        """The root over all its entries."""
        return str(self.written["root"])


@dataclass(frozen=True, slots=True)
class Proved:
    """One entry: its text, and its proof; None for one recorded after the checkpoint, or that is not what that says."""

    id: UUID
    text: str
    proof: Proof | None
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Proofs:
    """The entries in their order, and the checkpoint under which they are proved; None where there is none yet."""

    entries: Sequence[Proved]
    under: Under | None


def proofs_of(*, entry_ids: Collection[UUID]) -> Proofs:
    """Return the entries that the viewer sees among these, with their proofs. Two statements, three with a checkpoint."""
    told = _rows(
        f"select {MICROS}, e.id, {ACT_TEXT} from trail_entry e where e.id = any(%s::uuid[]) order by 1, 2",  # noqa: S608  (our own words)
        [list(entry_ids)],
    )
    under = _last()
    if under is None:
        return Proofs([Proved(key, text, None) for _micros, key, text in told], None)
    blocks = _blocks(under, {bisect_left(under.ends, (micros, key)) for micros, key, _text in told})
    return Proofs([_proved((micros, key), text, under, blocks) for micros, key, text in told], under)


def _last() -> Under | None:
    rows = _rows(
        "select content, number, blocks, ends_at, ends_id from trail_checkpoint order by number desc limit 1", []
    )
    if not rows:
        return None
    content, number, blocks, ends_at, ends_id = rows[0]
    roots = [bytes(blocks[at : at + LEAF]) for at in range(0, len(blocks), LEAF)]
    written = {name: value for name, value in json.loads(content).items() if name != "tally"}
    return Under(written, number, roots, [(micros_of(at), key) for at, key in zip(ends_at, ends_id, strict=True)])


def _blocks(under: Under, wanted: Collection[int]) -> dict[int, list[bytes]]:
    """Return the leaves of some blocks. One statement."""
    numbers = sorted(number for number in wanted if number < len(under.ends))
    after = [under.ends[number - 1] if number else START for number in numbers]
    until = [under.ends[number] for number in numbers]
    rows = _rows(
        "select pair, leaves from trail_leaves_between(%s::timestamptz[], %s::uuid[], %s::timestamptz[], %s::uuid[])",
        [*_halves(after), *_halves(until)],
    )
    return {
        numbers[pair - 1]: [bytes(leaves[at : at + LEAF]) for at in range(0, len(leaves), LEAF)]
        for pair, leaves in rows
    }


def _halves(places: Sequence[Place]) -> tuple[list[Any], list[UUID]]:
    return [at_of(micros) for micros, _key in places], [key for _micros, key in places]


def _proved(place: Place, text: str, under: Under, blocks: Mapping[int, Sequence[bytes]]) -> Proved:
    number = bisect_left(under.ends, place)
    if number == len(under.ends):
        return Proved(place[1], text, None, is_later=True)
    leaf, leaves = leaf_of(text), blocks.get(number, ())
    if leaf not in leaves:
        return Proved(place[1], text, None)
    at = leaves.index(leaf)
    path = [*path_of(at, leaves), *path_of(number, under.roots)]
    if climbed(leaf, path).hex() != under.root:
        return Proved(place[1], text, None)
    return Proved(place[1], text, Proof(text, number * BLOCK + at, under.count, path, under.root))


def _rows(text: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
