"""`kith trail`: checkpoints of the trail, what they say of it now, and the proof of one entry. Reads; changes nothing."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from kith.cli import Answer, Unusable, answers, progress, ready

if TYPE_CHECKING:
    from kith.trail.checkpoints import Checkpoint, Held, Told

NAMED = 50
"""How many of the entries that differ are named in words; --json has all."""


@click.group()
def command() -> None:
    """The trail: checkpoints to keep elsewhere, and what they say of it now."""


@command.command()
@click.option("--to", "path", type=click.Path(path_type=Path), help="The file to write it to; nothing is overwritten.")
@answers
def checkpoint(path: Path | None) -> Answer:
    """
    Make a checkpoint of the trail, to keep where nobody who runs this server can change it. Exit 1 when an earlier one fails.

    A small file: how many entries there are, up to which, and the root over them. Without --to it is printed with --json.
    """
    if path is not None and path.exists():
        raise Unusable(f"{path} exists already: a checkpoint is never overwritten, name another file.")
    if path is not None and not path.parent.is_dir():
        raise Unusable(f"{path.parent} is not a folder.")
    _reader()
    from kith.act.clock import now
    from kith.trail import checkpoints

    reading = checkpoints.Reading()
    held = checkpoints.held_against(
        checkpoints.kept(), _told(checkpoints.entries(until=checkpoints.settled_until())), reading=reading
    )
    made = reading.checkpoint(made_at=now())
    if made is None:
        raise click.ClickException("Nothing is on the trail yet.")
    checkpoints.keep(made, reading)
    body: dict[str, Any] = made.written()
    if path is not None:
        path.write_text(json.dumps(body) + "\n")
        body = {name: value for name, value in body.items() if name != "tally"} | {"file": str(path)}
    broken = [one for one in held if not one.is_sound]
    said = [f"{made.count} entries, the last recorded {made.until}", f"root {made.root}"]
    said.append(f"written to {path}: keep it elsewhere" if path else "print it with --json, or write it with --to FILE")
    said += [line for one in broken for line in _said(one)]
    return Answer(body | {"broken": [_body(one) for one in broken]}, "\n".join(said), sound=not broken)


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@answers
def verify(files: tuple[Path, ...]) -> Answer:
    """
    Hold the trail against checkpoints in FILES, and those kept beside it. Exit 1 when an entry was altered, removed or inserted.

    Each is named by its number in the order of recording. What came after the last checkpoint is not covered.
    """
    given = [_checkpoint(path) for path in files]
    _reader()
    from kith.trail import checkpoints

    reading = checkpoints.Reading()
    held = checkpoints.held_against([*given, *checkpoints.kept()], _told(checkpoints.entries()), reading=reading)
    total = reading.tree.count
    covered = max((one.count for one in held), default=0)
    lines = [line for one in held for line in _said(one)]
    lines.append(f"{total} entries on the trail, {total - covered} of them after the last checkpoint")
    if not given:
        lines.append(
            "No checkpoint from elsewhere was given: what was changed together with those kept here is not seen."
        )
    body = {"entries": total, "after_last": total - covered, "given": len(given), "rows": [_body(one) for one in held]}
    return Answer(body, "\n".join(lines), sound=all(one.is_sound for one in held))


@command.command()
@click.argument("entry", metavar="ID")
@click.option(
    "--checkpoint", "path", type=click.Path(path_type=Path), help="Under this one; else under the last kept here."
)
@answers
def prove(entry: str, path: Path | None) -> Answer:
    """
    Prove that the entry ID of the trail stands under a checkpoint: its text, and the path from it to the root.

    docs/serving.md has the ten lines that check it without Kith. Exit 1 when it does not stand there.
    """
    try:
        key = UUID(entry)
    except ValueError as wrong:
        raise Unusable(f"{entry} is not the id of an entry.") from wrong
    given = _checkpoint(path) if path else None
    _reader()
    from kith.trail import checkpoints

    kept = [given] if given else checkpoints.kept()
    if not kept:
        raise Unusable("No checkpoint was made yet: kith trail checkpoint makes one.")
    under = kept[-1]
    proof = checkpoints.proof_of(key, _told(checkpoints.entries()), last=under.last)
    if proof is None:
        said = f"no entry {key} stands on the trail up to {under.until}, the last of the checkpoint"
        return Answer({"id": str(key), "proved": False, "why": said}, said, sound=False)
    if proof.root != under.root:
        said = f"the trail is not what the checkpoint says: kith trail verify {under.source if given else ''}".strip()
        return Answer({"id": str(key), "proved": False, "why": said}, said, sound=False)
    steps = [f"{side} {node.hex()}" for side, node in proof.path]
    lines = [proof.text, f"entry {proof.index + 1} of {proof.count}, recorded up to {under.until}", *steps]
    return Answer({"id": str(key), "proved": True, **proof.written()}, "\n".join([*lines, f"root {proof.root}"]))


def _reader() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kith.config.reader"
    ready()


def _told(entries: "Iterator[Told]") -> "Iterator[Told]":
    from kith.trail.checkpoints import number_of_entries

    return progress(entries, of="entries", total=number_of_entries() or None)


def _checkpoint(path: Path) -> "Checkpoint":
    from kith.trail.checkpoints import read_checkpoint

    try:
        return read_checkpoint(path.read_text(), source=str(path))
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unusable(f"{path} cannot be read.") from wrong
    except ValueError as wrong:
        raise Unusable(f"{wrong}.") from wrong


def _said(one: "Held") -> list[str]:
    name = f"checkpoint of {one.checkpoint.made_at} ({one.checkpoint.source})"
    if one.is_sound:
        return [f"{name}: holds, {one.count} entries up to {one.checkpoint.until}"]
    lines = [f"{name}: DOES NOT HOLD, {one.checkpoint.count} entries then, {one.count} now"]
    for found in one.findings[:NAMED]:
        was = f", was {found.was_at}" if found.was_at else ""
        lines.append(f"  {found.what}: entry {found.number}, {found.id}, recorded {found.recorded_at}{was}")
    if len(one.findings) > NAMED or not one.is_whole:
        lines.append("  and more" if one.findings else "  more than can be named")
    return lines


def _body(one: "Held") -> dict[str, Any]:
    found = [
        {"what": each.what, "id": str(each.id), "number": each.number, "recorded_at": each.recorded_at}
        | ({"was_at": each.was_at} if each.was_at else {})
        for each in one.findings
    ]
    mark = one.checkpoint
    return {
        "source": mark.source, "made_at": mark.made_at, "until": mark.until, "count": mark.count, "now": one.count,
        "holds": one.is_sound, "findings": found, "all_named": one.is_whole,
    }  # fmt: skip
