"""
Whoever alters the trail behind Kith's back, with all rights and triggers off, is found out by a checkpoint kept elsewhere.

Controls: without a checkpoint, or after the last entry of one, the same alteration cannot be seen.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from cloning import using
from doctor_world import connected_as, connected_as_superuser, url_as
from kith import cli
from kith.database.templates import Clone, clone, drop
from kith.trail.checkpoints import (
    Checkpoint,
    Held,
    Place,
    Reading,
    at_of,
    entries,
    held_against,
    proof_of,
    read_checkpoint,
    settled_until,
)
from kith.trail.tree_rules import BLOCK, climbed, leaf_of

NUMBER = 2 * BLOCK + 300
"""Entries on the trail: acts but for each seventh, which is a look."""
FILL = """
insert into trail_entry (id, happened_at, recorded_at, account_id, role, purpose, channel, command, outcome, reason, person_ids,
                         thing_kind, key, detail)
select md5(n::text)::uuid, at, at, md5('who')::uuid, 'nurse', 'care', 'page', 'action.add', 'done', '', array[md5('p' || n)::uuid],
       'action', '', jsonb_build_object('n', n, 'why', 'ä "quoted" \\ 1.50')
  from (select n, timestamptz '2026-06-01 08:00Z' + n * {step} as at from generate_series(1, {number}) n where n % 7 <> 0) t;
insert into trail_look (id, happened_at, recorded_at, account_id, role, purpose, kind, route, person_ids)
select md5(n::text)::uuid, at, at, md5('who')::uuid, 'nurse', 'care', 'open', 'person', array[md5('p' || n)::uuid]
  from (select n, timestamptz '2026-06-01 08:00Z' + n * {step} as at from generate_series(1, {number}) n where n % 7 = 0) t;
