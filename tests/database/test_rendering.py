"""Migrations that draw less make the tables that Django makes by itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from doctor_world import url_as
from kith.database.binaries import find_binaries
from kith.database.templates import Clone, clone, drop

TESTS = Path(__file__).parents[1]


def tables(name: str) -> str:
    """Return everything that a database is made of, as SQL, but what differs by name alone."""
    program = find_binaries().folder / "pg_dump"
    options = ["--schema-only", "--no-owner", "--restrict-key=kith", url_as("super", name)]
    return subprocess.run([program, *options], capture_output=True, text=True, check=True).stdout


def migrated(settings: str, copy: Clone) -> None:
    environment = {**os.environ, **copy.environment, "PYTHONPATH": str(TESTS), "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"]
    subprocess.run(command, env=environment, check=True)


@pytest.mark.nightly  # as long as it takes to migrate as Django does
def test_drawing_less_makes_the_same_tables(template: str) -> None:
    empty = clone("template0")
    try:
        migrated("drawing_all", empty)
        said = tables(empty.name)
        assert said.count("CREATE TABLE") > 100, "the dump says something"
        assert said == tables(template)
    finally:
        drop(empty)
