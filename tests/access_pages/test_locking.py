"""Locking the screen and coming back: what is shown meanwhile, who may go on, what is not lost; and how pages are shown."""

import re
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from builders import AT, PASSWORD, ATeam, a_person, a_team, an_act, signed_in
from doctor_world import url_as
from kith.access import operations as access
from kith.access.home import as_kith
from kith.access.models import Account
from kith.database.templates import Clone
from kith.huddle import operations as huddles
from other_teams import address_of, routes
from statements import counted
from trailing import last_entry

Clock = Callable[[timedelta], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the clock of the pages: so long after the Monday morning of the tests."""

    def set_to(later: timedelta) -> None:
        monkeypatch.setattr("kith.web.middleware.now", lambda: AT + later)

    set_to(timedelta(0))
    return set_to


@pytest.fixture
def north(db: None, clock: Clock) -> ATeam:
    return a_team()


def locked(team: ATeam) -> Client:
    """Return the nurse's browser, locked on the second page of the rota."""
    browser = signed_in(team.nurse)
    answer = browser.post("/lock", headers={"Referer": f"http://testserver/team/{team.slug}/rota/?week=2026-06-15"})
    assert answer["Location"] == f"/locked?next=%2Fteam%2F{team.slug}%2Frota%2F%3Fweek%3D2026-06-15"
    return browser


def test_lock_asks_for_the_password_and_goes_back_to_the_same_address(north: ATeam) -> None:
    browser = locked(north)
    asked = browser.get(f"/locked?next=/team/{north.slug}/rota/%3Fweek=2026-06-15").content.decode()
    assert "Locked by Sam Whitlock" in asked
    assert "<header" not in asked
    before = browser.session.session_key
    back = f"/team/{north.slug}/rota/?week=2026-06-15"
    assert browser.post("/locked", {"password": PASSWORD, "next": back})["Location"] == back
    assert browser.session.session_key != before
    assert "Sam Whitlock, community nurse" in browser.get(back).content.decode(), "in the role chosen before"


def test_locked_screen_opens_no_page_and_writes_nothing(north: ATeam) -> None:
    doris = a_person(north)
    browser = locked(north)
    address = f"/person/{doris}/"
    assert browser.get(address)["Location"] == f"/locked?next=%2Fperson%2F{doris}%2F"
    sent = browser.post(reverse("action-add", kwargs={"person_id": doris}), {"what": "Ring", "key": "a"})
    assert sent["Location"].endswith("&unsaved=1")
    assert "was not saved" in browser.get(sent["Location"]).content.decode()
    wrong = [
        pattern.name
        for pattern in routes()
        if not pattern.pattern.converters
        and pattern.callback.kith_policy.who != "anyone"  # type: ignore[attr-defined]
        and not browser.get(address_of(pattern, None))["Location"].startswith("/locked")  # type: ignore[arg-type]
    ]
    assert wrong == []


@pytest.mark.parametrize("cover", ["", "1"])
def test_wrong_password_stays_locked_and_counts_as_at_sign_in(north: ATeam, cover: str) -> None:
    browser = locked(north)
    for _ in range(5):
        answer = browser.post("/locked", {"password": "wrong", "next": "/notices/", "cover": cover})
        assert (answer.status_code, "Check your password." in answer.content.decode()) == (422, True)
        assert 'value="/notices/"' in answer.content.decode()
    answer = browser.post("/locked", {"password": PASSWORD, "cover": cover})
    assert (answer.status_code, "Wait ten minutes" in answer.content.decode()) == (429, True)
    assert browser.get("/notices/")["Location"].startswith("/locked")


def test_page_that_covered_itself_is_answered_by_status_alone(north: ATeam) -> None:
    browser = locked(north)
    assert browser.post("/locked", {"password": PASSWORD, "cover": "1"}).status_code == 204
    assert browser.get("/notices/").status_code == 200
    assert browser.post("/locked", {"password": "wrong", "cover": "1"}).status_code == 422, "though it is not locked"
    stranger = Client()
    assert stranger.post("/locked", {"password": PASSWORD, "cover": "1"}).status_code == 409
    assert stranger.post("/locked", {"password": PASSWORD})["Location"] == "/sign-in"


def test_running_huddle_and_its_screen_never_cover_themselves_and_other_pages_do(north: ATeam) -> None:
    person = a_person(north)
    with an_act(north.lead) as act:
        huddle_id = huddles.start(act=act, team_id=north.id)
    with an_act(north.lead) as act:
        huddles.add_person(act=act, huddle_id=huddle_id, person_id=person)
    browser, after = signed_in(north.lead), {}
    for address in (f"/huddle/{north.slug}/", f"/huddle/{north.slug}/room/", f"/board/{north.slug}/"):
        shown = browser.get(address, follow=True).content.decode()
        after[address.split("/")[1], "room" in address] = re.findall('data-after="([^"]*)"', shown)
    assert after == {("huddle", False): ["0"], ("huddle", True): [], ("board", False): ["15"]}


def test_somebody_else_signs_in_instead_and_the_first_session_is_over(north: ATeam) -> None:
    browser = locked(north)
    assert 'href="/sign-in"' in browser.get("/locked").content.decode()
    browser.post("/sign-in", {"username": north.lead.username, "password": PASSWORD})
    assert "Ama Owusu, team lead" in browser.get(f"/team/{north.slug}/").content.decode()


def test_ended_account_does_not_unlock(north: ATeam) -> None:
    browser = locked(north)
    with as_kith(at=AT) as act:
        access.end_account(act=act, username=north.nurse.username)
    assert browser.post("/locked", {"password": PASSWORD}).status_code == 422


def test_locking_by_a_link_alone_locks_nothing_and_never_leads_to_another_site(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    assert browser.get("/lock")["Location"] == "/"
    assert browser.get("/notices/").status_code == 200
    assert browser.get("/locked?next=//evil.example/")["Location"] == "/"
    gone = browser.post("/lock", headers={"Referer": "https://evil.example/notices/"})
    assert gone["Location"] == "/locked?next="
    assert browser.post("/locked", {"password": PASSWORD, "next": "//evil.example/"})["Location"] == "/"


def test_session_ends_twelve_hours_after_sign_in_however_busy(north: ATeam, clock: Clock) -> None:
    browser = signed_in(north.nurse)
    for quarter in range(1, 49):
        clock(timedelta(minutes=15 * quarter))
        assert browser.get("/notices/").status_code == 200
    clock(timedelta(hours=12, minutes=5))
    assert browser.get("/notices/")["Location"].startswith("/sign-in")


def test_each_try_to_unlock_is_on_the_trail(fresh_database: Clone, clock: Clock) -> None:
    team = a_team()
    browser = locked(team)
    for password in ("wrong", PASSWORD):
        browser.post("/locked", {"password": password})
    with psycopg.connect(url_as("backup", fresh_database.name)) as reader:
        rows = reader.execute(
            "select account_id, outcome, reason from trail_entry where command = 'access.unlock' order by recorded_at"
        ).fetchall()
    assert rows == [(None, "refused", "WrongPassword"), (team.nurse.account_id, "done", "")]


def test_display_is_kept_with_the_account_and_holds_on_every_page(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    page = browser.get("/display").content.decode()
    assert 'value="board_keys" checked' in page
    assert 'class="nhsuk-template"' in page
    assert browser.post("/display", {"key": "a", "show": ["large_text", "still"]})["Location"] == "/display"
    page = signed_in(north.nurse).get(f"/team/{north.slug}/").content.decode()
    assert 'class="nhsuk-template kith-large kith-still" data-no-board-keys>' in page
    assert "data-no-board-keys" not in signed_in(north.lead).get(f"/team/{north.slug}/").content.decode()
    assert last_entry(north.nurse, "access.set_display").account_id == north.nurse.account_id


def test_setting_the_display_changes_only_the_own_account_in_three_statements(north: ATeam) -> None:
    with an_act(north.nurse) as act, counted() as number:
        access.set_display(act=act, board_keys=False, large_text=True, still=False)
    assert number == 3
    changed = Account.objects.filter(board_keys=False).values_list("id", "large_text", "still")
    assert list(changed) == [(north.nurse.account_id, True, False)]
