"""Homes of their own for the tests of the embedded server, and processes that use them."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from kith.database import server
from kith.database.connection import database_url
from kith.database.placement import Account, placement
from kith.database.postmaster import stop

SOURCE = Path(__file__).resolve().parents[2] / "src"


@contextmanager
def own_home(name: str = ".kith", *, mode: int = 0o755, owner: Account | None = None) -> Iterator[Path]:
    """Let this process use a home of its own (not made yet), in a new folder; stop its server and remove all afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kith-home-", dir="/tmp"))
    folder.chmod(mode)
    if owner:
        os.chown(folder, owner.uid, owner.gid)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
            patch.delenv(variable, raising=False)
        patch.setenv("KITH_HOME", str(folder / name))
        try:
            yield folder / name
        finally:
            kill_server()
            shutil.rmtree(placement(folder / name).socket, ignore_errors=True)
            shutil.rmtree(folder)


def kith(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own on the home of this one."""
    command = [sys.executable, "-m", "kith.cli", *arguments]
    environment = {**os.environ, **variables}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, check=False
    )


def kith_as(account: Account, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as another account, with a Python that it can reach (one in root's home it cannot)."""
    packages = [str(SOURCE), sysconfig.get_path("purelib")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(packages), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [_python_for(account), "-m", "kith.cli", *arguments]
    given = account.takes_over() | {"env": environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, **given)


def query(statement: str, role: str = "app", database: str = "kith") -> list[tuple[object, ...]]:
    """Run one statement on the server of this home."""
    with psycopg.connect(database_url(role, database), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def kill_server() -> None:
    """End the server of this home, if there is one, and wait until it is gone."""
    stop(placement(server.home()).data, patience=10)
    server._reap()


def _python_for(account: Account) -> str:
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    for program in filter(None, (sys.executable, shutil.which(f"python{wanted}", path="/usr/bin:/usr/local/bin"))):
        asked = (
            subprocess.run(
                [program, "-c", "import sys; print(sys.version_info[:2] >= (3, 11))"],
                capture_output=True,
                text=True,
                check=False,
                **account.takes_over(),
            )
            if account.can("-x", Path(program))
            else None
        )
        if asked and asked.stdout == "True\n":
            return str(program)
    pytest.skip(f"no Python {wanted} here that the account {account.name} can run")
