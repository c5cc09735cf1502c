"""`kith policy check` and `kith policy evaluate`, as a script runs them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.cli._group import kith
from kith.policy.queries import tables_folder

AT_REST = "16,97,1,false,120,70,A,37.0"
HEAD = "id,resp,spo2,spo2_scale,on_oxygen,systolic,pulse,acvpu,temp_c"


def run(*arguments):
    return CliRunner().invoke(kith, list(arguments))


def evaluated(tmp_path, table, text):
    path = tmp_path / "cases.csv"
    path.write_text(text)
    done = run("policy", "evaluate", table, "--csv", str(path))
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_each_row_keeps_its_columns_and_gets_points_score_band_level_rules_and_what_is_missing(tmp_path):
    found = evaluated(
        tmp_path, "news2", f"{HEAD}\nrest,{AT_REST}\nill,25,88,2,1,90,131,U,35.0\ngap,25,,1,0,120,70,A,37\n"
    )
    assert list(found[0]) == [
        *HEAD.split(","),
        *("s_resp", "s_spo2", "s_air_o2", "s_sbp", "s_pulse", "s_consciousness", "s_temp", "total"),
        *("score", "band", "level", "rules", "missing"),
    ]
    assert [(row["id"], row["total"], row["band"], row["level"], row["missing"]) for row in found] == [
        ("rest", "0", "low", "0", ""),
        ("ill", "17", "high", "4", ""),
        ("gap", "", "", "", "spo2"),
    ]
    assert (found[1]["rules"], found[1]["s_spo2"], found[2]["s_resp"]) == ("NEWS2-7", "0", "3")


def test_a_frailty_index_may_be_entered_as_deficits(tmp_path):
    found = evaluated(tmp_path, "efi", "deficits\n4\n13\n37\n")
    assert [(row["score"], row["band"], row["missing"]) for row in found] == [
        ("0.1111", "fit", ""),
        ("0.3611", "severe", ""),
        ("", "", "deficits"),
    ]


def test_json_has_the_same_rows(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("value\n15\n")
    done = run("policy", "evaluate", "gad7", "--csv", str(path), "--json")
    assert json.loads(done.stdout) == {
        "rows": [{"value": "15", "score": "15", "band": "severe", "level": "2", "rules": "GAD7-15", "missing": ""}]
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["news3", "--csv", "{cases}"], "there is no table news3"),
        (["news2", "--csv", "{cases}"], "has none of the columns resp, spo2"),
        (["gad7", "--csv", "{absent}"], "cannot be read"),
    ],
)
def test_unusable_arguments_are_told(tmp_path, arguments, said):
    (tmp_path / "cases.csv").write_text("value\n1\n")
    names = {"cases": tmp_path / "cases.csv", "absent": tmp_path / "absent.csv"}
    done = run("policy", "evaluate", *(one.format(**names) for one in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_what_ships_has_no_finding():
    done = run("policy", "check", "--json")
    assert (done.exit_code, json.loads(done.stdout)["rows"]) == (0, [])


def test_a_teams_file_is_held_against_the_floor(tmp_path):
    text = (tables_folder() / "thresholds" / "news2.csv").read_text()
    own = tmp_path / "news2.csv"
    own.write_text(text.replace("medium,2,urgent-review", "medium,2,clinical-review"))
    done = run("policy", "check", str(own), "--json")
    found = json.loads(done.stdout)["rows"]
    assert done.exit_code == 1
    assert [(one["kind"], one["rows"]) for one in found] == [("laxer", ["NEWS2-5-6", "NEWS2-5-6"])]
    assert (found[0]["example"]["total"], "step 1 waits 60 minutes" in found[0]["sentence"]) == ("5", True)
    seen = evaluated(tmp_path, "news2", ",".join(found[0]["example"]) + "\n" + ",".join(found[0]["example"].values()))
    assert seen[0]["total"] == "5", "the entries of a case add up to the total it tells"


def test_a_route_that_waits_longer_or_leaves_a_step_out_is_laxer(tmp_path):
    lines = (tables_folder() / "routes.csv").read_text().splitlines()
    own = tmp_path / "routes.csv"
    slow = [line.replace("clinical-supervisor,15,clock", "clinical-supervisor,20,clock") for line in lines]
    own.write_text("\n".join(slow) + "\n")
    assert "waits 20 minutes where the floor waits 15 minutes" in run("policy", "check", str(own)).stdout
    short = [line for line in lines if not line.startswith("ROUTE-SAFEGUARDING-2")]
    short = [
        line.replace("ROUTE-SAFEGUARDING-3,safeguarding,3", "ROUTE-SAFEGUARDING-3,safeguarding,2") for line in short
    ]
    own.write_text("\n".join(short) + "\n")
    assert "leaves out step 2 of the floor" in run("policy", "check", str(own)).stdout


def test_a_draft_is_run_side_by_side_with_what_ships(tmp_path):
    text = (tables_folder() / "thresholds" / "gad7.csv").read_text()
    draft, cases = tmp_path / "gad7.csv", tmp_path / "cases.csv"
    draft.write_text(
        text.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,").replace(
            "severe,2,mental-health-review,", "severe,1,,"
        )
    )
    cases.write_text("value\n3\n12\n21\n22\n")
    done = run("policy", "compare", str(draft), "--csv", str(cases))
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["now_level"], row["draft_level"], row["change"]) for row in rows] == [
        ("0", "0", "same"),
        ("1", "2", "stricter"),
        ("2", "1", "laxer"),
        ("", "", "same"),
    ]
    assert (rows[1]["now_rules"], rows[1]["draft_band"]) == ("GAD7-10", "moderate")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("absent.csv", None, "is not a file"),
        ("routes.csv", "id,route,step\n", "is no threshold table"),
        ("gad7.csv", "id,value\n", "is absent"),
    ],
)
def test_a_draft_that_cannot_be_compared_is_told(tmp_path, name, text, said):
    (tmp_path / "cases.csv").write_text("value\n1\n")
    if text is not None:
        (tmp_path / name).write_text(text)
    done = run("policy", "compare", str(tmp_path / name), "--csv", str(tmp_path / "cases.csv"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_tables_are_checked_scored_and_explained_without_a_database(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("value\n12\n")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "KITH_", "DATABASE_"))}
    for arguments in (["check"], ["evaluate", "gad7", "--csv", str(cases)], ["explain", "nurse", "caseload.set_entry"]):
        command = [str(Path(sys.executable).with_name("kith")), "policy", *arguments]
        done = subprocess.run(command, env=own | {"KITH_HOME": str(tmp_path / "none")}, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), arguments
