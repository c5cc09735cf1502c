"""Sheets of people taken in row by row: each row made, brought up to date, left, told as a possible duplicate or refused."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import AT, a_person, an_act, an_entry
from kith.access.home import as_kith
from kith.act import NotAllowed
from kith.cli._group import kith
from kith.person.operations import correct
from kith.person.queries import sight_of_person
from kith.sharing.sheets import UnusableSheet, open_sheet, quoted, rows_of, unquoted
from kith.sharing.sheets_cells import PEOPLE, PersonRow, WrongCell, person_row
from kith.sharing.sheets_people import PossibleDuplicate, take_person_row
from kith.sharing.sheets_running import take_people
from statements import counted

from .storing import ask

HEADER = "Given name;FAMILY;Date of birth;NHS number;no nhs number because;phone;Named lead;risk tier;cadence days"
DORIS = "Doris;Pettigrew;12/03/1942;943 476 5919;;+44 20 7946 0000;sam.millbrook-north;high;14"
JOHN = 'John;"O\nNeill";1950-01-02;;not asked yet;;;;'
WRONG = "Ann;Lee;31/02/1950;;not asked yet;=1+1;;;"


@pytest.fixture
def sheet(tmp_path):
    """Return a function that lays a sheet of lines on the desk and opens it."""

    def lay(*lines, name="people.csv", encoding="utf-8-sig"):
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return open_sheet(path, PEOPLE)

    return lay


def take(team, sheet, at=AT, **more):
    """Take a sheet in; return its report as JSON."""
    return take_people(sheet=sheet, team_id=team.id, at=at, **more).as_json()


def counts(report):
    """Return the figures of a report in their order."""
    return tuple(report["people"].values())


def everything():
    """Return every row of every table of ours, but trails of refusals."""
    tables = [name for (name,) in ask("select tablename from pg_tables where schemaname = 'public' order by 1")]
    found = {}
    for name in tables:
        if not name.startswith(("django_", "procrastinate_")):
            found[name] = sorted(str(row) for (row,) in ask(f'select to_jsonb(t) from "{name}" t'))
    return found


def test_rows_become_people_on_the_list_with_what_was_said_of_them(team, sheet, tmp_path):
    rejects = tmp_path / "mend.csv"
    report = take(team, sheet(HEADER, DORIS, "", JOHN, WRONG), rejects=rejects)

    assert (report["read"], counts(report)) == (3, (2, 0, 0, 0, 1))
    assert report["rejected"] == [
        {
            "source": "people.csv:5",
            "row": 5,
            "column": "birth_date",
            "reason": "it is not a date, or a day that does not exist",
            "remedy": "Write it as 12/03/1942 or 1942-03-12, or leave it empty.",
        }
    ]
    rows = ask(
        "select p.given, p.family, p.birth_date, p.nhs_number, e.risk_tier, e.cadence_days, e.named_lead_id, e.came_by,"
        " e.intake_id is not null from person_person p join caseload_listentry e on e.person_id = p.id order by 1"
    )
    assert rows == [
        ("Doris", "Pettigrew", date(1942, 3, 12), "9434765919", "high", 14, team.nurse.member_id, "import", False),
        ("John", "O Neill", date(1950, 1, 2), None, "not assessed", None, None, "import", True),
    ]
    assert ask("select kind, value from person_contactdetail") == [("phone", "+44 20 7946 0000")]
    assert ask("select kind, what from action_action") == [("look-through", "1 person to look through")]
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        header, kept = csv.reader(file, delimiter=";")
    assert header == [*HEADER.split(";"), "reason", "remedy"]
    assert kept[5] == "'=1+1"
    assert rejects.stat().st_mode & 0o777 == 0o600

    mended = rejects.read_text(encoding="utf-8-sig").replace("31/02/1950", "28/02/1950")
    again = take(team, sheet(*mended.splitlines(), name="mend2.csv"))
    assert (counts(again), again["columns_not_read"]) == ((1, 0, 0, 0, 0), [])
    assert ask("select value from person_contactdetail where starts_with(value, '=')") == [("=1+1",)]


def test_a_second_run_changes_nothing_whether_its_keys_are_remembered_or_not(team, sheet):
    first = sheet(HEADER, DORIS, JOHN)
    take(team, first)
    rows = everything()

    assert counts(take(team, first, AT + timedelta(hours=1))) == (0, 0, 2, 0, 0)
    assert {name: len(found) for name, found in everything().items() if found != rows[name]} == {
        "act_receipt": len(rows["act_receipt"]) + 1,
        "trail_entry": len(rows["trail_entry"]) + 1,
    }, "the second run finishes under a key of its own, and nothing else"

    renamed = sheet(HEADER, JOHN, DORIS, name="other.csv")
    assert counts(take(team, renamed, AT + timedelta(days=40))) == (0, 0, 2, 0, 0)


def test_a_sheet_that_was_cut_off_half_way_goes_on_without_doing_anything_twice(team, sheet, monkeypatch):
    whole = sheet(HEADER, *(f"Given{n};Family{n};1950-01-{n:02};;not asked yet;;;;" for n in range(1, 8)))
    monkeypatch.setattr("kith.sharing.sheets_running.ROWS_TOGETHER", 2)

    class Killed(BaseException):
        pass

    done = []

    def die(number):
        done.append(number)
        if len(done) == 6:
            raise Killed

    with pytest.raises(Killed):
        take(team, whole, progress=die)
    assert ask("select count(*) from person_person") == [(4,)]

    report = take(team, whole, AT + timedelta(minutes=5))

    assert counts(report) == (3, 0, 4, 0, 0)
    later = AT + timedelta(hours=1)
    assert ask("select count(*), count(intake_id) from caseload_listentry", at=later) == [(7, 7)]
    assert ask("select what from action_action order by kind", at=later) == [
        ("7 people of the import of 8 June 2026 look like somebody already here",),
        ("7 people to look through",),
    ]


def test_a_dry_run_says_the_same_and_changes_nothing(team, sheet, tmp_path):
    a_person(team, "Rose Adler", birth_date=date(1940, 5, 5))
    lines = sheet(
        HEADER, DORIS, JOHN, WRONG, "Rose;Adler;05/05/1940;;not asked yet;;;;", "Doris;Pettigrew;;9434765919;;;;;"
    )
    rejects = tmp_path / "mend.csv"
    before = everything()

    dry = take(team, lines, dry_run=True, rejects=rejects)

    assert everything() == before
    assert not rejects.exists()
    assert dry == take(team, lines)
    assert counts(dry) == (2, 0, 0, 1, 2)


def test_somebody_alike_is_told_and_made_only_when_the_row_says_which(team, sheet):
    rose = a_person(team, "Rose Adler", birth_date=date(1940, 5, 5))
    header = "given,family,birth_date,nhs_number,no_nhs_number_because,needs,known_already"

    told = take(team, sheet(header, "Rosie,Adler,1940-05-05,,not asked yet,Rings first,"))
    assert counts(told) == (0, 0, 0, 1, 0)
    [entry] = told["possible_duplicates"]
    assert (entry["column"], entry["remedy"]) == (
        "known_already",
        "Write yes if it is the same person, no if it is somebody else.",
    )
    same = take(team, sheet(header, "Rose,Adler,1940-05-05,,not asked yet,Rings first,yes", name="b.csv"))
    assert counts(same) == (0, 1, 0, 0, 0)
    with an_act(team.nurse):
        assert sight_of_person(person_id=rose).row["needs"] == "Rings first"
    new = take(team, sheet(header, "Rosie,Adler,1940-05-05,,not asked yet,,no", name="c.csv"))
    assert counts(new) == (1, 0, 0, 0, 0)


def test_what_was_corrected_here_or_set_by_the_team_stays(team, sheet):
    take(team, sheet(HEADER, DORIS))
    [(doris, at)] = ask("select id, recorded_at from person_person")
    with an_act(team.nurse) as act:
        correct(act=act, person_id=doris, recorded_at=at, changes={"given": "Dorothy"})

    other = "Doris;Pettigrue;12/03/1942;9434765919;;020 7946 0001;ama.millbrook-north;low;14"
    report = take(team, sheet(HEADER, other, name="new.csv"))

    assert counts(report) == (0, 1, 0, 0, 0)
    assert ask("select given, family from person_person") == [("Dorothy", "Pettigrue")]
    assert ask("select value from person_contactdetail") == [("020 7946 0001",)]
    entry = an_entry(team, doris)
    assert (entry.named_lead_id, entry.risk_tier) == (team.nurse.member_id, "high")
    assert [one["reason"] for one in report["notes"]] == [
        "given: was corrected here and stays",
        "named_lead: the team has set another, which stays",
        "risk_tier: the team has set another, which stays",
    ]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("Doris;Pettigrew;;943 476 5918;;;;;", "nhs_number", "Check the NHS number: its last digit does not fit the others."),
        ("Doris;Pettigrew;;;;;;;", "nhs_number", "Enter the NHS number, or say why there is none."),
        (";;;;not asked;;;;", "family", "Enter a name, even if only one is known."),
        ("Doris;Pettigrew;;;not asked;;nobody.here;;", "named_lead", "Nobody with this username is on the team now."),
        ("Doris;Pettigrew;;;not asked;;;huge;", "risk_tier", "it is none of the words that are known"),
        ("Doris;Pettigrew;;;not asked;;;;soon", "cadence_days", "it is not a whole number"),
        ("Doris;Pettigrew;;;not asked;;;;400", "cadence_days", "Enter a number of days from 1 to 366, or leave it empty."),
        ("Doris;Pettigrew;01/01/2030;;not asked;;;;", "birth_date", "The date of birth cannot be in the future."),
        ("D;P;;;not asked;;;;;more", "", "it has more cells than the first row: text with a separator needs quotation marks"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_by_column_and_leaves_nothing_behind(team, sheet, line, column, reason):
    report = take(team, sheet(HEADER, line))

    assert [(one["column"], one["reason"]) for one in report["rejected"]] == [(column, reason)]
    assert ask("select count(*) from person_person") == ask("select count(*) from access_personkey") == [(0,)]


def test_the_same_person_twice_in_a_sheet_is_told_with_the_earlier_row(team, sheet):
    report = take(team, sheet(HEADER, DORIS, DORIS))

    assert counts(report) == (1, 0, 0, 0, 1)
    assert report["rejected"][0]["reason"] == "the same person stands in row 2"


def test_a_number_of_somebody_else_is_a_conflict(team, sheet):
    take(team, sheet(HEADER, DORIS))
    report = take(team, sheet(HEADER, "Peter;Quill;01/01/1960;9434765919;;;;;", name="b.csv"))

    assert report["rejected"][0]["reason"] == (
        "This NHS number is that of somebody known here with another name and birth date."
    )


def test_a_row_is_one_act_of_local_administration_on_the_trail(team):
    row = PersonRow("Doris", "Pettigrew", date(1942, 3, 12), "day", "9434765919", "")
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        take_person_row(act=act, team_id=team.id, row=row)
    assert ask("select count(*) from person_person") == [(0,)]

    with as_kith(at=AT) as act, counted() as statements:
        done = take_person_row(act=act, team_id=team.id, row=row)
    assert statements == 20
    assert ask("select count(*) from trail_entry where command = 'sharing.take_person_row' and outcome = 'done'") == [
        (1,)
    ]
    with as_kith(at=AT) as act, pytest.raises(PossibleDuplicate):
        take_person_row(act=act, team_id=team.id, row=PersonRow("Doris", "Pettigrew", None, "day", "", "not asked"))
    assert ask("select id from person_person") == [(done.about,)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_encodings_and_separators_are_found(sheet, encoding, separator):
    lines = ("given,family,birth_date,nhs_number", "Zoë,Müller,,")
    found = sheet(*(line.replace(",", separator) for line in lines), encoding=encoding)

    assert [(row.number, row.values["given"], row.values["family"]) for row in rows_of(found)] == [(2, "Zoë", "Müller")]


def test_columns_are_known_by_name_whatever_case_spaces_and_order(sheet):
    found = sheet("nhs_NUMBER,  Surname ,Shoe size,First Name,DOB", "1,Lee,9,Ann,1950")

    assert found.unknown == ["Shoe size"]
    [row] = rows_of(found)
    assert row.values == {"nhs_number": "1", "family": "Lee", "given": "Ann", "birth_date": "1950"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"given,family\nA,B\n", "The first row lacks the columns birth_date, nhs_number: it must name the columns."),
        (b"", "The first row lacks the columns given, family, birth_date, nhs_number: it must name the columns."),
        (b"given,first name,family,dob,nhs no\n", "Two columns mean given: keep one of them."),
        (b"PK\x03\x04rest", "FILE is a workbook: save its sheet as CSV UTF-8."),
        (b"given\x00", "FILE is no CSV: save the sheet as CSV UTF-8."),
        (
            b'given,family,dob,nhs no\nA,"B,,\nC,D,,\n',
            "FILE cannot be read in row 2: look for a quotation mark that is not closed.",
        ),
        (
            b"given,family,dob,nhs no\n\x81,B,,\n",
            "FILE is neither UTF-8 nor Windows-1252: save the sheet as CSV UTF-8.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_said_to_be_so_in_one_line(tmp_path, content, sentence):
    path = tmp_path / "people.csv"
    path.write_bytes(content)

    with pytest.raises(UnusableSheet) as told:
        open_sheet(path, PEOPLE)
    assert str(told.value) == sentence.replace("FILE", str(path))


@pytest.mark.parametrize("cell", ["=1", "+44 20", "-1", "@x", "\tx", "\rx", "plain", "'quoted", ""])
def test_cells_come_back_from_the_file_to_mend_as_they_were(cell):
    assert unquoted(quoted(cell)) == cell
    assert quoted(cell)[:1] not in tuple("=+-@\t\r")


def test_the_example_of_the_docs_is_taken_in_whole(team):
    example = open_sheet(Path(__file__).parents[2] / "docs/examples/people.csv", PEOPLE)

    assert (counts(take(team, example)), example.unknown) == ((2, 0, 0, 0, 0), [])


@pytest.mark.parametrize(
    ("text", "first"), [("1/2/1950", date(1950, 2, 1)), ("1950-02-01", date(1950, 2, 1)), ("1950", date(1950, 1, 1))]
)
def test_birth_dates_are_read_day_first(text, first):
    assert person_row({"birth_date": text}).birth_date == first
    with pytest.raises(WrongCell):
        person_row({"birth_date": "1/2/50"})


def test_the_command_answers_in_json_and_by_its_exit_code(team, tmp_path, monkeypatch):
    monkeypatch.setattr("kith.cli.import_.ready", lambda: None)
    monkeypatch.setattr("kith.act.clock.now", lambda: AT)
    path = tmp_path / "people.csv"

    def run(*words):
        return CliRunner().invoke(kith, ["import", "people", str(path), *words])

    missing = run("--team", team.slug)
    assert (missing.exit_code, missing.stdout) == (2, "")
    path.write_text("\n".join((HEADER, DORIS, WRONG)), encoding="utf-8")
    assert run("--team", "no-such-team").exit_code == 2
    answer = run("--team", team.slug, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["people"] == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "possible_duplicates": 0,
        "rejected": 1,
    }
    path.write_text("\n".join((HEADER, DORIS)), encoding="utf-8")
    assert (run("--team", team.slug).exit_code, run("--team", team.slug).stdout) == (
        0,
        "1 rows read\npeople: 0 created, 0 updated, 1 unchanged, 0 possible duplicates, 0 rejected\n",
    )
