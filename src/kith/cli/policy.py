"""`kith policy`: checks the rule tables, scores a CSV by one of them, puts tables in force for a place or a team."""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kith.cli import Answer, Unusable, answers, progress
from kith.cli.team import account_of, administering, day_of

if TYPE_CHECKING:
    from kith.policy.floor_rules import RuleSet
    from kith.policy.publishing import Somebody
    from kith.policy.reading import FilesOf

APPROVERS = 2


@click.group("policy")
def command() -> None:
    """The rule tables: thresholds, routes, cadences and decision rights."""


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@answers
def check(files: tuple[Path, ...]) -> Answer:
    """
    Find what is wrong with the shipped tables, or with FILES of a team held against them, without running them.

    Exit 1 when there is a finding; each comes with an input on which it can be seen.
    """
    from kith.config.commands import registered_commands
    from kith.policy.checking import check_files, check_shipped
    from kith.policy.value_rules import TableError

    if absent := [path for path in files if not path.is_file()]:
        raise Unusable(f"{absent[0]} is not a file")
    try:
        found = check_files(files) if files else check_shipped(registered_commands())
    except TableError as error:
        return Answer({"tables": 0, "rows": [], "unreadable": str(error)}, str(error), sound=False)
    lines = [f"{one['table']}: {one['sentence']}{_seen_on(one['example'])}" for one in found.findings]
    said = [*lines, f"{found.tables} tables, {found.rules} rules, {len(lines)} findings"]
    return Answer(
        {"tables": found.tables, "rules": found.rules, "rows": found.findings}, "\n".join(said), sound=not lines
    )


def _seen_on(example: dict[str, str]) -> str:
    return f" Seen on: {', '.join(f'{name} {value}' for name, value in example.items())}." if example else ""


