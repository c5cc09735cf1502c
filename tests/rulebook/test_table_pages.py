"""The pages of the rule tables: what is in force, a draft against the floor with somebody it would fail, a case to try."""

from datetime import timedelta

import pytest

from builders import AT, OFFICERS, ATeam, a_place, a_session, a_team
from kith.access.home import as_kith, with_key
from kith.policy import operations
from kith.policy.models import Version
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files, table_names
from statements import counted

pytestmark = pytest.mark.django_db
SHIPPED = shipped_files("gad7")["thresholds/gad7.csv"]
STRICTER = SHIPPED.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")


def a_draft(team: ATeam, text: str = STRICTER, at=AT):
    with as_kith(at=at) as act:
        return operations.propose(
            act=with_key(act), scope="team", scope_id=team.id, place_id=team.info.place_id,
            tables={"gad7": {"thresholds/gad7.csv": text}}, proposed_by_id=OFFICERS[0].account_id,
        )[0]  # fmt: skip


def get(team: ATeam, path: str):
    return a_session(team.nurse.account_id, team.nurse.role).get(path)


def test_the_list_names_every_table_with_what_stands_behind_it_and_drafts():
    team = a_team()
    a_draft(team)
    page = get(team, f"/rules/{team.slug}/").content.decode()
    assert page.count("Floor of Ashmere Millbrook North, version 1, since 25 May 2026") == len(table_names())
    assert "1 draft waits for approval" in page
    assert "takes nobody on its list yet" not in page


def test_the_list_says_what_lets_a_team_open():
    team = a_team(place_id=a_place(floor=False), opened=False)
    page = get(team, f"/rules/{team.slug}/").content.decode()
    assert "kith policy publish --place ashmere" in page
    assert page.count("As it ships with Kith: nobody has approved it") == len(table_names())


@pytest.mark.parametrize("table", table_names())
def test_each_table_shows_its_rows_and_who_stands_behind_it(table):
    team = a_team()
    page = get(team, f"/rules/{team.slug}/{table}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Daniel Okoro, Sunita Rao" in text
    assert "Cannot be published" not in text


def test_a_draft_is_shown_beside_the_floor_and_a_laxer_one_with_somebody_it_would_fail():
    team = a_team()
    draft = a_draft(team)
    page = get(team, f"/rules/{team.slug}/gad7/?version={draft}").content.decode()
    assert "Millbrook North, draft 1, approved by nobody yet" in page
    assert page.count("Same as the floor") == 3
    assert page.count(">Stricter<") == 1
    with as_kith(at=AT) as act:
        tighter = STRICTER.replace("5..9,mild,0,,", "5..9,mild,1,,")
        publish_tables(
            act=act, place_id=team.info.place_id, tables={"gad7": {"thresholds/gad7.csv": tighter}}, by=OFFICERS[0],
            approvers=OFFICERS[1:],
        )  # fmt: skip
    page = get(team, f"/rules/{team.slug}/gad7/?version={draft}").content.decode()
    assert "Cannot be published: someone would slip through" in page
    assert "GAD7-5 answers level 0 where GAD7-5 of the floor answers 1." in page
    assert "A note for the huddle" in page
    assert "Laxer than the floor" in page


def test_a_case_is_tried_and_nothing_saved():
    team = a_team()
    before = Version.objects.count()
    page = get(team, f"/rules/{team.slug}/gad7/?value=16").content.decode()
    assert "A clinical review the same day, answered within" in page
    assert "GAD7-15" in page
    assert "Cannot assess" in get(team, f"/rules/{team.slug}/phq9/?item9=1").content.decode()
    assert Version.objects.count() == before


def test_what_is_not_there_answers_as_what_is_hidden():
    team, other = a_team(), a_team("Vale")
    theirs = a_draft(other)
    for path in (f"{team.slug}/gad8/", f"{other.slug}/gad7/", f"{team.slug}/gad7/?version={theirs}"):
        assert get(team, f"/rules/{path}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_a_fixed_number_of_statements(number):
    team = a_team()
    for one in range(number):
        a_draft(team, STRICTER.replace("a clinical review", f"a review {one}"), AT + timedelta(minutes=one))
    client = a_session(team.nurse.account_id, team.nurse.role)
    client.get(f"/rules/{team.slug}/")
    with counted() as sent:
        client.get(f"/rules/{team.slug}/")
    assert sent == 7
    with counted() as sent:
        client.get(f"/rules/{team.slug}/gad7/")
    assert sent == 8
