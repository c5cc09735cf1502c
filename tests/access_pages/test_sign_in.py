"""Signing in and out through the pages: the first time, the wait after wrong passwords, roles, and where it ends."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from builders import AT, PASSWORD, ATeam, Someone, a_member, a_team, an_account, signed_in
from doctor_world import url_as
from kith.access import operations as access
from kith.access.home import as_kith
from kith.database.templates import Clone
from kith.team import operations as teams
from statements import counted

Clock = Callable[[timedelta], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the clock of the pages: so long after the Monday morning of the tests."""

    def set_to(later: timedelta) -> None:
        monkeypatch.setattr("kith.web.middleware.now", lambda: AT + later)

    set_to(timedelta(0))
    return set_to


@pytest.fixture
def north(db: None, clock: Clock) -> Iterator[ATeam]:
    return a_team()


def a_newcomer(team: ATeam) -> Someone:
    """Return a member who has never signed in."""
    with as_kith(at=AT) as act:
        account_id = access.create_account(act=act, username="joan", name="Joan Bell", password=PASSWORD)
    with as_kith(at=AT) as act:
        member_id = teams.add_member(
            act=act, team_id=team.id, account_id=account_id, role="nurse", tier="resident", sessions=4
        )
    return Someone(member_id, account_id, team.id, "Joan Bell", "joan", "nurse")


def test_sign_in_the_first_time_asks_for_one_agreement_and_ends_on_the_board(north: ATeam) -> None:
    newcomer, browser = a_newcomer(north), Client()
    board = f"/board/{north.slug}/"
    answer = browser.post("/sign-in", {"username": "JOAN ", "password": PASSWORD, "next": board})
    assert (answer.status_code, answer["Location"]) == (302, "/choose-role")
    assert browser.get(board)["Location"] == "/choose-role"
    asked = browser.get("/choose-role").content.decode()
    assert "Welcome, Joan." in asked
    assert "<header" not in asked, "no band before the agreement"
    assert 'name="agree"' in asked
    assert 'name="role"' not in asked
    refused = browser.post("/choose-role", {"key": "a"})
    assert refused.status_code == 422
    assert "Agree to look only at people you are working with." in refused.content.decode()
    assert browser.post("/choose-role", {"key": "a", "agree": "yes"})["Location"] == "/"
    assert browser.get("/")["Location"] == board
    again = signed_in(newcomer)
    assert again.get("/")["Location"] == board


def test_sign_in_goes_on_to_the_page_that_was_wanted(north: ATeam) -> None:
    browser = Client()
    turned_away = browser.get(f"/team/{north.slug}/")
    assert turned_away["Location"] == f"/sign-in?next=%2Fteam%2F{north.slug}%2F"
    assert f'value="/team/{north.slug}/"' in browser.get(turned_away["Location"]).content.decode()
    sent = {"username": north.nurse.username, "password": PASSWORD, "next": f"/team/{north.slug}/"}
    assert browser.post("/sign-in", sent)["Location"] == f"/team/{north.slug}/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "evil", "/\t/evil"],
)
def test_sign_in_never_goes_on_to_another_site(north: ATeam, elsewhere: str) -> None:
    sent = {"username": north.nurse.username, "password": PASSWORD, "next": elsewhere}
    assert Client().post("/sign-in", sent)["Location"] == "/"


def an_ended_account(team: ATeam) -> str:
    """Return the username of a member whose account has ended."""
    gone = a_member(team, "Ken Lowe")
    with as_kith(at=AT) as act:
        access.end_account(act=act, username=gone.username)
    return gone.username


def test_sign_in_gives_one_answer_for_wrong_unknown_ended_and_kith(north: ATeam) -> None:
    tries = {
        north.nurse.username: "not-the-password",
        "nobody": PASSWORD,
        an_ended_account(north): PASSWORD,
        "kith": "!",
        "": "",
    }
    for username, password in tries.items():
        browser = Client()
        answer = browser.post("/sign-in", {"username": username, "password": password})
        words = answer.content.decode()
        assert answer.status_code == 422
        assert words.count("Check your username and password.") == 2, "in the summary and beside the field"
        assert f'value="{username}"' in words or not username
        assert password not in words or password in ("", "!")
        assert "account" not in browser.session