@command.command()
@click.argument("table")
@click.option(
    "--csv", "path", required=True, type=click.Path(path_type=Path), help="The file with a row for each case."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, the cases under rows.")
def evaluate(table: str, path: Path, as_json: bool) -> None:
    """Score each row of a CSV by a TABLE: its columns are kept; score, band, level, rules and missing are added."""
    from kith.policy.evaluation_rules import evaluate as assess
    from kith.policy.scoring import columns_added, columns_wanted, facts_of, scored
    from kith.policy.shipped import thresholds

    known = thresholds()
    if table not in known:
        raise Unusable(f"there is no table {table}; there are: {', '.join(known)}")
    given, rows = _cases(path, columns_wanted(known[table]))
    added = columns_added(known[table])
    out = (row | scored(assess(known[table], facts_of(known[table], row))) for row in progress(rows, of="cases"))
    _print(out, [*given, *(name for name in added if name not in given)], as_json=as_json)


def _cases(path: Path, wanted: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """Return columns and rows of a file of cases; unusable when it cannot be read or has none of the columns wanted."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} cannot be read as text in UTF-8: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    given = list(reader.fieldnames or ())
    if not set(given) & set(wanted):
        raise Unusable(f"{path} has none of the columns {', '.join(wanted)}")
    return given, list(reader)


def _print(rows: Iterable[dict[str, str]], columns: Sequence[str], *, as_json: bool) -> None:
    from kith.cli import say

    if as_json:
        say(Answer({"rows": list(rows)}), as_json=True)
        return
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


@command.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option(
    "--csv", "path", required=True, type=click.Path(path_type=Path), help="The file with a row for each case."
)
@click.option("--team", default="", help="Compare with what is in force for this team; else with what ships.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, the cases under rows.")
def compare(draft: Path, path: Path, team: str, as_json: bool) -> None:
    """
    Run a DRAFT of a threshold table side by side with the one in force, case by case; nothing is stored.

    The columns of the cases are kept; level, band and rules of both, and what changes (same, stricter, laxer), are added.
    """
    from kith.policy.checking import files_as_tables, rules_with
    from kith.policy.evaluation_rules import evaluate as assess
    from kith.policy.reading import shipped, shipped_files
    from kith.policy.scoring import COMPARED, columns_wanted, compared, facts_of
    from kith.policy.value_rules import TableError

    if not draft.is_file():
        raise Unusable(f"{draft} is not a file")
    rules, files_of = (shipped(), shipped_files) if not team else _in_force(team)
    try:
        own = files_as_tables([draft])
        [name] = own
        if name not in rules.thresholds:
            raise Unusable(f"{draft} is no threshold table: cases are held against those alone")
        now, then = rules.thresholds[name], rules_with(own, rules, files_of).thresholds[name]
    except TableError as error:
        raise Unusable(str(error)) from error
    given, rows = _cases(path, columns_wanted(now))
    out = (
        row | compared(assess(now, facts_of(now, row)), assess(then, facts_of(then, row)))
        for row in progress(rows, of="cases")
    )
    _print(out, [*given, *COMPARED], as_json=as_json)


def _in_force(team: str) -> "tuple[RuleSet, FilesOf]":
    """Return the rules in force for a team now, and the texts of each."""
    with administering() as act:
        from kith.policy.in_force import files_of, in_force, tables_for
        from kith.policy.reading import table_names
        from kith.team.queries import team_by_slug

        found = team_by_slug(slug=team, viewer=act)
        standings = {
            name: in_force(table=name, team_id=found.id, place_id=found.place_id, at=act.at) for name in table_names()
        }
        texts = {name: files_of(one) for name, one in standings.items()}
        return tables_for(team_id=found.id, place_id=found.place_id, at=act.at), texts.__getitem__


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--place", default="", help="Name or address of the place whose floor it is.")
@click.option("--team", default="", help="Address of the team whose own it is.")
@click.option("--by", required=True, help="Username of whoever proposes it.")
@click.option("--approved-by", "approved_by", multiple=True, help="Username of whoever approves it; give it twice.")
@click.option("--effective", default="today", show_default=True, help="The day from which it is in force.")
@answers
def publish(
    files: tuple[Path, ...], place: str, team: str, by: str, approved_by: tuple[str, ...], effective: str
) -> Answer:
    """
    Put tables in force for a place or a team, in the names of who proposes and of the two who approve.

    Without FILES: everything that ships, as the floor of a place. What is in force already stays as it is. Exit 1 when a table
    has a finding or is laxer than the floor.
    """
    if bool(place) == bool(team):
        raise Unusable("give --place or --team, one of them")
    if team and not files:
        raise Unusable("give the files that the team has of its own")
    if absent := [path for path in files if not path.is_file()]:
        raise Unusable(f"{absent[0]} is not a file")
    _two_others(by, approved_by)
    with administering() as act:
        from kith.place.queries import place_by_name
        from kith.place.rules import at_local
        from kith.policy.checking import files_as_tables
        from kith.policy.models import Version
        from kith.policy.publishing import publish_tables
        from kith.policy.value_rules import TableError
        from kith.team.queries import team_by_slug

        found = team_by_slug(slug=team, viewer=act) if team else None
        there = None if found else place_by_name(name=place)
        if found is None and there is None:
            raise Unusable(f"There is no place {place}: kith team create makes one.")
        try:
            own = {name: dict(texts) for name, texts in files_as_tables(files).items()} if files else None
        except TableError as error:
            raise click.ClickException(str(error)) from error
        proposer, *approvers = (_somebody(one) for one in (by, *approved_by))
        since = None if effective == "today" else at_local(day_of(effective, "--effective"), time())
        made = publish_tables(
            act=act,
            place_id=found.place_id if found else there.id,  # type: ignore[union-attr]  # one of them is there
            team_id=found.id if found else None,
            tables=own,
            by=proposer,
            approvers=approvers,
            effective_from=since,
        )
        rows = [
            {"table": one.table_name, "number": one.number, "version": str(one.id)}
            for one in Version.objects.filter(id__in=made).order_by("table_name")
        ]
        moment = (since or act.at).isoformat()
    names = ", ".join(f"{row['table']} {row['number']}" for row in rows)
    words = f"in force from {moment}: {names}" if rows else "nothing to publish: all of it is in force already"
    return Answer({"scope": "team" if team else "place", "effective_from": moment, "rows": rows}, words)


@command.command()
@click.argument("tables", nargs=-1, required=True, metavar="TABLE...")
@click.option("--team", required=True, help="Address of the team whose own they are.")
@click.option("--by", required=True, help="Username of whoever asks for it.")
@click.option("--approved-by", "approved_by", multiple=True, help="Username of whoever approves it; give it twice.")
@answers
def retire(tables: tuple[str, ...], team: str, by: str, approved_by: tuple[str, ...]) -> Answer:
    """
    End a team's own TABLEs, in force and to come, so that the floor of its place holds from now on.

    Exit 1 where the place has no such floor, or another table of the team rests on one of them.
    """
    _two_others(by, approved_by)
    with administering() as act:
        from kith.policy.in_force import of_team
        from kith.policy.operations import retire as end
        from kith.team.queries import team_by_slug

        found = team_by_slug(slug=team, viewer=act)
        own = of_team(team_id=found.id, at=act.at)
        if absent := [one for one in tables if one not in own]:
            known = ", ".join(own) or "none"
            raise Unusable(f"{found.name} has no table {absent[0]} of its own; it has: {known}")
        who = [_somebody(one).account_id for one in (by, *approved_by)]
        names = list(dict.fromkeys(tables))
        ids = [one for name in names for one in own[name]]
        end(act=act, version_ids=ids, by_id=who[0], approved_by_ids=who[1:])
        moment = act.at.isoformat()
    rows = [{"table": name, "versions": [str(one) for one in own[name]]} for name in names]
    words = f"ended at {moment}, the floor holds: {', '.join(names)}"
    return Answer({"team": team, "retired_at": moment, "rows": rows}, words)


def _two_others(by: str, approved_by: Sequence[str]) -> None:
    if len({by, *approved_by}) != APPROVERS + 1 or len(approved_by) != APPROVERS:
        raise Unusable("give --approved-by twice: two people, neither of them the one who proposes (--by)")


def _somebody(username: str) -> "Somebody":
    from kith.access.queries import account_by_id
    from kith.policy.publishing import Somebody

    account = account_by_id(account_id=account_of(username))
    assert account is not None
    return Somebody(account.id, account.name)


@command.command()
@click.argument("role")
@click.argument("what", metavar="COMMAND")
@click.option("--team", default="", help="As it is in force for this team now; else as it ships.")
@answers
def explain(role: str, what: str, team: str) -> Answer:
    """
    Say what a ROLE may do with a COMMAND (or a topic that has no command yet), by which rule, and who decides.

    Where cases differ (an escalation by its level), each has its row.
    """
    from kith.config.commands import registered_commands
    from kith.policy.explaining import explained
    from kith.policy.shipped import rights_table, roles, topics

    if role not in roles():
        raise Unusable(f"there is no role {role}; there are: {', '.join(roles())}")
    known = registered_commands()
    if what not in known and what not in {one.topic for one in topics()}:
        near = sorted(one for one in known if one.split(".")[0] == what.split(".", maxsplit=1)[0])
        raise Unusable(f"there is no command {what}; near it: {', '.join(near) or 'none'}")
    rows = _explained_on(team, role, what) if team else explained(role, what, rights_table())
    return Answer({"role": role, "command": what, "rows": rows}, "\n".join(_explained(one) for one in rows))


def _explained_on(team: str, role: str, what: str) -> list[dict[str, Any]]:
    with administering() as act:
        from kith.policy.explaining import explained
        from kith.policy.queries import all_rights
        from kith.team.queries import team_by_slug

        return explained(role, what, all_rights(team_id=team_by_slug(slug=team, viewer=act).id, at=act.at))


def _explained(row: dict[str, Any]) -> str:
    case = f" ({row['case']})" if row["case"] else ""
    more = {
        "inform": f"; told: {row['to']}",
        "propose": f"; decides: {row['to']}, within {row['answer_within_minutes']} minutes",
    }
    override = "; may be overridden with a reason" if row["may_override"] else ""
    who = f"; who can: {', '.join(row['who_decides']) or 'nobody yet'}" if row["verdict"] == "no" else ""
    return f"{row['verdict']}{case}{more.get(row['verdict'], '')}{override}{who}. {row['sentence']} [{row['rule']}]"
