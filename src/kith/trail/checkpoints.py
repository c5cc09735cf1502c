"""
Checkpoints of the trail: made, kept elsewhere, and held against the trail again.

The entries stand in one order: by when they were recorded, then by id, acts and looks together. A checkpoint says how many
there were up to one of them, the root of the Merkle tree over them, and their tally. It is made by reading, without a lock:
only up to a moment before which nobody adds any more. Whoever changes the trail behind its back can change all that a server
holds, but not a checkpoint kept elsewhere (promise P9, docs/adr/0004). Read with the role that sees everything.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kith.trail.tally_rules import Difference, Mark, Tally, difference, read
from kith.trail.tree_rules import BLOCK, Step, Tree, leaf_of, path_of

WHAT = "checkpoint of the trail of Kith"
FORM = 1
"""Which text of an entry a leaf is made of: a trail with more columns gets the next number, and older checkpoints hold."""
CHUNK = 2_000
"""Entries fetched at a time."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Place = tuple[int, UUID]
"""Where an entry stands in the order: microseconds since 1970 at which it was recorded, and its id."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as it is read: where it stands, and the text of which its leaf is made."""

    micros: int
    id: UUID
    text: str

    @property
    def place(self) -> Place:
        """Where it stands in the order."""
        return self.micros, self.id


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many entries there were up to the last one, the root over them, and their tally. `source`: the file it came from."""

    made_at: str
    first: Place
    last: Place
    count: int
    root: str
    tally: str
    source: str = ""

    def written(self) -> dict[str, Any]:
        """Return it as plain values, for a file."""
        return {
            "what": WHAT, "form": FORM, "made_at": self.made_at, "count": self.count, "root": self.root,
            "first": _ends(self.first), "last": _ends(self.last), "tally": self.tally,
        }  # fmt: skip

    @property
    def until(self) -> str:
        """When its last entry was recorded, in UTC."""
        return moment_of(self.last[0])


def read_checkpoint(text: str, *, source: str = "") -> Checkpoint:
    """Return a checkpoint from the text of its file. Raises ValueError, with a sentence, for what is none."""
    none = f"{source or 'this'} is no checkpoint of the trail"
    try:
        held = json.loads(text)
        form = held["what"], held["form"]
        read(held["tally"])
        first, last = _place(held["first"]), _place(held["last"])
        found = Checkpoint(held["made_at"], first, last, int(held["count"]), str(held["root"]), held["tally"], source)
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(none) from wrong
    if form != (WHAT, FORM):
        raise ValueError(none)
    return found


def moment_of(micros: int) -> str:
    """Return microseconds since 1970 as a moment in UTC."""
    return (EPOCH + timedelta(microseconds=micros)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def micros_of(at: datetime) -> int:
    """Return a moment in microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def at_of(micros: int) -> datetime:
    """Return microseconds since 1970 as a moment."""
    return EPOCH + timedelta(microseconds=micros)


def _ends(place: Place) -> dict[str, str]:
    return {"recorded_at": moment_of(place[0]), "id": str(place[1])}


def _place(held: dict[str, str]) -> Place:
    return micros_of(datetime.fromisoformat(held["recorded_at"])), UUID(held["id"])


# Reading


def entries(*, until: datetime | None = None) -> Iterator[Told]:
    """
    Yield what stands on the trail, in its order, before a moment (excluded; None: to the end), a few thousand at a time.

    One statement, in one transaction; the rows are sorted by the server, on its disk where they are many.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(f"{_TOLD} order by 1, 2", {"until": until})
        while rows := cursor.fetchmany(CHUNK):
            for micros, key, text in rows:
                yield Told(micros, key, text)


def settled_until() -> datetime:
    """Return the moment before which nobody adds to the trail any more: all that was at work then has ended. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_settled_until()")
        found: datetime = cursor.fetchone()[0]
    return found


