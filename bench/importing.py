"""
Importing people and their records against COPY of the same lines, in turns in one run, each turn in a database of its own.

Kith: the whole import of made-up people from a plain NDJSON file, a Bundle a line, into an empty team. The limit: psycopg
alone takes the same lines into one jsonb column by COPY, in one transaction. Both end on disk.
"""

import gzip
import os
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from bench.turns import Line, own_database, raw

SHARED = Path(os.environ.get("KITH_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
BUNDLES = SHARED / "synthea" / "r4-bundles-550.ndjson.gz"
NUMBER = 200
TURNS = 3


def main() -> list[Line]:
    """Measure with public test data; return nothing where it is not on this machine."""
    if not BUNDLES.exists():
        print(f"import: skipped, there is no {BUNDLES}", file=sys.stderr)
        return []
    with TemporaryDirectory() as folder, gzip.open(BUNDLES) as file:
        path = Path(folder) / "bundles.ndjson"
        path.write_bytes(b"".join(islice(file, NUMBER)))
        turns = [_turn(path) for _ in range(TURNS)]
    kith, copied = (median(times) for times in zip(*turns, strict=True))
    return [Line(f"import, {NUMBER} bundles", kith, "COPY of the lines", copied)]


def _turn(path: Path) -> tuple[float, float]:
    """Return the milliseconds of the import and of COPY, after the connection of each has been used."""
    with own_database():
        from builders import a_team
        from kith.act.clock import now

        team = a_team(at=now())
        return _milliseconds(lambda: _import(path, team.id)), _copied(path)


def _import(path: Path, team_id: UUID) -> None:
    from kith.act.clock import now
    from kith.sharing.importing import run_import
    from kith.sharing.placement import NOWHERE
    from kith.sharing.rejects import RejectsFile

    with RejectsFile(None) as rejects:
        report = run_import(paths=[path], team_id=team_id, label="Bench", at=now(), placements=NOWHERE, rejects=rejects)
    assert (report.bundles, report.number_rejected) == (NUMBER, 0)


def _copied(path: Path) -> float:
    with raw("owner") as opened, opened.cursor() as cursor:
        cursor.execute("create table bench_line (line jsonb)")
        opened.commit()

        def copy() -> None:
            with path.open("rb") as lines, cursor.copy("copy bench_line from stdin") as into:
                for line in lines:
                    into.write(line.replace(b"\\", b"\\\\"))
            opened.commit()

        return _milliseconds(copy)


def _milliseconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000
