"""
The home: the folder that holds all state (KITH_HOME, else `.kith` of the project).

The default hangs on the project, never on the current folder: `cd docs` must not make a second database.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from kith.database.trouble import DatabaseTrouble

NAME = ".kith"


def home() -> Path:
    """Return the home folder as an absolute path; it need not exist yet."""
    if given := os.environ.get("KITH_HOME"):
        return _resolved(given)
    return (_project() or _nearest_parent() or Path.home()) / NAME


def home_id(folder: Path) -> str:
    """Return twelve hexadecimal digits that name this folder on this machine."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def owner_of(folder: Path) -> int:
    """Return the user id whose folder this is: its owner, or (a folder of root, or none yet) that of the one it is in."""
    if folder.exists() and folder.stat().st_uid != 0:
        return folder.stat().st_uid
    nearest = next(parent for parent in folder.parents if parent.exists())
    return nearest.stat().st_uid


def make_home(folder: Path) -> None:
    """
    Make the folder if need be. It and all directly in it belong to its owner, even when root works in somebody's clone.

    One of root's may be entered (not listed) by the account that the server runs as; what is secret has its own mode.

    Raises:
        DatabaseTrouble: if it belongs to somebody else.
    """
    try:
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711 if os.geteuid() == 0 and owner_of(folder) == 0 else 0o700)
        _hand_over(folder)
    except PermissionError as trouble:
        raise DatabaseTrouble(not_ours(folder)) from trouble
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise DatabaseTrouble(not_ours(folder))


def not_ours(path: Path) -> str:
    """Return the sentence for a home that this account may not use."""
    return (
        f"{path} cannot be used by this account: give it back with `sudo chown -R $(id -u) '{path}'`, "
        "or set KITH_HOME to a folder of your own."
    )


def kept_secret(folder: Path, name: str) -> str:
    """
    Return the secret kept under this name in the home, made at first use, readable by its owner alone.

    Two processes that ask at the same moment get the same one: it is written aside and linked into place.
    """
    kept = folder / name
    try:
        if kept.exists():
            return kept.read_text()
        make_home(folder)
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        aside = kept.with_name(f"{kept.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(aside, kept)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        _hand_over(folder)
        return kept.read_text()
    except PermissionError as trouble:
        raise DatabaseTrouble(not_ours(folder)) from trouble


def _hand_over(folder: Path) -> None:
    if os.geteuid() != 0 or (owner := owner_of(folder)) == 0:
        return
    for path in (folder, *folder.iterdir(), *(folder / "passwords").glob("*")):
        with suppress(FileNotFoundError):  # another process's file, written aside, already linked into place
            if path.lstat().st_uid == 0 and path.name != "pg":
                os.chown(path, owner, -1, follow_symlinks=False)


def _resolved(folder: str) -> Path:
    return Path(folder).expanduser().resolve()


@cache
def _project() -> Path | None:
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "pyproject.toml").is_file() and (folder / "src" / "kith").is_dir() else None


def _nearest_parent() -> Path | None:
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / NAME).is_dir()), None)