def number_of_entries() -> int:
    """Return about how many entries there are, as the server estimates: for a progress bar. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint from pg_class c where c.relkind = 'r'"
            " and (c.relname = 'trail_entry' or c.relname like 'trail\\_look\\_%')"
        )
        return int(cursor.fetchone()[0])


# Making


@dataclass(slots=True)
class Reading:
    """What was read so far: the tree, the tally, the first and the last place, and where each whole block ends."""

    tree: Tree = field(default_factory=Tree)
    tally: Tally = field(default_factory=Tally)
    first: Place | None = None
    last: Place | None = None
    ends: list[Place] = field(default_factory=list)

    def take(self, one: Told) -> bytes:
        """Take one entry more; return its leaf."""
        leaf = leaf_of(one.text)
        self.tree.grow(leaf)
        self.tally.take(Mark(leaf, one.id, one.micros))
        self.first, self.last = self.first or one.place, one.place
        if self.tree.count % BLOCK == 0:
            self.ends.append(one.place)
        return leaf

    def checkpoint(self, *, made_at: datetime) -> Checkpoint | None:
        """Return the checkpoint of what was read; None where there was nothing."""
        if self.first is None or self.last is None:
            return None
        return Checkpoint(
            moment_of(micros_of(made_at)),
            self.first,
            self.last,
            self.tree.count,
            self.tree.root.hex(),
            self.tally.written(),
        )


# Holding against


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One entry that is not what a checkpoint says: 'altered', 'removed', 'inserted' or 'moved', its number in the order (from 1;
    of what was removed: the one it had), and when it was recorded; `was_at`: where it stood, of what was moved.
    """

    what: str
    id: UUID
    number: int
    recorded_at: str
    was_at: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint held against the trail: how many entries stand there now, and what differs. `is_whole`: all is named."""

    checkpoint: Checkpoint
    count: int
    is_sound: bool
    findings: Sequence[Finding] = ()
    is_whole: bool = True


def held_against(
    checkpoints: Sequence[Checkpoint], told: Iterator[Told], *, reading: Reading | None = None
) -> list[Held]:
    """
    Return how each checkpoint stands against the entries, in the order of what they cover; all entries are read once.

    `reading` takes in what was read, for a checkpoint to make. What differs is looked up afterwards, by one reading more.
    """
    reading = reading or Reading()
    order = sorted(checkpoints, key=lambda one: one.last)
    seen: list[tuple[Checkpoint, int, str, Tally]] = []
    for one in told:
        while len(seen) < len(order) and order[len(seen)].last < one.place:
            seen.append(_as_read(order[len(seen)], reading))
        reading.take(one)
    while len(seen) < len(order):
        seen.append(_as_read(order[len(seen)], reading))
    return [_held(*one) for one in seen]


def _as_read(one: Checkpoint, reading: Reading) -> tuple[Checkpoint, int, str, Tally]:
    return one, reading.tree.count, reading.tree.root.hex(), reading.tally.copy()


def _held(one: Checkpoint, count: int, root: str, tally: Tally) -> Held:
    if root == one.root and count == one.count:
        return Held(one, count, is_sound=True)
    found = difference(read(one.tally), tally)
    findings = _findings(found)
    return Held(one, count, is_sound=False, findings=findings, is_whole=found.is_whole and bool(findings))


def _findings(found: Difference) -> list[Finding]:
    """Return what differs, in order of place: an entry on both sides was altered or moved, else it was removed or inserted."""
    was, now = {one.id: one for one in found.first}, {one.id: one for one in found.second}
    elsewhere = _stand_at(list(was.keys() - now.keys()))
    places = {key: ((now.get(key) or was[key]).micros, key) for key in was.keys() | now.keys()}
    numbers = _numbers(sorted(places.values()))
    made = []
    for key, place in sorted(places.items(), key=lambda item: item[1]):
        old, new = was.get(key), now[key].micros if key in now else elsewhere.get(key)
        what = "inserted" if old is None else "removed" if new is None else "altered" if new == old.micros else "moved"
        at = new if new is not None else place[0]
        made.append(
            Finding(what, key, numbers[place], moment_of(at), moment_of(old.micros) if old and what == "moved" else "")
        )
    return made


def _numbers(places: Sequence[Place]) -> dict[Place, int]:
    """Return the number in the order of each of these places: how many entries stand before it, and one. One reading."""
    before = [0] * (len(places) + 1)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_PLACES)
        while rows := cursor.fetchmany(CHUNK):
            for micros, key in rows:
                before[bisect_right(places, (micros, key))] += 1
    numbers, total = {}, 0
    for n, place in enumerate(places):
        total += before[n]
        numbers[place] = total + 1
    return numbers


def _stand_at(keys: Sequence[UUID]) -> dict[UUID, int]:
    """Return when entries are recorded now, by id; those that are not there are left out. At most one statement."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"select id, micros from ({_PLACES}) p where id = any(%s::uuid[])", [list(keys)])  # noqa: S608  (our own words)
        return dict(cursor.fetchall())