"""


def key_of(number: int) -> str:
    """Return the id of an entry by its number."""
    with connection.cursor() as cursor:
        cursor.execute("select md5(%s::text)::uuid::text", [number])
        return str(cursor.fetchone()[0])


@contextmanager
def filled_with(number: int, template: str) -> Iterator[Clone]:
    """Give a database with a trail of so many entries and no past."""
    copy = clone(template)
    try:
        with psycopg.connect(url_as("super", copy.name), autocommit=True) as behind:
            behind.execute("set session_replication_role = replica")
            behind.execute("delete from trail_entry")
            step = "interval '1 minute'" if number == NUMBER else "interval '1 second'"
            behind.execute(FILL.replace("{number}", str(number)).replace("{step}", step))
            behind.execute("analyze trail_entry")
        with using(copy):
            yield copy
    finally:
        drop(copy)


@pytest.fixture(scope="module")
def long_trail(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Clone]:
    """A database with a trail of a few thousand entries."""
    with django_db_blocker.unblock(), filled_with(NUMBER, template) as copy:
        yield copy


@pytest.fixture
def behind(long_trail: Clone) -> Iterator[None]:
    """All rights over it, and triggers off; everything is rolled back."""
    with connected_as_superuser(), transaction.atomic():
        run("set local session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def run(statement: str) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def made(until: datetime | None = None) -> Checkpoint:
    """Return a checkpoint of what stands there, as it is read back from its file."""
    reading = Reading()
    assert held_against([], entries(until=until), reading=reading) == []
    found = reading.checkpoint(made_at=datetime(2026, 6, 8, tzinfo=UTC))
    assert found is not None
    return read_checkpoint(json.dumps(found.written()))


def held(*checkpoints: Checkpoint) -> list[Held]:
    """Return how checkpoints stand."""
    return held_against(checkpoints, entries())


FORGED = "md5('forged')::uuid"
ATTACKS = {
    "a word is altered": ("update trail_entry set command = 'action.drop' where id = '{709}'", 709, [("altered", 709)]),
    "a look is altered": ("update trail_look set person_ids = array[id] where id = '{700}'", 700, [("altered", 700)]),
    "one is removed": ("delete from trail_entry where id = '{1500}'", 1500, [("removed", 1500)]),
    "the first is removed": ("delete from trail_entry where id = '{1}'", 1, [("removed", 1)]),
    "the last is removed": ("delete from trail_entry where id = '{2348}'", 2348, [("removed", 2348)]),
    "one is inserted": (
        "insert into trail_entry select (jsonb_populate_record(e, jsonb_build_object('id', {forged}, 'recorded_at',"
        " e.recorded_at + interval '1 second'))).* from trail_entry e where id = '{100}'",
        0,
        [("inserted", 101)],
    ),
    "one is put later": (
        "update trail_entry set recorded_at = recorded_at + interval '150 seconds' where id = '{1200}'",
        1200,
        [("moved", 1202)],
    ),
    "one is put after the checkpoint": (
        "update trail_entry set recorded_at = now() where id = '{1200}'", 1200, [("moved", 1200)],
    ),
    "two change places": (
        "update trail_entry e set recorded_at = o.recorded_at from trail_entry o"
        " where (e.id, o.id) in (('{10}', '{11}'), ('{11}', '{10}'))",
        11,
        [("moved", 10), ("moved", 11)],
    ),
}  # fmt: skip


def filled(statement: str) -> str:
    """Return a statement with the ids of entries in the place of their numbers."""
    named = statement.replace("{forged}", FORGED)
    return re.sub(r"\{(\d+)\}", lambda found: key_of(int(found[1])), named)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_entry_altered_removed_inserted_or_moved_behind_kith_is_named(behind: None, attack: str) -> None:
    statement, number, expected = ATTACKS[attack]
    before = made()
    assert [one.is_sound for one in held(before)] == [True]
    run(filled(statement))
    [found] = held(before)
    assert not found.is_sound and found.is_whole
    assert [(one.what, one.number) for one in found.findings] == expected
    if number:
        assert str(found.findings[0].id) == key_of(number)
    assert [one.is_sound for one in held(made())] == [True], "control: a checkpoint made afterwards sees nothing"


def test_what_comes_after_a_checkpoint_is_not_covered_by_it(behind: None) -> None:
    before = made(until=datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert before.count == 59
    run(filled("delete from trail_entry where id = '{60}'"))
    assert [(one.is_sound, one.count) for one in held(before)] == [(True, 59)]
    run(filled("delete from trail_entry where id = '{59}'"))
    assert [(one.is_sound, one.count) for one in held(before)] == [(False, 58)]


def test_all_checkpoints_are_held_against_the_trail_in_one_reading(behind: None) -> None:
    early, late = made(until=datetime(2026, 6, 1, 12, tzinfo=UTC)), made()
    run(filled("update trail_entry set role = 'gp' where id = '{600}'"))
    assert [(one.checkpoint.count, one.is_sound) for one in held(late, early)] == [(239, True), (NUMBER, False)]


def test_more_than_can_be_named_is_still_not_sound(behind: None) -> None:
    before = made()
    run("delete from trail_entry where recorded_at > timestamptz '2026-06-01 20:00Z'")
    [found] = held(before)
    assert (found.is_sound, found.is_whole, found.checkpoint.count) == (False, False, NUMBER)


@pytest.mark.parametrize("number", [1, 7, BLOCK, BLOCK + 1, NUMBER])
def test_the_proof_of_an_entry_leads_to_the_root_of_its_checkpoint(behind: None, number: int) -> None:
    under = made()
    proof = proof_of(UUID(key_of(number)), entries(), last=under.last)
    assert proof is not None
    assert (proof.index, proof.count, proof.root) == (number - 1, NUMBER, under.root)
    assert climbed(leaf_of(proof.text), proof.path).hex() == under.root
    assert climbed(leaf_of(proof.text.replace("nurse", "gp")), proof.path).hex() != under.root
    assert json.loads(proof.text)["id"] == key_of(number)


def test_the_database_makes_the_same_leaves_without_a_word(behind: None) -> None:
    told = list(entries())
    start: Place = (0, UUID(int=0))
    ends = [(start, told[BLOCK - 1].place), (told[2 * BLOCK - 1].place, told[-1].place)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select pair, leaves from trail_leaves_between(%s::timestamptz[], %s::uuid[], %s::timestamptz[], %s::uuid[])"
            " order by pair",
            [
                [at_of(a[0]) for a, _ in ends], [a[1] for a, _ in ends],
                [at_of(b[0]) for _, b in ends], [b[1] for _, b in ends],
            ],
        )  # fmt: skip
        found = [bytes(leaves) for _pair, leaves in cursor.fetchall()]
    wanted = [told[:BLOCK], told[2 * BLOCK :]]
    assert found == [b"".join(leaf_of(one.text) for one in some) for some in wanted]


def test_who_is_still_at_work_is_waited_for(long_trail: Clone) -> None:
    with psycopg.connect(long_trail.environment["DATABASE_URL"]) as at_work:
        began = at_work.execute("select now()").fetchone()
        assert began is not None
        assert settled_until() <= began[0]
        at_work.rollback()
        # the control: once it has ended, what it wrote is within
        assert settled_until() > began[0] - timedelta(seconds=1)


def kith(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, Any]:
    """Run a command; return its exit code and what it printed as JSON, or the line it gave."""
    monkeypatch.setattr("sys.argv", ["kith", "trail", *arguments, "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), json.loads(said.out) if said.out else said.err


def test_the_command_makes_a_checkpoint_finds_what_was_altered_and_proves_by_ten_lines(
    long_trail: Clone, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    file, key = tmp_path / "checkpoint.json", str(UUID("c4ca4238a0b923820dcc509a6f75849b"))  # md5 of 1
    with connected_as("backup"):
        assert kith(capsys, monkeypatch, "prove", key)[0] == 2, "nothing to prove it under"
        code, said = kith(capsys, monkeypatch, "checkpoint", "--to", str(file))
        assert (code, said["count"], said["broken"], said["file"]) == (0, NUMBER, [], str(file))
        assert file.stat().st_size < 40_000
        assert kith(capsys, monkeypatch, "checkpoint", "--to", str(file))[0] == 2
        code, said = kith(capsys, monkeypatch, "verify", str(file))
        assert (code, said["entries"], said["after_last"], [one["holds"] for one in said["rows"]]) == (
            0,
            NUMBER,
            0,
            [True] * 2,
        )
        code, proof = kith(capsys, monkeypatch, "prove", key)
        assert (code, proof["proved"], proof["root"]) == (0, True, json.loads(file.read_text())["root"])
        assert checked(proof, file, tmp_path) == "holds\n"
        assert checked(proof | {"entry": proof["entry"].replace("nurse", "gp")}, file, tmp_path) == "does not hold\n"
        code, said = kith(capsys, monkeypatch, "prove", str(UUID(int=7)))
        assert (code, said["proved"]) == (1, False)
    with psycopg.connect(url_as("super", long_trail.name)) as attacker:
        attacker.execute("set session_replication_role = replica")
        attacker.execute("update trail_entry set account_id = md5('another')::uuid where id = %s", [key])
        attacker.execute("delete from trail_checkpoint")
    with connected_as("backup"):
        assert kith(capsys, monkeypatch, "verify")[0] == 0, "control: with none from elsewhere it cannot be seen"
        code, said = kith(capsys, monkeypatch, "verify", str(file))
        assert (code, said["rows"][0]["holds"], said["rows"][0]["all_named"]) == (1, False, True)
        assert [(one["what"], one["number"], one["id"]) for one in said["rows"][0]["findings"]] == [("altered", 1, key)]
        assert kith(capsys, monkeypatch, "prove", key, "--checkpoint", str(file))[0] == 1
        (tmp_path / "other.json").write_text("{}")
        code, line = kith(capsys, monkeypatch, "verify", str(tmp_path / "other.json"))
        assert (code, line) == (2, f"kith trail verify: {tmp_path}/other.json is no checkpoint of the trail.\n")


def checked(proof: dict[str, Any], checkpoint: Path, folder: Path) -> str:
    """Return what the ten lines of docs/serving.md say of a proof."""
    lines = re.search(r"```python\n(.*?)```", Path("docs/serving.md").read_text(), re.DOTALL)
    assert lines is not None and len(lines[1].splitlines()) <= 10
    (folder / "proof.json").write_text(json.dumps(proof))
    arguments = [sys.executable, "-c", lines[1], str(folder / "proof.json"), str(checkpoint)]
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout


def test_a_checkpoint_of_another_form_is_none(behind: None) -> None:
    held_back = made().written() | {"form": 2}
    with pytest.raises(ValueError, match="no checkpoint"):
        read_checkpoint(json.dumps(held_back))
    assert replace(made(), source="x").until == "2026-06-02T23:08:00.000000Z"


@pytest.mark.nightly  # a minute or two, most of it the making of the rows
def test_a_million_entries_are_read_with_the_memory_of_a_few_thousand(
    template: str, django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> None:
    most = []
    for number in (5_000, 1_000_000):
        with django_db_blocker.unblock(), filled_with(number, template) as copy:
            file = tmp_path / f"{number}.json"
            arguments = [sys.executable, "-c", MEASURED, "trail", "checkpoint", "--to", str(file), "--json"]
            environment = {**os.environ, **copy.environment, "DATABASE_BACKUP_URL": url_as("backup", copy.name)}
            said = subprocess.run(arguments, capture_output=True, text=True, env=environment)
            assert said.returncode == 0, said.stderr
            assert json.loads(said.stdout)["count"] == number
            most.append(int(said.stderr.split()[-1]))
            assert file.stat().st_size < 40_000
    assert most[1] - most[0] < 20_000, f"kB at most: {most}"


MEASURED = """
import atexit, resource, sys
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
from kith.cli import main
main()
"""
