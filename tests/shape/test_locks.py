"""The lock files are what pyproject.toml and package.json ask for: hashed, complete, and free of addresses."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("lock-run.txt", "lock-dev.txt", "lock-node.txt")
ASKED = {
    "lock-run.txt": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]],
    "lock-dev.txt": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["build"],
        *PROJECT["dependency-groups"]["dev"],
    ],
}


def pins(name: str) -> dict[str, str]:
    """Return package and version of a lock file."""
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


@pytest.mark.parametrize("name", ASKED)
def test_lock_has_what_the_project_asks_for(name: str) -> None:
    locked = pins(name)
    asked = [Requirement(one) for one in ASKED[name]]
    missing = [str(one) for one in asked if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"))]
    assert missing == []


def test_development_uses_the_versions_that_run() -> None:
    run, development = pins("lock-run.txt"), pins("lock-dev.txt")
    assert {name: development.get(name) for name in run} == run


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_hashed_and_names_no_address(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert [
        line for line in lines if not re.fullmatch(r"\S+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    ] == []
    packages = [number for number, line in enumerate(lines) if "==" in line.split(";")[0]]
    assert all(lines[number + 1].startswith("    --hash=") for number in packages)


def test_package_lock_has_integrity_and_names_no_address() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    text = (ROOT / "package-lock.json").read_text()
    locked = {name.removeprefix("node_modules/"): one for name, one in json.loads(text)["packages"].items() if name}
    assert {name: one["version"] for name, one in locked.items()} == asked
    assert all(one["integrity"].startswith("sha512-") for one in locked.values())
    assert "http" not in text and "resolved" not in text


def test_macros_and_stylesheet_belong_together() -> None:
    stylesheet = json.loads((ROOT / "package.json").read_text())["dependencies"]["nhsuk-frontend"]
    assert (pins("lock-run.txt")["nhsuk-frontend-jinja"], stylesheet) == ("0.10.2", "10.6.1")


def test_no_lock_of_a_tool_that_writes_addresses_is_kept() -> None:
    assert not (ROOT / "uv.lock").exists()