# Proving


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry stands under a root: its text, its index (from 0) of how many, and the path from its leaf to the root."""

    text: str
    index: int
    count: int
    path: Sequence[Step]
    root: str

    def written(self) -> dict[str, Any]:
        """Return it as plain values: with them and SHA-256 anybody can check it."""
        steps = [[side, node.hex()] for side, node in self.path]
        return {"entry": self.text, "index": self.index, "count": self.count, "path": steps, "root": self.root}


def proof_of(key: UUID, told: Iterator[Told], *, last: Place) -> Proof | None:
    """Return the proof of an entry under the root over all up to a place (included); None where it is not among them."""
    tree, found, block = Tree(), None, list[bytes]()
    for one in told:
        if one.place > last:
            break
        if one.id == key:
            found = (tree.count, one.text)
        leaf = leaf_of(one.text)
        if found and not block and len(tree.rest) == BLOCK - 1:
            block = [*tree.rest, leaf]
        tree.grow(leaf)
    if found is None:
        return None
    index, text = found
    path = [*path_of(index % BLOCK, block or tree.rest), *path_of(index // BLOCK, tree.roots)]
    return Proof(text, index, tree.count, path, tree.root.hex())


# Kept beside the trail, for what is given out


def keep(one: Checkpoint, reading: Reading) -> None:
    """Keep a checkpoint just made beside the trail, once. One statement, as the role that reads everything."""
    ends = [*reading.ends, one.last] if reading.tree.rest else reading.ends
    with connection.cursor() as cursor:
        cursor.execute(
            "select trail_keep_checkpoint(%s, %s, %s, %s, %s, %s::timestamptz[], %s::uuid[], %s)",
            [
                bytes.fromhex(one.root), one.count, at_of(one.last[0]), one.last[1], b"".join(reading.tree.roots),
                [at_of(micros) for micros, _id in ends], [key for _micros, key in ends], json.dumps(one.written()),
            ],
        )  # fmt: skip


def kept() -> list[Checkpoint]:
    """Return the checkpoints kept beside the trail, the oldest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select content from trail_checkpoint order by number")
        return [read_checkpoint(row[0], source="kept here") for row in cursor.fetchall()]


# The texts of which leaves are made (form 1): the definer's function has them too, and a test holds the two together

_UTC = "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
ACT_TEXT = (
    "jsonb_build_object('form', 1, 'kind', 'act', 'id', e.id, 'happened_at', {happened}, 'recorded_at', {recorded},"
    " 'account_id', e.account_id, 'role', e.role, 'purpose', e.purpose, 'channel', e.channel, 'command', e.command,"
    " 'outcome', e.outcome, 'reason', e.reason, 'team_id', e.team_id, 'person_ids', e.person_ids,"
    " 'thing_kind', e.thing_kind, 'thing_id', e.thing_id, 'key', e.key, 'detail', e.detail)::text"
).format(happened=_UTC.format("e.happened_at"), recorded=_UTC.format("e.recorded_at"))
LOOK_TEXT = (
    "jsonb_build_object('form', 1, 'kind', 'look', 'id', l.id, 'happened_at', {happened}, 'recorded_at', {recorded},"
    " 'account_id', l.account_id, 'role', l.role, 'purpose', l.purpose, 'look', l.kind, 'route', l.route,"
    " 'team_id', l.team_id, 'person_ids', l.person_ids, 'restricted_ids', l.restricted_ids)::text"
).format(happened=_UTC.format("l.happened_at"), recorded=_UTC.format("l.recorded_at"))
MICROS = "(extract(epoch from recorded_at) * 1000000)::bigint as micros"
_UNTIL = "(%(until)s::timestamptz is null or recorded_at < %(until)s)"
_TOLD = (
    f"select {MICROS}, id, {ACT_TEXT} as said from trail_entry e where {_UNTIL}"  # noqa: S608  (our own words)
    f" union all select {MICROS}, id, {LOOK_TEXT} from trail_look l where {_UNTIL}"
)
_PLACES = f"select {MICROS}, id from trail_entry union all select {MICROS}, id from trail_look"  # noqa: S608  (our own words)
