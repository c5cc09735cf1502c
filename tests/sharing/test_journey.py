"""The whole way with the real command, server and browser: imported, corrected, imported newer, asked once, settled on its page."""

import json
import os
import subprocess
import sys
from datetime import date

from builders import PASSWORD, a_team, an_act
from cloning import Served
from kith.act.clock import now
from kith.person import operations as people
from kith.person.queries import identity

from .made import a_bundle, a_patient
from .storing import ask


def kith_import(served: Served, path, team, *options):
    """Run the command as people do; return its answer."""
    done = subprocess.run(
        [sys.executable, "-m", "kith.cli", "import", "fhir", str(path), "--team", team.slug, "--json", *options],
        env=os.environ | served.database.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_correction_is_compared_with_a_newer_record_and_settled(served, page, axe, desk):
    team = a_team(at=now())
    first = desk.put("first.json", a_bundle(a_patient(meta={"versionId": "1"})))
    newer = a_bundle(a_patient(meta={"versionId": "2"}, birthDate="1950-01", gender="male"))
    second = desk.put("second.json", newer)

    assert kith_import(served, first, team)["people"]["created"] == 1
    [(person_id,)] = ask("select id from person_person", at=now())
    with an_act(team.nurse, now()) as act:
        recorded_at = identity(person_id=person_id).recorded_at
        people.correct(act=act, person_id=person_id, recorded_at=recorded_at, changes={"birth_date": date(1949, 3, 9)})
    assert kith_import(served, second, team)["people"]["proposed"] == 1
    assert kith_import(served, second, team)["people"]["unchanged"] == 1

    page.goto(f"{served.url}/sign-in")
    page.get_by_label("Username").fill(team.nurse.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{served.url}/person/{person_id}/")
    page.get_by_role("link", name="Compare what was corrected here with the newer record").first.click()
    row = page.get_by_role("row", name="Date of birth")
    assert [words in row.inner_text() for words in ("9 March 1949", "January 1950")] == [True, True]
    assert axe(page) == []
    page.get_by_role("link", name="Write what was kept").click()
    page.get_by_label("January 1950, as the newer record says").check()
    assert axe(page) == []
    page.get_by_role("button", name="Write what was kept").click()
    page.get_by_text("Taken over: date of birth.").first.wait_for()
    assert axe(page) == []

    assert ask("select birth_date, birth_precision, sex, corrected_fields from person_person", at=now()) == [
        (date(1950, 1, 1), "month", "male", [])
    ]
    assert ask("select state from action_action where kind = 'import-review'", at=now()) == [("done",)]
