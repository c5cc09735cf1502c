"""Each count of `kith doctor` is proved by a planted violation, which raises it by exactly one and nothing else."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

import psycopg
import pytest

from builders import AT
from doctor_world import Broken, copy_of, drop_as_superuser, url_as
from kith.config.settings import PACKAGES
from plants import NOWHERE, PLANTS, ROWS_WITHOUT_ACT, Plant, values

WITHOUT_ROWS = {
    "access_exclusion": "nobody is shut out of a record there",
    "action_raised": "nothing there has waited long enough to raise itself",
    "board_follow": "nobody follows a person there",
    "board_pressed": "nothing urgent there has lain unread for ten minutes",
    "handover_join": "nobody joined a person there",
    "huddle_shown": "no screen follows a huddle there",
    "mdt_minute": "the weekly meeting there is not closed yet",
    "mdt_told": "the weekly meeting there is not closed yet",
    "mdt_untold": "the weekly meeting there is not closed yet",
    "person_contactdetail": "imports bring them",
    "person_difference": "imports bring them",
    "plan_keeping": "no child is on a list there",
    "record_fact": "imports and observations bring them",
    "rulebook_answer": "nothing was found in the draft there",
    "safeguarding_task": "nobody was given a task of a concern there",
}
"""Tables of which the sound world holds no row, and why."""


def test_a_sound_world_gives_zero_for_each_promise_that_is_counted(broken: Broken) -> None:
    counted = {promise: len(said) for promise, said in broken.found().items() if said is not None}
    assert counted == dict.fromkeys(counted, 0)
    assert set(counted) == {plant.promise for plant in PLANTS} | {ROWS_WITHOUT_ACT}, "each of them is planted"


def test_a_home_that_lies_still_owes_nothing_of_the_months_since(broken: Broken) -> None:
    """What only the clock should have done is counted until the last act; the control is the plant of each."""
    found = broken.found(AT + timedelta(days=90))
    assert (found["P3"], found["P4"]) == ([], [])


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.promise} {plant.says}")
def test_a_planted_violation_is_counted_once_and_nothing_else(broken: Broken, plant: Plant) -> None:
    for statement in plant.statements:
        assert broken.run(statement, values(broken.world)) != 0, f"nothing was broken by: {statement}"
    wrong = broken.wrong()
    assert {promise: len(said) for promise, said in wrong.items()} == {plant.promise: 1}, wrong
    assert re.search(plant.says, wrong[plant.promise][0]), wrong


def test_what_was_observed_too_long_ago_or_was_answered_is_no_violation(broken: Broken) -> None:
    """The control of the plant: the same fact recorded a month late, and the same with its escalation."""
    [plant] = [one for one in PLANTS if "SIGN-CHEST-PAIN" in one.says]
    [statement] = plant.statements
    broken.run(statement, values(broken.world))
    assert len(broken.wrong()["P6"]) == 1
    broken.run("update record_fact set starts_at = starts_at - interval '25 hours'", {})
    assert broken.wrong() == {}
    broken.run("update record_fact set starts_at = noted_at", {})
    broken.run(
        "update escalation_reason set source_kind = 'contact', source_id = %(planned)s where escalation_id = %(escalation)s",
        values(broken.world),
    )
    assert broken.wrong() == {}


def test_every_sentence_that_doctor_can_say_is_planted() -> None:
    unplanted = []
    for package in PACKAGES:
        if find_spec(f"kith.{package}.queries") is None:
            continue
        for sentence in getattr(import_module(f"kith.{package}.queries"), "_VIOLATIONS", {}):
            said = sentence.format("this", "that", 2)
            if not any(re.search(plant.says, said) for plant in PLANTS):
                unplanted.append(f"{package}: {said}")
    assert unplanted == [], "a count without a planted violation proves nothing: add it to plants.py"


def test_a_row_of_any_table_whose_act_is_not_on_the_trail_is_counted(broken: Broken) -> None:
    tables = broken.ask(
        "select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)"
        " where c.column_name = 'act_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
        " and c.table_name not in ('act_history', 'act_receipt') order by 1"
    )
    assert len(tables) > 20
    without = set()
    for (table,) in tables:
        first = broken.ask(f"select id, act_id from {table} limit 1")
        if not first:
            without.add(table)
            continue
        [(row, act)] = first
        assert broken.run(f"update {table} set act_id = %(to)s where id = %(id)s", {"to": NOWHERE, "id": row}) == 1
        assert broken.wrong() == {ROWS_WITHOUT_ACT: [f"{table}: act {NOWHERE}"]}
        broken.run(f"update {table} set act_id = %(to)s where id = %(id)s", {"to": act, "id": row})
    assert without == set(WITHOUT_ROWS)


def test_the_command_counts_the_same_and_answers_with_its_code(sound: Broken) -> None:
    copy = copy_of(sound)
    environment = {**os.environ, **copy.environment, "DATABASE_BACKUP_URL": url_as("backup", copy.name)}
    answers = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "kith.cli", "doctor", "--json", "--at", AT.isoformat()],
            env=environment,
            capture_output=True,
            text=True,
        )
        answers.append((done.returncode, json.loads(done.stdout)))
        with psycopg.connect(url_as("super", copy.name), autocommit=True) as opened:
            opened.execute("set session_replication_role = replica")
            opened.execute(
                "update huddle_item set outcome = 'action' where id = %s", [sound.world.north.closed_items[0]]
            )
            opened.execute("alter table action_action no force row level security")
    drop_as_superuser(copy)
    (sound_code, before), (unsound_code, after) = answers
    assert (sound_code, before["violations"], before["settings"]) == (0, {}, [])
    assert (unsound_code, after["P5"], after["P10"], list(after["violations"])) == (1, 1, 1, ["P5", "P10"])
    assert len(after["settings"]) == 1 and "action_action" in after["settings"][0]