def test_an_unknown_username_costs_as_many_hashes_as_a_wrong_password(
    north: ATeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        made.append(password)
        return encode(self, password, salt)

    Client().post("/sign-in", {"username": "first", "password": "warms up"})
    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    hashes = []
    for username in (north.nurse.username, "nobody"):
        made.clear()
        Client().post("/sign-in", {"username": username, "password": "wrong"})
        hashes.append(len(made))
    assert hashes == [1, 1]


def test_after_five_wrong_passwords_even_the_right_one_waits_ten_minutes(north: ATeam, clock: Clock) -> None:
    sent = {"username": north.nurse.username, "password": PASSWORD}
    for _ in range(5):
        Client().post("/sign-in", sent | {"password": "wrong"})
    waiting = Client().post("/sign-in", sent)
    assert waiting.status_code == 429
    assert "Wait ten minutes" in waiting.content.decode()
    assert Client().post("/sign-in", {"username": north.lead.username, "password": PASSWORD}).status_code == 302
    clock(timedelta(minutes=10, seconds=1))
    assert Client().post("/sign-in", sent).status_code == 302


def test_a_right_password_starts_the_count_afresh(north: ATeam) -> None:
    sent = {"username": north.nurse.username, "password": PASSWORD}
    for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4 + [PASSWORD]:
        answer = Client().post("/sign-in", sent | {"password": password})
    assert answer.status_code == 302


def test_each_try_is_on_the_trail(fresh_database: Clone, clock: Clock) -> None:
    team = a_team()
    signed_in(team.nurse)
    for password in ["wrong"] * 5 + [PASSWORD]:
        Client().post("/sign-in", {"username": team.nurse.username, "password": password})
    with psycopg.connect(url_as("backup", fresh_database.name)) as reader:
        rows = reader.execute(
            "select account_id, outcome, reason, happened_at, detail::text from trail_entry"
            " where command = 'access.sign_in' order by recorded_at"
        ).fetchall()
    assert rows == [
        (team.nurse.account_id, "done", "", AT, "{}"),
        *[(None, "refused", "WrongPassword", AT, "{}")] * 5,
        (None, "refused", "TooSoon", AT, "{}"),
    ]


def test_sign_out_ends_the_session_and_clears_the_browser(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    assert browser.get("/sign-out")["Location"] == "/", "a link alone ends nothing"
    assert browser.get(f"/team/{north.slug}/").status_code == 200
    gone = browser.post("/sign-out")
    assert (gone.status_code, gone["Location"]) == (302, "/sign-in")
    assert gone["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert browser.get(f"/team/{north.slug}/")["Location"].startswith("/sign-in")


def test_somebody_with_several_roles_chooses_at_each_sign_in(north: ATeam) -> None:
    with as_kith(at=AT) as act:
        teams.add_member(
            act=act,
            team_id=north.id,
            account_id=north.nurse.account_id,
            role="clinical-supervisor",
            tier="consistent",
            sessions=1,
        )
    browser = Client()
    sent = {"username": north.nurse.username, "password": PASSWORD}
    assert browser.post("/sign-in", sent)["Location"] == "/choose-role"
    asked = browser.get("/choose-role").content.decode()
    assert [words in asked for words in ("Clinical supervisor", "Community nurse", 'name="agree"')] == [
        True,
        True,
        False,
    ]
    for role in ("", "team-lead"):
        refused = browser.post("/choose-role", {"key": "a", "role": role})
        assert refused.status_code == 422
        assert "Choose your role." in refused.content.decode()
    before = browser.session.session_key
    assert browser.post("/choose-role", {"key": "a", "role": "clinical-supervisor"})["Location"] == "/"
    assert browser.session.session_key != before
    page = browser.get(f"/team/{north.slug}/").content.decode()
    assert "Sam Whitlock, clinical supervisor" in page


def test_a_role_that_is_no_longer_held_is_asked_for_again(north: ATeam, clock: Clock) -> None:
    leaving = a_member(north, "Ken Lowe", until=AT + timedelta(minutes=20))
    browser = signed_in(leaving)
    assert browser.get(f"/team/{north.slug}/").status_code == 200
    clock(timedelta(minutes=20))
    assert browser.get(f"/team/{north.slug}/")["Location"] == "/choose-role"


def test_an_account_without_a_team_is_told_so(north: ATeam) -> None:
    an_account("joan", "Joan Bell")
    browser = Client()
    browser.post("/sign-in", {"username": "joan", "password": PASSWORD})
    page = browser.get("/choose-role")
    assert "You are not on any team yet" in page.content.decode()
    assert page.content.decode().count("<button") == 1, "to sign out"
    assert browser.post("/choose-role", {"key": "a", "agree": "yes"}).status_code == 422


def test_a_session_locks_after_thirty_idle_minutes_and_ends_with_the_account(north: ATeam, clock: Clock) -> None:
    browser, page = signed_in(north.nurse), f"/team/{north.slug}/"
    clock(timedelta(minutes=29))
    assert browser.get(page).status_code == 200
    clock(timedelta(minutes=58))
    assert browser.get(page).status_code == 200
    clock(timedelta(minutes=89))
    assert browser.get(page)["Location"] == f"/locked?next=%2Fteam%2F{north.slug}%2F"
    browser = signed_in(north.lead)
    with as_kith(at=AT) as act:
        access.end_account(act=act, username=north.lead.username)
    assert browser.get(page)["Location"].startswith("/sign-in")


def test_the_session_id_changes_at_sign_in(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    first = browser.session.session_key
    browser.post("/sign-in", {"username": north.nurse.username, "password": PASSWORD})
    assert browser.session.session_key != first


def test_sign_in_takes_a_fixed_number_of_statements(north: ATeam) -> None:
    browser = Client()
    with counted() as number:
        browser.post("/sign-in", {"username": north.nurse.username, "password": PASSWORD})
    assert number == 8
