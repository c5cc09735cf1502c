"""However large the file, the memory stays small: measured in a process of its own."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders import a_team
from kith.act.clock import now

from .made import a_bundle, a_fact, a_patient, an_entry, shared_data

READ_ALL = """
import resource, sys
from pathlib import Path
from kith.sharing.intake import Intake
from kith.sharing.reading import packages
from kith.sharing.rejects import RejectsFile, Report

report = Report()
with RejectsFile(None) as rejects:
    intake = Intake(known=lambda keys: {}, report=report, rejects=rejects)
    kept = sum(batch.kept.total() for batch in intake.batches(packages([Path(sys.argv[1])])))
status = Path("/proc/self/status")
if status.exists():  # getrusage would count what the parent held before this program was started
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) << 10
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(kept, report.number_rejected, peak >> 20)
"""


def read_alone(path):
    """Return resources kept, rejected, and the most memory in MB."""
    run = subprocess.run([sys.executable, "-c", READ_ALL, str(path)], capture_output=True, text=True, check=True)
    return tuple(map(int, run.stdout.split()))


def write_large(path, megabytes, *, lines):
    """Write people with 200 observations each, as one Bundle a line or as one Bundle; return the number of resources."""
    observations = [a_fact("Observation", valueQuantity={"value": n, "unit": "kg"}, text="x" * 500) for n in range(200)]
    count = size = 0
    with path.open("w") as file:
        if not lines:
            file.write('{"resourceType":"Bundle","type":"collection","entry":[')
        while size < megabytes << 20:
            person = f"person-{count}"
            about = [
                one | {"id": f"{person}-{n}", "subject": {"reference": f"Patient/{person}"}}
                for n, one in enumerate(observations)
            ]
            resources = [a_patient(id=person), *about]
            text = (
                json.dumps(a_bundle(*resources)) + "\n"
                if lines
                else ",".join(json.dumps(an_entry(one)) for one in resources)
            )
            size += file.write(text if lines or not count else f",{text}")
            count += len(resources)
        if not lines:
            file.write("]}")
    return count


@pytest.mark.parametrize("lines", [True, False])
def test_memory_does_not_grow_with_the_file(tmp_path, lines):
    path = tmp_path / "large.json"
    count = write_large(path, 40, lines=lines)

    kept, rejected, peak = read_alone(path)

    assert (kept, rejected) == (count, 0)
    assert peak < 150


@pytest.mark.nightly  # writes and reads 1 GB twice
@pytest.mark.parametrize("lines", [True, False])
def test_a_gigabyte_is_read_in_less_than_300_mb(tmp_path, lines):
    path = tmp_path / "large.json"
    count = write_large(path, 1_024, lines=lines)

    kept, rejected, peak = read_alone(path)

    assert (kept, rejected) == (count, 0)
    assert peak < 300


IMPORT_ALL = """
import sys
from pathlib import Path
from kith.cli import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) >> 10, file=sys.stderr)
"""


def write_people(path, megabytes):
    """Write the 550 made-up bundles again and again as other people, until the file is so large; return how many bundles."""
    count = size = turn = 0
    with path.open("wb") as file:
        while size < megabytes << 20:
            turn += 1
            with gzip.open(shared_data("synthea/r4-bundles-550.ndjson.gz")) as lines:
                for line in lines:
                    size += file.write(as_others(line, turn))
                    count += 1
                    if size >= megabytes << 20:
                        break
    return count


def as_others(line, turn):
    """Return a bundle with other ids and family names."""
    line = re.sub(
        rb"[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        lambda found: b"%08x" % (int(found[0], 16) ^ turn * 0x01010101),
        line,
    )
    return re.sub(rb'"family":"', b'"family":"' + b"Z" * turn, line)


@pytest.mark.nightly  # stores a gigabyte of records: minutes
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not tell the most memory of a process"
)
def test_a_gigabyte_is_stored_in_less_than_300_mb(tmp_path, fresh_database):
    path = tmp_path / "people.ndjson"
    count = write_people(path, 1_024)
    team = a_team(at=now())

    run = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, "import", "fhir", str(path), "--team", team.slug, "--json"],
        env=os.environ | fresh_database.environment,
        capture_output=True,
        text=True,
    )

    report, peak = json.loads(run.stdout), int(run.stderr.splitlines()[-1])
    assert (report["bundles"], report["people"]["created"], report["rejected"]) == (count, count, [])
    assert peak < 300
