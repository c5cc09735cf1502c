"""The pages that change a table: a row or a file proposed, the case that would slip through, one press that mends it, signing."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from builders import AT, a_session, a_team, an_act
from kith.place.rules import local_day
from kith.policy.in_force import in_force
from kith.policy.models import Version
from kith.policy.reading import shipped_files, table_names
from kith.rulebook import operations
from statements import counted

pytestmark = pytest.mark.django_db
FILE = "thresholds/gad7.csv"
GAD7 = shipped_files("gad7")[FILE]
STRICTER = GAD7.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
MIXED = STRICTER.replace("severe,2,mental-health-review,", "severe,1,,")
WHY = "Ten is too many to wait for a huddle."


def browser(who):
    return a_session(who.account_id, who.role)


def page(who, address):
    answer = browser(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def change(who, team, table="gad7", *, key="1", **data):
    return browser(who).post(f"/rules/{team.slug}/{table}/change/", {"key": key, "why": WHY} | data)


def uploaded(who, team, text=STRICTER):
    answer = change(who, team, upload="yes", csv=SimpleUploadedFile("mine.csv", text.encode()))
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def pressed(who, address, do, **data):
    version = address.rpartition("version=")[2]
    return browser(who).post(f"/rule-version/{version}/", {"key": f"{do}{who.role}", "do": do, **data})


def finding(text):
    return re.search(r'name="finding" value="([^"]+)"', text)[1]


def test_a_row_is_changed_on_the_page_and_the_draft_says_what_differs(world):
    team, _others = world
    assert "GAD-7 is 10 to 14" in page(team.nurse, f"/rules/{team.slug}/gad7/change/")
    form = page(team.nurse, f"/rules/{team.slug}/gad7/change/?row=GAD7-10")
    assert 'value="10..14"' in form
    answer = change(
        team.nurse, team, row="GAD7-10",
        **{"cell-level": "2", "cell-route": "mental-health-review", "cell-value": "10..14", "from_day": "2026-06-15"},
    )  # fmt: skip
    draft = page(team.nurse, answer.url)
    assert WHY in draft
    assert "<del>A note for the huddle</del>" in draft
    assert "<ins>A clinical review the same day</ins>" in draft
    assert "from 15 June 2026, or from the second signature if that is later" in draft
    assert "You proposed this: two others sign it" in draft
    assert "Sign as" not in draft


def test_who_would_be_failed_stands_on_the_page_and_one_press_mends_it(world):
    team, others = world
    address = uploaded(team.lead, team, MIXED)
    shown = page(team.lead, address)
    assert "Cannot be published: someone would slip through" in shown
    assert "A person it would have failed:" in shown
    assert "GAD7-15 answers level 1 where GAD7-15 of the floor answers 2." in shown
    assert "Set GAD7-15 to What follows: A clinical review the same day, Route: Mental health review" in shown
    assert shown.count('value="mend"') == 1
    assert "It can be signed when the 2 things that were found are mended or answered." in shown
    assert "Sign as" not in page(others["gp"], address)
    mended = pressed(team.lead, address, "mend", finding=finding(shown))
    assert mended.status_code == 302
    shown = page(others["gp"], mended.url)
    assert "someone would slip through" not in shown
    assert "Sign as Hari Nair" in shown
    assert pressed(others["gp"], mended.url, "sign").status_code == 302
    assert "Sign as Joy Lund and put it in force" in page(others["clinical-supervisor"], mended.url)
    assert pressed(others["clinical-supervisor"], mended.url, "sign").status_code == 302
    now = page(team.nurse, f"/rules/{team.slug}/gad7/")
    assert "Millbrook North, version 2, since 8 June 2026. Stricter than the floor of Ashmere Millbrook North" in now
    assert "Millbrook North, draft 1" in now


def test_a_mended_draft_that_differs_from_nothing_is_not_kept(world):
    team, _others = world
    address = uploaded(team.lead, team, GAD7.replace("severe,2,mental-health-review,", "severe,1,,"))
    answer = pressed(team.lead, address, "mend", finding=finding(page(team.lead, address)))
    assert answer.status_code == 422
    assert "With this mended nothing differs from what is in force: withdraw the draft." in answer.content.decode()


def test_a_row_is_added_on_the_page_and_what_is_wrong_with_it_said_at_once(world):
    team, _others = world
    form = page(team.nurse, f"/rules/{team.slug}/gad7/change/?new={FILE}")
    assert 'name="cell-id"' in form and 'value="GAD7-16"' in form
    cells = {"cell-id": "GAD7-16", "cell-value": "12", "cell-band": "moderate", "cell-level": "2",
             "cell-route": "mental-health-review", "cell-sentence": "Twelve is asked about.", "new": FILE}  # fmt: skip
    draft = page(team.nurse, change(team.nurse, team, **cells).url)
    assert "<ins>Twelve is asked about.</ins>" in draft
    assert "GAD7-10 and GAD7-16 hold together and say different things" in draft
    for wrong, sentence in (
        ({"cell-id": ""}, "Give the row an id"),
        ({"cell-id": "GAD7-10"}, "GAD7-10 stands in this table already."),
        ({"new": "tables.csv"}, ""),
    ):
        answer = change(team.nurse, team, **(cells | wrong))
        assert answer.status_code == (422 if sentence else 404)
        assert sentence in answer.content.decode()


def test_a_row_is_taken_out_on_the_page_and_who_would_be_left_without_an_answer_said_at_once(world):
    team, _others = world
    draft = page(team.nurse, change(team.nurse, team, row="GAD7-10", take_out="yes").url)
    assert "No row says anything" in draft
    assert "Cannot be published: someone would slip through" in draft


def test_a_step_that_is_added_or_taken_out_moves_those_after_it(world):
    team, _others = world
    cells = {"cell-id": "ROUTE-CR-X", "cell-route": "clinical-review", "cell-step": "2", "cell-act": "supervisor call",
             "cell-asked": "team-lead", "cell-within_minutes": "5", "cell-clock": "service", "cell-repeat_minutes": "",
             "cell-sentence": "The team lead answers first.", "new": "routes.csv"}  # fmt: skip
    address = change(team.nurse, team, "routes", **cells).url
    version = Version.objects.get(id=address.rpartition("version=")[2])
    steps = [row for row in version.texts["routes.csv"].splitlines() if ",clinical-review," in row]
    assert [row.split(",")[2] for row in steps] == ["1", "2", "3", "4", "5"][: len(steps)]
    assert steps[1].startswith("ROUTE-CR-X,")
    shown = page(team.nurse, address)
    assert "is laxer than the floor" in shown, "a step more makes the next one later"
    data = {"row": "ROUTE-CR-X", "take_out": "yes", "version": str(version.id)}
    answer = change(team.nurse, team, "routes", key="2", **data)
    assert "Nothing differs from what is in force." in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"row": "GAD7-10", "cell-value": "ten"}, "is no condition on value"),
        ({"row": "GAD7-10", "cell-level": "2", "cell-route": ""}, "names its route"),
        ({"row": "GAD7-10", "cell-level": "1", "why": ""}, "Say why the table should change."),
        ({"upload": "yes"}, "Choose a CSV file"),
        ({"upload": "yes", "csv": "a,b\n1,2\n"}, "These are not the columns of thresholds/gad7.csv"),
        ({"upload": "yes", "csv": b"\xff\xfe"}, "The file is not text in UTF-8"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_makes_no_draft(world, data, sentence):
    team, _others = world
    if "csv" in data:
        content = data["csv"] if isinstance(data["csv"], bytes) else data["csv"].encode()
        data = data | {"csv": SimpleUploadedFile("mine.csv", content)}
    answer = change(team.nurse, team, **data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#39;", "'")
    with an_act(team.nurse) as _act:
        assert not Version.objects.filter(scope_id=team.id).exists()


def test_a_press_that_is_refused_says_so_on_the_page_of_the_table(world):
    team, others = world
    address = uploaded(team.lead, team)
    answer = pressed(team.lead, address, "sign")
    assert answer.status_code == 422
    assert "You proposed this draft: two others sign it." in answer.content.decode()
    assert pressed(team.nurse, address, "sign").status_code == 403
    assert pressed(others["gp"], address, "withdraw").status_code == 302
    assert "withdrawn 8 June 2026" in page(others["gp"], address)


def test_a_past_moment_and_two_versions_are_one_click_away(world):
    team, others = world
    address = uploaded(team.lead, team)
    version = address.rpartition("version=")[2]
    for who in (others["gp"], others["clinical-supervisor"]):
        with an_act(who) as act:
            operations.sign(act=act, version_id=version)
    shown = page(team.nurse, f"/rules/{team.slug}/gad7/?on=2026-06-07")
    assert "As it was on Sunday 7 June 2026" in shown
    assert "Floor of Ashmere Millbrook North, version 1, since 25 May 2026" in shown
    assert "Millbrook North, version 1, since 8 June 2026" in page(team.nurse, f"/rules/{team.slug}/gad7/")
    with an_act(team.nurse) as _act:
        floor = in_force(table="gad7", team_id=None, place_id=team.place_id, at=AT).version_id
    compared = page(team.nurse, f"/rules/{team.slug}/gad7/compare/?from={floor}&to={version}")
    assert "1 row differs." in compared
    assert "<del>A note for the huddle</del>" in compared
    assert "Nothing differs." in page(team.nurse, f"/rules/{team.slug}/gad7/compare/?from=shipped&to={floor}")


def test_the_rows_are_downloaded_as_they_stand(world):
    team, _others = world
    address = uploaded(team.lead, team)
    nurse = browser(team.nurse)
    assert nurse.get(f"/rules/{team.slug}/gad7/csv/").content.decode() == GAD7
    own = nurse.get(f"/rules/{team.slug}/gad7/csv/?{address.partition('?')[2]}")
    assert own.content.decode() == STRICTER
    assert own["Content-Disposition"] == 'attachment; filename="gad7.csv"'
    packed = zipfile.ZipFile(io.BytesIO(nurse.get(f"/rules/{team.slug}/news2/csv/").content))
    assert packed.namelist() == ["scores-news2.csv", "thresholds-news2.csv"]


@pytest.mark.parametrize("table", table_names())
def test_every_row_of_every_table_has_a_form_that_changes_nothing_by_itself(world, table):
    team, _others = world
    client = browser(team.nurse)
    choices = client.get(f"/rules/{team.slug}/{table}/change/").content.decode()
    rows, new = (re.findall(rf"\?{what}=([^\"&]+)", choices) for what in ("row", "new"))
    assert rows
    for query in (f"row={rows[0]}", *(f"new={one}" for one in new)):
        form = client.get(f"/rules/{team.slug}/{table}/change/?{query}")
        assert form.status_code == 200, query
    assert bool(new) == (table not in ("closing", "plan-reviews", "supervision"))


def test_a_review_that_is_overdue_is_said(world, monkeypatch):
    team, _others = world
    later = AT + timedelta(days=900)
    monkeypatch.setattr("kith.web.middleware.now", lambda: later)
    text = a_session(team.nurse.account_id, team.nurse.role, later).get(f"/rules/{team.slug}/").content.decode()
    assert f"{len(table_names())} tables should have been looked at again by now." in text
    assert ", overdue" in text
    assert local_day(later).year == 2028


def test_drafts_of_other_teams_answer_as_what_is_not_there(world):
    team, _others = world
    address, other = uploaded(team.lead, team), a_team("Vale")
    assert pressed(other.lead, address, "sign").status_code == 404
    for path in ("", "csv/", "change/", "compare/", "month/"):
        assert browser(other.lead).get(f"/rules/{other.slug}/gad7/{path}?{address.partition('?')[2]}").status_code in (
            404,
            200,
        )


def test_the_page_of_a_draft_takes_a_fixed_number_of_statements(world):
    team, others = world
    address = uploaded(team.lead, team, MIXED)
    client = browser(others["gp"])
    client.get(address)
    with counted() as sent:
        client.get(address)
    assert sent == 13
