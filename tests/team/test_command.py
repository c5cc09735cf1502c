"""`kith team` and `kith user`: from an empty home to a team ready to work, exit codes, one JSON object."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from kith.access.home import as_kith
from kith.cli._group import kith
from kith.database.templates import Clone
from kith.team.queries import all_teams, day_on_team, members

NOW = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)
PASSWORD = "an-honest-password"


@pytest.fixture(autouse=True)
def _empty_home(fresh_database: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    for clock in ("kith.act.clock.now", "kith.web.middleware.now"):
        monkeypatch.setattr(clock, lambda: NOW)


def run(*words: str, sent: str = "") -> Result:
    """Run one command as from a shell, its answer and its troubles apart."""
    return CliRunner().invoke(kith, list(words), input=sent)


def told(*words: str, sent: str = "") -> Any:
    """Run one command that must succeed; return its JSON object."""
    result = run(*words, "--json", sent=sent)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return json.loads(result.stdout)


def a_ready_team() -> None:
    """Set up a team by commands alone."""
    told("team", "create", "--place", "Ashmere", "--name", "Millbrook North")
    for username, name, role in (("ama", "Ama Owusu", "team-lead"), ("sam", "Sam Whitlock", "nurse")):
        words = ["--username", username, "--name", name, "--role", role, "--tier", "resident", "--sessions", "8"]
        told("team", "member", "millbrook-north", *words, "--password-stdin", sent=PASSWORD + "\n")
    told("team", "cover", "ashmere", "--username", "ama")
    told(
        "team",
        "rota",
        "millbrook-north",
        "--duty",
        "ama",
        "--second",
        "sam",
        "--on",
        "ama,sam",
        "--days",
        "28",
        "--publish",
    )


def test_commands_alone_lead_from_an_empty_home_to_a_working_board() -> None:
    a_ready_team()
    with as_kith(at=NOW):
        [team] = all_teams()
        day = day_on_team(team=team, day=NOW.date(), at=NOW)
        names = {one.id: one.name for one in members(team_id=team.id, at=NOW)}
        assert (names[day.answering], day.published, len(day.on_shift)) == ("Ama Owusu", True, 2)
        assert day.cover is not None and names[day.cover] == "Ama Owusu"
    browser = Client()
    assert browser.post("/sign-in", {"username": "sam", "password": PASSWORD})["Location"] == "/choose-role"
    assert browser.post("/choose-role", {"key": "a", "agree": "yes"})["Location"] == "/"
    assert browser.get("/board/millbrook-north/").status_code == 200
    rows = told("team", "list")["rows"]
    assert [(row["team"], len(row["members"])) for row in rows] == [("millbrook-north", 3)]


def test_create_says_where_the_team_is() -> None:
    made = told(
        "team", "create", "--place", "Ashmere", "--name", "Weekend", "--weekdays", "all", "--works-bank-holidays"
    )
    assert (made["team"], set(made)) == ("weekend", {"team", "id", "place", "next"})
    again = told("team", "create", "--place", "ashmere", "--name", "North", "--slug", "the-north")
    assert (again["team"], again["place"]) == ("the-north", made["place"])
    assert made["next"].startswith("kith policy publish --place ashmere --by USERNAME")
    with as_kith(at=NOW):
        weekend = next(team for team in all_teams() if team.slug == "weekend")
        assert weekend.calendar.working_weekdays == set(range(7))
        assert weekend.calendar.works_bank_holidays


def test_a_new_member_gets_a_password_printed_once() -> None:
    told("team", "create", "--place", "Ashmere", "--name", "North")
    words = ["--username", "ann", "--name", "Ann Lee", "--role", "nurse", "--tier", "aligned", "--sessions", "0.5"]
    made = told("team", "member", "north", *words)
    assert Client().post("/sign-in", {"username": "ann", "password": made["password"]}).status_code == 302
    supervisor = told("team", "member", "north", *words[:4], "--role", "gp", *words[6:])
    assert (supervisor["account"], "password" in supervisor) == (made["account"], False)


USABLE = {
    "member": "team member north --username ama --name Ama --role nurse --tier resident --sessions 8",
    "rota": "team rota north --duty ama --second sam",
    "cover": "team cover ashmere --username ama",
}


UNUSABLE = [
    ("team create --name North", "--place"),
    ("team create --place Ashmere --name North --weekdays sunday", "--weekdays"),
    (USABLE["member"].replace("north", "nowhere"), "There is no such team"),
    (
        USABLE["member"].replace("nurse", "wizard"),
        "--role wizard is not known. Known are: team-lead, clinical-supervisor",
    ),
    (USABLE["member"].replace("resident", "near"), "--tier"),
    (USABLE["member"].replace("8", "15"), "--sessions"),
    (USABLE["member"].replace("ama --name Ama", "nobody"), "give --name too"),
    (USABLE["rota"].replace("sam", "nobody"), "There is no account nobody"),
    (USABLE["rota"] + " --from tomorrow", "--from must be a day like 2026-06-08, or today."),
    (USABLE["rota"] + " --days 0", "--days"),
    (USABLE["rota"] + " --from 2026-06-13 --days 2", "no service day in these days"),
    (USABLE["cover"].replace("ashmere", "nowhere"), "There is no place nowhere"),
    (USABLE["cover"].replace("ama", "nobody"), "There is no account nobody"),
    (USABLE["cover"] + " --until soon", "--until must be a day"),
    ("user add --username joan", "--name"),
]


def test_unusable_arguments_end_with_two_and_say_which() -> None:
    told("team", "create", "--place", "Ashmere", "--name", "North")
    for username in ("ama", "sam"):
        told("user", "add", "--username", username, "--name", username, "--password-stdin", sent=PASSWORD)
        told(*f"team member north --username {username} --role pharmacist --tier resident --sessions 1".split())
    for words, says in UNUSABLE:
        result = run(*words.split())
        assert (result.exit_code, result.stdout) == (2, ""), words
        assert says in " ".join(result.stderr.split()), words


def test_a_refusal_by_a_rule_ends_with_one_and_its_sentence() -> None:
    a_ready_team()
    for words, sentence in {
        "team create --place Ashmere --name Millbrook-North": "There is a team with the address millbrook-north already.",
        "team member millbrook-north --username sam --role nurse --tier resident --sessions 8": (
            "Sam Whitlock is on the team in this role already. End that membership first."
        ),
        "team rota millbrook-north --duty ama --second ama --publish --days 1": (
            "Monday 8 June has the same member as duty lead and second in line."
        ),
        "user add --username sam --name Sam": "The username sam is taken. Choose another.",
        "user end nobody": "No open account has the username nobody.",
    }.items():
        result = run(*words.split())
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {sentence}\n")


def test_cover_lasts_through_its_last_day_and_says_its_gap() -> None:
    a_ready_team()
    told("team", "create", "--place", "Ropewalk", "--name", "South")
    early = run("team", "cover", "Ropewalk", "--username", "sam", "--until", "2026-06-14")
    assert early.exit_code == 1
    assert "no on-call cover from Monday 15 June midnight to Monday 22 June 2pm" in early.stderr
    told("team", "cover", "Ropewalk", "--username", "sam", "--from", "2026-06-01", "--until", "2026-06-30")
    told("team", "cover", "ropewalk", "--username", "ama", "--from", "2026-06-10")


def test_user_is_added_listed_and_ended() -> None:
    made = told("user", "add", "--username", "ann", "--name", "Ann Lee")
    sent = {"username": "ann", "password": made["password"]}
    assert Client().post("/sign-in", sent).status_code == 302
    assert told("user", "end", "ann") == {"username": "ann", "ended": True}
    assert Client().post("/sign-in", sent).status_code == 422
    [row] = told("user", "list")["rows"]
    assert (row["username"], row["ended"]) == ("ann", NOW.isoformat())
    short = run("user", "add", "--username", "tom", "--name", "Tom", "--password-stdin", sent="short\n")
    assert (short.exit_code, "at least 12 characters" in short.stderr) == (1, True)


def test_a_team_is_set_up_from_a_sheet_and_opened_by_commands_alone(tmp_path: Path) -> None:
    a_ready_team()
    lacking = run("team", "set-up", "millbrook-north", "--json")
    assert (lacking.exit_code, json.loads(lacking.stdout)["missing"]) == (1, 9)
    refused = run("team", "open", "millbrook-north")
    assert refused.exit_code == 1
    assert "Millbrook North cannot open yet: 9 things are missing. Cohort agreed:" in refused.stderr
    imported = run("import", "people", str(tmp_path / "none.csv"), "--team", "millbrook-north")
    assert imported.exit_code == 2
    blank = run("team", "set-up", "millbrook-north", "--blank").stdout.splitlines()
    assert blank[:3] == ["line,words,link,until,measure,areas,practices", "cohort,,,,,,", "footprint,,,,,,"]
    words = ["--username", "li", "--name", "Li Wen", "--role", "social-worker", "--tier", "resident", "--sessions", "8"]
    told("team", "member", "millbrook-north", *words)
    for name in ("mo", "di"):
        told("user", "add", "--username", name, "--name", name.title())
    told("policy", "publish", "--place", "ashmere", "--by", "ama", "--approved-by", "mo", "--approved-by", "di")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("line,words\nspaceship,Ready\n")
    assert run("team", "set-up", "millbrook-north", str(wrong)).exit_code == 2
    example = Path(__file__).parents[2] / "docs" / "examples" / "team-set-up.csv"
    done = told("team", "set-up", "millbrook-north", str(example))
    assert (done["missing"], done["open"]) == (0, False)
    assert told("team", "open", "millbrook-north")["open"]
