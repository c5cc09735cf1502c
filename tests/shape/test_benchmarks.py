"""Every benchmark still runs and prints its line: what is measured rarely breaks unseen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.nightly  # minutes: each makes its own database and crowd
@pytest.mark.parametrize("name", ["board", "person", "write", "crossing", "rules"])
def test_a_benchmark_runs_and_says_its_ratio(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", name],
        cwd=ROOT,
        env={**os.environ, "KITH_BENCH_TURNS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ratio" in done.stdout
