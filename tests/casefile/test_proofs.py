"""What is given out of a case file proves its entries under a checkpoint kept elsewhere, by a script that needs no Kith."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import psycopg

from builders import AT, ATeam, Someone, a_member, a_person, a_team, an_act, an_action, with_key
from doctor_world import connected_as, url_as
from kith.act.clock import now
from kith.casefile import operations, queries
from kith.database.templates import Clone
from kith.trail.checkpoints import Reading, entries, keep
from kith.trail.tree_rules import BLOCK

from .test_operations import LATER, a_file

BEFORE = """
insert into trail_entry (id, happened_at, recorded_at, account_id, role, purpose, channel, command, outcome, reason, person_ids,
                         thing_kind, key, detail)
select md5(n::text)::uuid, at, at, null, 'nurse', 'care', 'page', 'action.add', 'done', '', '{}', '', '', '{}'
  from (select n, timestamptz '2020-01-01Z' + n * interval '1 second' as at from generate_series(1, %s) n) t
"""


def checkpoint(path: Path) -> None:
    """Make a checkpoint of all there is, keep it, and write it to a file elsewhere."""
    with connected_as("backup"):
        reading = Reading()
        for one in entries():
            reading.take(one)
        made = reading.checkpoint(made_at=now())
        assert made is not None
        keep(made, reading)
        path.write_text(json.dumps(made.written()))


def given(team: ATeam, file_id: UUID, second: Someone) -> dict[str, bytes]:
    """Return the files that are given out of a case file."""
    with an_act(team.lead, LATER) as act:
        export_id = operations.ask_export(act=with_key(act), file_id=file_id, to_whom="HM Coroner", reason="summons 4")
    with an_act(second, LATER) as act:
        operations.approve_export(act=with_key(act), export_id=export_id)
    with an_act(second, LATER):
        folder = ZipFile(BytesIO(queries.given(export_id=export_id)))
    return {name: folder.read(name) for name in folder.namelist()}


def checked(folder: Path, kept: Path) -> subprocess.CompletedProcess[str]:
    """Run the script of the folder."""
    return subprocess.run([sys.executable, "check.py", str(kept)], cwd=folder, capture_output=True, text=True)


def test_the_folder_names_its_checkpoint_and_proves_its_entries_without_kith(
    fresh_database: Clone, tmp_path: Path
) -> None:
    team = a_team()
    second, doris = a_member(team, "Joy Second", "clinical-supervisor"), a_person(team, "Doris Pettigrew")
    an_action(team, doris, "Ring the pharmacy")
    file_id, kept, folder = a_file(team, doris), tmp_path / "kept.json", tmp_path / "folder"
    folder.mkdir()
    files = given(team, file_id, second)
    assert json.loads(files["trail.json"])["checkpoint"] is None
    assert b"No checkpoint of the trail had been made" in files["case-file.html"]
    with psycopg.connect(url_as("super", fresh_database.name), autocommit=True) as behind:
        behind.execute("set session_replication_role = replica")
        behind.execute(BEFORE % (BLOCK + 500))
    checkpoint(kept)
    an_action(team, doris, "After the checkpoint", AT)
    files = given(team, file_id, second)
    trail: dict[str, Any] = json.loads(files["trail.json"])
    assert trail["checkpoint"]["root"] == json.loads(kept.read_text())["root"]
    assert trail["checkpoint"]["root"].encode() in files["case-file.html"]
    unproved = [one["not_proved"] for one in trail["entries"] if not one["proof"]]
    assert unproved == ["it was recorded after the checkpoint"]
    assert len(trail["entries"]) == 3 and all(one["proof"]["index"] > BLOCK for one in trail["entries"] if one["proof"])
    for name, content in files.items():
        (folder / name).write_bytes(content)
    run = checked(folder, kept)
    assert (run.returncode, run.stdout) == (0, f"{len(trail['entries']) - 1} entries hold\n"), run.stderr
    (folder / "trail.json").write_bytes(files["trail.json"].replace(b"action.add", b"action.ask"))
    assert checked(folder, kept).returncode == 1, "control: what was altered in the folder does not hold"
    with psycopg.connect(url_as("super", fresh_database.name), autocommit=True) as behind:
        behind.execute("set session_replication_role = replica")
        behind.execute("update trail_entry set reason = '' || reason, key = 'x' where id = md5('3')::uuid")
        behind.execute("update trail_entry set key = 'another' where command = 'action.add' and thing_id is not null")
    trail = json.loads(given(team, file_id, second)["trail.json"])
    assert {one["not_proved"] for one in trail["entries"] if not one["proof"]} >= {
        "the trail is not what the checkpoint says: kith trail verify"
    }, "an entry altered meanwhile gets no proof"
