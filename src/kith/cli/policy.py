"""`kith policy`: checks the rule tables, scores a CSV by one of them, and explains who may do what and why."""

import csv
import io
import sys
from pathlib import Path

import click

from kith.cli import Answer, Unusable, answers, progress


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
    from kith.policy.checking import check_files, check_shipped
    from kith.policy.value_rules import TableError

    if absent := [path for path in files if not path.is_file()]:
        raise Unusable(f"{absent[0]} is not a file")
    try:
        found = check_files(files) if files else check_shipped()
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
    from kith.cli import say
    from kith.policy.evaluation_rules import evaluate as assess
    from kith.policy.queries import thresholds
    from kith.policy.scoring import columns_added, columns_wanted, facts_of, scored

    known = thresholds()
    if table not in known:
        raise Unusable(f"there is no table {table}; there are: {', '.join(known)}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path} cannot be read as text in UTF-8: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    given = list(reader.fieldnames or ())
    if not set(given) & set(known[table].inputs):
        raise Unusable(f"{path} has none of the columns {', '.join(columns_wanted(known[table]))}")
    rows = list(reader)
    added = columns_added(known[table])
    out = (row | scored(assess(known[table], facts_of(known[table], row))) for row in progress(rows, of="cases"))
    if as_json:
        say(Answer({"rows": list(out)}), as_json=True)
        return
    writer = csv.DictWriter(
        sys.stdout, [*given, *(name for name in added if name not in given)], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(out)
