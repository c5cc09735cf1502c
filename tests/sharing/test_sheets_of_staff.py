"""Sheets of staff taken in row by row: accounts without a password in clear anywhere, memberships made, ended or left."""

import json
from datetime import date, timedelta
from itertools import count

import pytest
from click.testing import CliRunner

from builders import AT, an_account, an_act
from kith.access.home import as_kith
from kith.access.operations import NO_PASSWORD, set_password
from kith.access.queries import account_for_sign_in
from kith.act import NotAllowed, Refusal
from kith.cli._group import kith
from kith.sharing.sheets import open_sheet
from kith.sharing.sheets_cells import STAFF, StaffRow
from kith.sharing.sheets_running import take_staff
from kith.sharing.sheets_staff import take_staff_row
from statements import counted

from .storing import ask

HEADER = "username,name,team,role,tier,sessions,since,until,known_already"
MEERA = "meera,Meera Shah,millbrook-north,nurse,consistent,8,,,"
PAUL = "paul,Paul Grey,Millbrook North,gp,aligned,2.5,,31/12/2026,"


@pytest.fixture
def sheet(tmp_path):
    """Return a function that lays a sheet of lines on the desk and opens it."""

    def lay(*lines, name="staff.csv"):
        path = tmp_path / name
        path.write_text("\n".join((HEADER, *lines)), encoding="utf-8")
        return open_sheet(path, STAFF)

    return lay


def counts(report):
    """Return the figures of a report in their order."""
    return tuple(report.as_json()["staff"].values())


def test_rows_become_accounts_on_teams_with_passwords_told_once(team, sheet):
    report, made = take_staff(sheet=sheet(MEERA, PAUL), at=AT)

    assert (counts(report), [one.username for one in made]) == ((2, 0, 0, 0, 0), ["meera", "paul"])
    rows = ask(
        "select a.username, m.role, m.tier, m.sessions::float, upper(m.during) from team_member m"
        " join access_account a on a.id = m.account_id where a.username in ('meera', 'paul') order by 1"
    )
    assert [row[:4] for row in rows] == [("meera", "nurse", "consistent", 8.0), ("paul", "gp", "aligned", 2.5)]
    assert (rows[0][4], rows[1][4].date()) == (None, date(2027, 1, 1))
    for one in made:
        assert account_for_sign_in(username=one.username).check_password(one.password)
    [(stored,)] = ask("select string_agg(to_jsonb(r)::text, ' ') from act_receipt r")
    assert not any(one.password in stored for one in made)

    again, told = take_staff(sheet=sheet(MEERA, PAUL), at=AT + timedelta(hours=1))
    assert (counts(again), told) == ((0, 0, 2, 0, 0), [])


def test_a_dry_run_makes_no_account_and_tells_no_password(team, sheet):
    before = ask("select count(*) from access_account"), ask("select count(*) from team_member")
    report, made = take_staff(sheet=sheet(MEERA), at=AT, dry_run=True)

    assert (counts(report), made) == ((1, 0, 0, 0, 0), [])
    assert (ask("select count(*) from access_account"), ask("select count(*) from team_member")) == before


