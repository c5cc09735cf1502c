"""The import contracts hold, and each is shown to catch a planted breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

BREACHES = {
    "Packages stand in one order": ("kith/place/planted.py", "import kith.huddle.rules\n"),
    "exhaustive": ("kith/stray/__init__.py", '"""A package that no contract knows."""\n'),
    "Inside a package": ("kith/access/queries.py", "\nimport kith.access.operations\n"),
    "Rules are plain Python": ("kith/caseload/rules.py", "\nimport django.db\n"),
    "Only the trail touches": ("kith/team/planted.py", "import kith.trail.models\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the project against the packages in a folder."""
    return subprocess.run(
        [
            str(Path(sys.executable).parent / "lint-imports"),
            "--no-logo",
            "--no-cache",
            "--config",
            str(PROJECT / "pyproject.toml"),
        ],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the product's code, without its pages."""
    shutil.copytree(
        PROJECT / "src" / "kith", tmp_path / "kith", ignore=shutil.ignore_patterns("static", "jinja2", "__pycache__")
    )
    return tmp_path


@pytest.mark.parametrize("contract", BREACHES)
def test_contract_catches_a_planted_breach(copy: Path, contract: str) -> None:
    name, code = BREACHES[contract]
    planted = copy / name
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a") as file:
        file.write(code)
    done = lint(copy)
    assert done.returncode != 0
    expected = "stray" if contract == "exhaustive" else contract
    assert expected in done.stdout + done.stderr
    assert "BROKEN" in done.stdout or "stray" in done.stdout + done.stderr
