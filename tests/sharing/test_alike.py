"""An import asks nobody while it runs: who of its people looks like somebody already here is one action, and in its report."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import AT, a_person, an_act
from kith.action.models import Action
from kith.cli._group import kith
from kith.handover.models import Alike
from kith.person.rules import partial_date
from kith.sharing.sheets import open_sheet
from kith.sharing.sheets_cells import PEOPLE
from kith.sharing.sheets_running import take_people

from .counts import run_on
from .made import a_bundle, a_patient
from .storing import ask

HEADER = "given,family,birth_date,nhs_number,no_nhs_number_because,known_already"


@pytest.fixture
def ada(team):
    """Somebody who is here already."""
    born = partial_date("1948-03-09").first
    return a_person(team, "Ada Okafor", birth_date=born)


def asked(team):
    """Return what the team lead is asked about doubles."""
    with an_act(team.lead):
        return [(one.what, one.owner_id) for one in Action.objects.filter(kind="doubles").order_by("id")]


def a_sheet(tmp_path: Path, *lines: str):
    path = tmp_path / "people.csv"
    path.write_text("\n".join((HEADER, *lines)))
    return open_sheet(path, PEOPLE)


def test_fhir_people_who_look_like_somebody_here_are_one_action_and_counted(team, ada, desk):
    twin = a_patient(name=[{"family": "Okafor", "given": ["Adah"]}])
    other = a_patient(id="22222222-2222-4222-8222-222222222222", name=[{"family": "Lee"}], birthDate="1950-01-01")
    path = desk.put("new.json", a_bundle(twin, other))
    report = run_on(team, [path], AT)
    assert report.as_json()["alike"] == {"people": 1, "pairs": 1}
    assert asked(team) == [
        ("1 person of the import of 8 June 2026 looks like somebody already here", team.lead.member_id)
    ]
    [(person_id,)] = ask("select id from person_person where given = 'Adah'")
    with an_act(team.lead):
        assert Alike.objects.get().person_ids == [person_id]
    assert run_on(team, [path], AT).as_json()["alike"] == {"people": 0, "pairs": 0}
    assert len(asked(team)) == 1, "the same import asks nothing again"


def test_an_import_in_which_nobody_looks_like_anybody_asks_nothing(team, ada, desk):
    path = desk.put("new.json", a_bundle(a_patient(name=[{"family": "Lee"}], birthDate="1950-01-01")))
    assert run_on(team, [path], AT).as_json()["alike"] == {"people": 0, "pairs": 0}
    assert asked(team) == []


def test_a_sheet_asks_about_the_possible_and_not_about_whom_its_row_says_to_be_new(team, ada, tmp_path):
    sheet = a_sheet(
        tmp_path,
        "Adela,Okafor,09/03/1948,,not asked yet,",
        "Adaeze,Okafor,09/03/1948,,not asked yet,no",
        "Gwen,Ashworth,20/07/1951,,not asked yet,",
    )
    report = take_people(sheet=sheet, team_id=team.id, at=AT).as_json()
    assert report["people"]["created"] == 3
    assert report["alike"]["people"] == 1
    assert len(asked(team)) == 1
    with an_act(team.lead):
        (person_id,) = Alike.objects.get().person_ids
    assert ask("select given from person_person where id = %s", person_id) == [("Adela",)]
    again = take_people(sheet=sheet, team_id=team.id, at=AT).as_json()
    assert again["alike"] == {"people": 0, "pairs": 0}
    assert len(asked(team)) == 1


def test_the_command_says_how_many_and_a_dry_run_asks_nobody(team, ada, tmp_path, monkeypatch):
    monkeypatch.setattr("kith.cli.import_.ready", lambda: None)
    monkeypatch.setattr("kith.act.clock.now", lambda: AT)
    a_sheet(tmp_path, "Adela,Okafor,09/03/1948,,not asked yet,")
    words = "1 person looks like somebody already here, in 1 pair to compare"
    given = ["import", "people", str(tmp_path / "people.csv"), "--team", team.slug]
    dry = CliRunner().invoke(kith, [*given, "--dry-run"])
    assert words in dry.output, dry.output
    assert asked(team) == []
    done = CliRunner().invoke(kith, given)
    assert words in done.output, done.output
    assert len(asked(team)) == 1
