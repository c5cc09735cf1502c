"""`kith policy publish`, as whoever runs Kith uses it."""

import json

import pytest
from click.testing import CliRunner

from builders import AT, a_place, a_rota, a_team, an_account, an_act, an_opening
from kith.act import Refusal
from kith.act.clock import now
from kith.caseload import operations as caseload
from kith.cli._group import kith
from kith.person.operations import Details
from kith.place.rules import local_day
from kith.policy.in_force import has_floor, in_force
from kith.policy.models import Approval, Version
from kith.policy.reading import shipped_files, table_names

pytestmark = pytest.mark.django_db
WHO = ["--by", "helen", "--approved-by", "omar", "--approved-by", "li"]


@pytest.fixture(autouse=True)
def _people():
    for username, name in (("helen", "Helen Frost"), ("omar", "Omar Haddad"), ("li", "Li Wen")):
        an_account(username, name, AT)


def run(*arguments):
    return CliRunner().invoke(kith, ["policy", "publish", *arguments, *WHO])


def test_a_team_opens_once_two_named_people_stand_behind_the_floor_of_its_place():
    place_id = a_place(floor=False)
    team = a_team(place_id=place_id, opened=False)
    details = Details(given="Doris", family="Pettigrew", no_nhs_number_because="not asked yet")
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        caseload.add_person(act=act, team_id=team.id, details=details)
    assert refused.value.sentence == (
        "Millbrook North is not open yet: two named people approve its place's rule tables first."
        " Whoever runs Kith does it with kith policy publish."
    )
    done = run("--place", "ashmere", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["scope"], [row["table"] for row in said["rows"]]) == ("place", sorted(table_names()))
    assert set(Approval.objects.values_list("name", flat=True)) == {"Omar Haddad", "Li Wen"}
    later = now()
    assert has_floor(place_id=place_id, at=later)
    a_rota(team, local_day(later), 14, later)
    an_opening(team.id, later)
    with an_act(team.nurse, later) as act:
        caseload.add_person(act=act, team_id=team.id, details=details)
    assert "nothing to publish" in run("--place", "ashmere").stdout


def test_nothing_is_imported_before_that(tmp_path):
    team = a_team(place_id=a_place(floor=False), opened=False)
    file = tmp_path / "people.ndjson"
    file.write_text("")
    done = CliRunner().invoke(kith, ["import", "fhir", str(file), "--team", team.slug])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Nobody has approved the rule tables of Ashmere: run kith policy publish --place ashmere" in done.stderr


def test_a_teams_file_is_published_from_a_day_on_and_a_laxer_one_is_refused_with_a_case(tmp_path):
    team = a_team()
    own = tmp_path / "gad7.csv"
    text = shipped_files("gad7")["thresholds/gad7.csv"]
    own.write_text(text.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,"))
    done = run(str(own), "--team", team.slug, "--effective", "2099-01-05", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["effective_from"] == "2099-01-05T00:00:00+00:00"
    with an_act(team.nurse):
        now_in_force = in_force(table="gad7", team_id=team.id, place_id=team.info.place_id, at=now())
    assert (now_in_force.scope, Version.objects.get(scope_id=team.id).status) == ("place", "published")
    own.write_text(text.replace("severe,2,mental-health-review,", "severe,1,,"))
    done = run(str(own), "--team", team.slug)
    assert done.exit_code == 1
    assert "Somebody with value 15 would be failed." in done.stderr
    assert Version.objects.filter(scope_id=team.id).count() == 1


def test_a_draft_is_compared_with_what_is_in_force_for_a_team(tmp_path):
    team = a_team()
    own, cases = tmp_path / "gad7.csv", tmp_path / "cases.csv"
    text = shipped_files("gad7")["thresholds/gad7.csv"]
    own.write_text(text.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,"))
    assert run(str(own), "--team", team.slug).exit_code == 0
    cases.write_text("value\n12\n")
    own.write_text(text)
    words = ["policy", "compare", str(own), "--csv", str(cases), "--json", "--team"]
    done = CliRunner().invoke(kith, [*words, team.slug])
    assert [row["change"] for row in json.loads(done.stdout)["rows"]] == ["laxer"]
    assert CliRunner().invoke(kith, [*words, "nowhere"]).exit_code == 2


def retired(*arguments):
    return CliRunner().invoke(kith, ["policy", "retire", *arguments, *WHO])


def test_a_teams_own_table_ends_by_name_and_the_floor_holds(tmp_path):
    team = a_team()
    own = tmp_path / "gad7.csv"
    text = shipped_files("gad7")["thresholds/gad7.csv"]
    own.write_text(text.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,"))
    assert run(str(own), "--team", team.slug).exit_code == 0
    done = retired("phq9", "--team", team.slug)
    assert (done.exit_code, "has no table phq9 of its own; it has: gad7" in done.stderr) == (2, True)
    done = retired("gad7", "--team", team.slug, "--json")
    assert done.exit_code == 0, done.output
    assert [row["table"] for row in json.loads(done.stdout)["rows"]] == ["gad7"]
    with an_act(team.nurse, now()) as act:
        standing = in_force(table="gad7", team_id=team.id, place_id=team.place_id, at=act.at)
    assert standing.scope == "place"
    assert retired("gad7", "--team", team.slug).exit_code == 2
    only_one = CliRunner().invoke(kith, ["policy", "retire", "gad7", "--team", team.slug, *WHO[:4]])
    assert "give --approved-by twice" in only_one.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give --place or --team"),
        (["--team", "north"], "give the files"),
        (["absent.csv", "--place", "ashmere"], "absent.csv is not a file"),
        (["--place", "nowhere"], "There is no place nowhere"),
        (["--place", "ashmere", "--approved-by", "helen"], "neither of them the one who proposes"),
        (["--place", "ashmere", "--effective", "soon"], "--effective must be a day"),
    ],
)
def test_unusable_arguments_are_told(arguments, said):
    a_place()
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
