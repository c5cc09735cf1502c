"""
Where the embedded server of a home lives, and as which account it runs.

PostgreSQL refuses to run as root. Root therefore runs it as the owner of the folder, or as `postgres` or `nobody`; where
that account cannot enter the home, everything of the server goes to a system folder and the home keeps a pointer. No
account is made and no folder of others is opened for it.
"""

import os
import pwd
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kith.database.home import home_id, make_home, owner_of
from kith.database.trouble import DatabaseTrouble

SYSTEM_FOLDER = Path("/var/lib/kith")
SOCKET_LIMIT = 90
"""Bytes of a socket's folder: the system allows about 107 for folder and file name together."""

_PLAIN = re.compile(r"[A-Za-z0-9_./+-]+")
"""A folder that the server's comma-separated setting takes without quoting."""


@dataclass(frozen=True)
class Account:
    """An account of the operating system."""

    name: str
    uid: int
    gid: int

    def takes_over(self) -> dict[str, Any]:
        """Return the arguments that make `subprocess` run a child as this account, in no folder and with private files."""
        apart: dict[str, Any] = {"cwd": "/", "umask": 0o077, "stdin": subprocess.DEVNULL, "env": _clean_environment()}
        if os.geteuid() != 0:
            return apart
        return apart | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, what: str, path: Path) -> bool:
        """Say whether this account may do `what` (an option of test(1)) with the path: asked in a child that is that account."""
        asked = subprocess.run(
            ["/bin/sh", "-c", f'test {what} "$1"', "sh", str(path)], check=False, **self.takes_over()
        )
        return asked.returncode == 0


@dataclass(frozen=True)
class Placement:
    """Where the server of one home keeps its things."""

    home: Path
    base: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.base / "pg"

    @property
    def log(self) -> Path:
        return self.base / "pg.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a short one in /tmp where the path is too long or would need quoting."""
        near = self.base / "run"
        if _PLAIN.fullmatch(str(near)) and len(os.fsencode(near)) <= SOCKET_LIMIT:
            return near
        return Path("/tmp") / f"kith-{self.account.uid}-{home_id(self.base)}"  # noqa: S108  (its owner and mode are checked)


def placement(home: Path) -> Placement:
    """Return where the server of this home lives; nothing needs to run or exist, and what is there decides before all else."""
    if base := _pointed_at(home):
        return Placement(home, base, _owner_of_data(base) or _account(home))
    account = _owner_of_data(home) or _account(home)
    if os.geteuid() != 0 or account.uid == owner_of(home) or (home / "pg").exists() or _enters(account, home):
        return Placement(home, home, account)
    return Placement(home, SYSTEM_FOLDER / home_id(home), account)


def settle(place: Placement) -> None:
    """Make the folders of a placement, and the pointer to a system folder and back."""
    make_home(place.home)
    if place.base != place.home:
        place.base.mkdir(mode=0o711, parents=True, exist_ok=True)
        (place.base / "home").write_text(str(place.home))
        (place.home / "place").write_text(str(place.base))
    _make_socket_folder(place)


def _account(home: Path) -> Account:
    if os.geteuid() != 0:
        return _entry(os.geteuid())
    if owner := owner_of(home):
        return _entry(owner)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
        except KeyError:
            continue
    raise DatabaseTrouble(
        "PostgreSQL does not run as root and there is neither an account `postgres` nor `nobody` here: "
        "run as an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL."
    )


def _owner_of_data(base: Path) -> Account | None:
    try:
        return _entry((base / "pg").stat().st_uid)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def _entry(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
        return Account(entry.pw_name, uid, entry.pw_gid)
    except KeyError:
        return Account(str(uid), uid, os.getegid() if uid == os.geteuid() else uid)


def _enters(account: Account, home: Path) -> bool:
    """Say whether the account can enter the home, or, when it is not made yet, the folder it will be in."""
    if home.exists():
        return account.can("-x", home)
    return account.can("-x", next(parent for parent in home.parents if parent.exists()))


def _pointed_at(home: Path) -> Path | None:
    """Return the system folder of this home, if it has one; a home that was moved takes it along, a copy does not."""
    try:
        base = Path((home / "place").read_text())
        kept_for = Path((base / "home").read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    if kept_for != home and not kept_for.exists():
        (base / "home").write_text(str(home))
        return base
    return base if kept_for == home else None


def _make_socket_folder(place: Placement) -> None:
    """Make the folder of the socket, the server's alone; one in /tmp that somebody else made is refused."""
    folder = place.socket
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, place.account.uid, place.account.gid)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or found.st_uid != place.account.uid or found.st_mode & 0o077:
            raise DatabaseTrouble(f"{folder} was not made by us with mode 0700: remove it and try again.") from None


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
