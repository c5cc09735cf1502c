"""
Whether a server process of ours is there, and clearing what a killed one left behind.

`postmaster.pid` lies after a kill -9: its number may by now be an unrelated process or the server of another home, or the
file is empty; the server itself and pg_ctl then refuse for ever. So a process counts only if it works in our data folder.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def postmaster(data: Path) -> int | None:
    """Return the process id of the server of this data folder, or None when there is none alive."""
    named = _named_in_file(data)
    if named is not None and _works_in(named, data):
        return named
    return next((pid for pid in _servers() if _works_in(pid, data)), None)


def clear_stale_file(data: Path) -> None:
    """Remove `postmaster.pid` unless the server it names is ours and alive. Call with the lock held and log-in failing."""
    if postmaster(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def stop(data: Path, patience: float) -> bool:
    """Ask the server of this data folder to stop, wait, then insist; say whether there was one."""
    pid = postmaster(data)
    if pid is None:
        clear_stale_file(data)
        return False
    for signal_number, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal_number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not _works_in(pid, data):
                clear_stale_file(data)
                return True
            time.sleep(0.02)
    return True


def _named_in_file(data: Path) -> int | None:
    try:
        first = (data / "postmaster.pid").read_text().split("\n", 1)[0]
        return int(first)
    except (FileNotFoundError, ValueError):
        return None


def _works_in(pid: int, data: Path) -> bool:
    """Say whether this process is a server of this folder. A zombie is not: it has no command line and no folder."""
    arguments = _command_line(pid)
    if not arguments or "postgres" not in Path(arguments[0]).name:
        return False
    if sys.platform == "linux":
        with suppress(OSError):
            return Path(f"/proc/{pid}/cwd").samefile(data)
    return str(data) in arguments


def _command_line(pid: int) -> list[str]:
    if sys.platform == "linux":
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
        return []
    said = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    before, found, after = said.strip().partition(" -D ")
    return [before, *([after.split(" -k ")[0]] if found else [])] if before else []


def _servers() -> Iterator[int]:
    """Yield the processes started as a server; their own children carry other titles."""
    if sys.platform != "linux":
        return
    for folder in Path("/proc").iterdir():
        if (
            folder.name.isdigit()
            and "-D" in (line := _command_line(int(folder.name)))
            and Path(line[0]).name == "postgres"
        ):
            yield int(folder.name)