def test_an_account_that_stands_joins_and_a_membership_ends_by_its_row(team, sheet):
    an_account("meera", "Meera Shah")
    assert counts(take_staff(sheet=sheet(MEERA), at=AT)[0]) == (0, 1, 0, 0, 0)
    later = AT + timedelta(hours=1)
    ends = "meera,Meera Shah,millbrook-north,nurse,consistent,8,,30/06/2026,"
    assert counts(take_staff(sheet=sheet(ends, name="b.csv"), at=later)[0]) == (0, 1, 0, 0, 0)
    assert counts(take_staff(sheet=sheet(ends, name="c.csv"), at=later + timedelta(hours=1))[0]) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("meera,,millbrook-north,nurse,consistent,8,,,", "name"),
        ("meera,Meera Shah,nowhere,nurse,consistent,8,,,", "team"),
        ("meera,Meera Shah,millbrook-north,wizard,consistent,8,,,", "role"),
        ("meera,Meera Shah,millbrook-north,nurse,close,8,,,", "tier"),
        ("meera,Meera Shah,millbrook-north,nurse,consistent,many,,,", "sessions"),
        ("meera,Meera Shah,millbrook-north,nurse,consistent,15,,,", "sessions"),
        ("meera,Meera Shah,millbrook-north,nurse,consistent,8,,2026-01-01,", "until"),
        ("sam.millbrook-north,Somebody Else,millbrook-north,nurse,consistent,8,,,", "username"),
        ("sam.millbrook-north,Sam Whitlock,millbrook-north,nurse,consistent,3,,,", "sessions"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_column_and_leaves_no_account(team, sheet, line, column):
    before = ask("select count(*) from access_account")
    report, made = take_staff(sheet=sheet(line), at=AT)

    assert ([one["column"] for one in report.rejected], made) == ([column], [])
    assert ask("select count(*) from access_account") == before


def test_a_namesake_is_told_and_made_only_when_the_row_says_so(team, sheet):
    line = "sam2,Sam Whitlock,millbrook-north,nurse,consistent,8,,,"
    report, _made = take_staff(sheet=sheet(line), at=AT)
    assert (counts(report), report.duplicates[0]["column"]) == ((0, 0, 0, 1, 0), "username")
    report, made = take_staff(sheet=sheet(f"{line}no", name="b.csv"), at=AT)
    assert (counts(report), len(made)) == ((1, 0, 0, 0, 0), 1)


def test_a_row_is_one_act_of_local_administration_on_the_trail(team):
    row = StaffRow("meera", "Meera Shah", "nurse", "consistent", 8.0)
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        take_staff_row(act=act, team_id=team.id, row=row)
    assert account_for_sign_in(username="meera") is None

    with as_kith(at=AT) as act, counted() as statements:
        take_staff_row(act=act, team_id=team.id, row=row)
    assert statements == 13
    assert account_for_sign_in(username="meera").password == NO_PASSWORD
    assert ask("select count(*) from trail_entry where command = 'sharing.take_staff_row' and outcome = 'done'") == [
        (1,)
    ]


def test_a_password_is_set_by_local_administration_alone(team):
    an_account("meera", "Meera Shah")
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        set_password(act=act, username="meera", password="a-new-honest-password")
    with as_kith(at=AT) as act, pytest.raises(Refusal, match="at least 12 characters"):
        set_password(act=act, username="meera", password="short")
    with as_kith(at=AT) as act, pytest.raises(Refusal, match="No open account"):
        set_password(act=act, username="nobody", password="a-new-honest-password")
    with as_kith(at=AT) as act, counted() as statements:
        set_password(act=act, username="meera", password="a-new-honest-password")
    assert statements == 4
    assert account_for_sign_in(username="meera").check_password("a-new-honest-password")
    assert ask("select count(*) from trail_entry where command = 'access.set_password' and outcome = 'done'") == [(1,)]


def test_the_command_tells_the_passwords_of_this_run_alone(team, tmp_path, monkeypatch):
    for module in ("kith.cli.import_", "kith.cli.team"):
        monkeypatch.setattr(f"{module}.ready", lambda: None)
    ticks = count()
    monkeypatch.setattr("kith.act.clock.now", lambda: AT + timedelta(seconds=next(ticks)))
    path = tmp_path / "staff.csv"
    path.write_text("\n".join((HEADER, MEERA)), encoding="utf-8")

    def run(*words):
        return CliRunner().invoke(kith, [*words, "--json"])

    first = json.loads(run("import", "staff", str(path)).stdout)
    assert [one["username"] for one in first["passwords"]] == ["meera"]
    second = json.loads(run("import", "staff", str(path)).stdout)
    assert (second["staff"]["unchanged"], "passwords" in second) == (1, False)
    new = json.loads(run("user", "password", "meera").stdout)["password"]
    assert account_for_sign_in(username="meera").check_password(new)
