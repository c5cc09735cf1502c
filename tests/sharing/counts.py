"""
What becomes of the public test data, counted by type: the table in docs/import.md, printed from here.

`python -m tests.sharing.counts` imports every file into a database of its own and prints the table anew; tests import them
again and compare it, so that the page cannot say what is not so.
"""

import gzip
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

SHARED = Path(os.environ.get("KITH_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
PAGE = Path(__file__).parents[2] / "docs" / "import.md"
BEGIN, END = "<!-- printed by python -m tests.sharing.counts -->", "<!-- end of what is printed -->"
PLACEMENT = "synthea/uk-placement-550.csv"


@dataclass(frozen=True)
class Source:
    """Files imported together: what the table calls them, where they are, and whether lines are wrapped as {file, resource}."""

    title: str
    names: tuple[str, ...]
    wrapped: bool = False
    placed: bool = False


THE_550 = Source("550 people", ("synthea/r4-bundles-550.ndjson.gz",), placed=True)
SOURCES = (
    THE_550,
    Source("20 people, raw", ("synthea/r4-raw-transactions-20.zip",)),
    Source(
        "40 people, conditional references",
        ("synthea/r4-conditional-reference-orgs.ndjson.gz", "synthea/r4-conditional-reference-bundles-40.ndjson.gz"),
    ),
    Source("bulk export of 13", ("synthea/bulk-10",)),
    Source("HL7 R4 examples", ("fhir/hl7-r4-examples.ndjson.gz",), wrapped=True),
    Source("UK Core examples", ("fhir/ukcore-examples.ndjson.gz",), wrapped=True),
    Source("demographics service", ("fhir/pds-examples.ndjson.gz",), wrapped=True),
)


def unwrapped(path: Path, folder: Path) -> Path:
    """Return an NDJSON file with a resource a line, made from one of {file, resource} lines."""
    plain = folder / path.name.removesuffix(".gz")
    with gzip.open(path) as lines, plain.open("w") as file:
        file.writelines(json.dumps(json.loads(line)["resource"]) + "\n" for line in lines)
    return plain


def paths_of(source: Source, folder: Path) -> list[Path]:
    """Return the files to import, unwrapped into the folder where they are wrapped."""
    paths = [SHARED / name for name in source.names]
    return [unwrapped(path, folder) for path in paths] if source.wrapped else paths


def column(report: Any) -> dict[str, str]:
    """Return the cells of one column, by row: 'read, kept, refused' of each type that is kept, and what else there was."""
    from kith.sharing.facts import READERS

    kinds = ("Patient", *sorted(READERS))
    refused = Counter(_type_of(one["source"]) for one in report.rejected)
    cells = {
        kind: f"{report.read[kind]:,}, {report.kept[kind]:,}, {refused[kind]:,}" for kind in kinds if report.read[kind]
    }
    people = report.as_json()["people"]
    made = sum(people[outcome] for outcome in ("created", "updated", "unchanged", "proposed"))
    others = sum(number for kind, number in report.read.items() if kind not in kinds)
    protected = sum("protected" in one["reason"] for one in report.notes)
    return cells | {
        "other types, not kept": f"{others:,}",
        "what is no resource, refused": f"{refused['']:,}",
        "Bundles": f"{report.bundles:,}",
        "people": f"{made:,}",
        "of whom dead": f"{people['deceased']:,}",
        "records marked as protected": f"{protected:,}",
    }


def _type_of(place: str) -> str:
    found = re.search(r" ([A-Z][A-Za-z]+)$", place)
    return found[1] if found else ""


def table(columns: dict[str, dict[str, str]]) -> str:
    """Return the columns, by title, as Markdown."""
    first = [row for cells in columns.values() for row in cells]
    rest = list(next(iter(columns.values())))[-6:]
    rows = [row for row in dict.fromkeys(first) if row not in rest]
    lines = [["type", *columns], ["---"] * (len(columns) + 1)]
    lines += [[row, *(cells.get(row, "") for cells in columns.values())] for row in [*rows, *rest]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def printed() -> dict[str, dict[str, str]]:
    """Return the columns as they stand on the page, by title."""
    lines = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip().splitlines()
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {
        title: {row[0]: row[number] for row in rows if row[number]} for number, title in enumerate(header) if number
    }


def bring_in(source: Source, team: Any, folder: Path, at: Any) -> Any:
    """Import the files of a source into the database that is connected; return the report."""
    return run_on(
        team,
        paths_of(source, folder),
        at,
        placement=SHARED / PLACEMENT if source.placed else None,
        rejects=folder / "rejects.ndjson",
    )


def run_on(
    team: Any, paths: Iterable[Path], at: Any, *, placement: Path | None = None, rejects: Path | None = None
) -> Any:
    """Import files into a team's people; return the report."""
    from kith.sharing.importing import run_import
    from kith.sharing.placement import NOWHERE, read_placements
    from kith.sharing.rejects import RejectsFile

    with RejectsFile(rejects) as file:
        return run_import(
            paths=list(paths),
            team_id=team.id,
            label="Millbrook GPs",
            at=at,
            placements=read_placements(placement) if placement else NOWHERE,
            rejects=file,
        )


def _each_in_a_new_database(do: Callable[[Source], dict[str, str]]) -> dict[str, dict[str, str]]:
    from cloning import using
    from kith.database.templates import build_template, clone, drop

    template, columns = build_template(), {}
    for source in SOURCES:
        copy = clone(template)
        try:
            with using(copy):
                columns[source.title] = do(source)
        finally:
            drop(copy)
    return columns


def _column_of(source: Source) -> dict[str, str]:
    from builders import AT, a_team

    with TemporaryDirectory() as folder:
        return column(bring_in(source, a_team(), Path(folder), AT))


def main() -> None:
    """Print the table into the page."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    import django

    django.setup()
    before, _, after = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    text = table(_each_in_a_new_database(_column_of))
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after.partition(END)[2]}", encoding="utf-8")
    print(f"printed {len(SOURCES)} columns into {PAGE.name}")


if __name__ == "__main__":
    main()
