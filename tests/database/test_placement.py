"""Where the home is, where the server of it lives, and as whom it runs: odd paths, root, and folders of others."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from database.homes import kith, kith_as, own_home, query
from kith.cli import db
from kith.database import binaries, placement, server
from kith.database import home as homes
from kith.database.connection import database_url
from kith.database.home import home
from kith.database.placement import SOCKET_LIMIT, Account
from kith.database.trouble import DatabaseTrouble

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can work in folders of others")
NOBODY = Account("nobody", 65534, 65534)


def test_home_hangs_on_the_project_not_on_the_current_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KITH_HOME", raising=False)
    before = home()
    monkeypatch.chdir(tmp_path)
    assert home() == before == Path(__file__).resolve().parents[2] / ".kith"


def test_home_of_an_installed_kith_is_that_of_the_nearest_parent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KITH_HOME", raising=False)
    monkeypatch.setattr(homes, "_project", lambda: None)
    (tmp_path / ".kith").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert home() == tmp_path / ".kith"


def test_home_given_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KITH_HOME", str(tmp_path / "elsewhere"))
    assert home() == tmp_path / "elsewhere"


def test_secret_is_the_same_for_two_that_ask_and_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = homes.kept_secret(tmp_path, "passwords/somebody")
    assert homes.kept_secret(tmp_path, "passwords/somebody") == first
    assert stat.S_IMODE((tmp_path / "passwords" / "somebody").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "passwords").iterdir()] == ["somebody"]


@pytest.mark.parametrize("name", ["a b'c\"d,e$f%g@h ö/.kith", "x" * 100 + "/.kith"], ids=["odd", "long"])
def test_server_runs_in_odd_and_long_paths(name: str) -> None:
    with own_home(name) as folder:
        place = server.start()
        assert place.data == folder / "pg"
        assert query("select 1") == [(1,)]
        assert place.socket.parent == Path("/tmp") and len(str(place.socket)) < SOCKET_LIMIT
        assert stat.S_IMODE(place.socket.stat().st_mode) == 0o700
        assert place.socket.stat().st_uid == place.account.uid
        assert kith("db", "url").stdout.strip() == database_url("app")


def test_socket_folder_of_somebody_else_is_refused() -> None:
    with own_home("x" * 100 + "/.kith") as folder:
        placement.placement(folder).socket.mkdir(mode=0o755)
        with pytest.raises(DatabaseTrouble, match="was not made by us"):
            server.start()


@as_root
def test_root_in_a_closed_home_keeps_the_home_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_home() as outside:
        system = outside.parent / "system"
        monkeypatch.setattr(placement, "SYSTEM_FOLDER", system)
        monkeypatch.setattr(db, "SYSTEM_FOLDER", system)
        with own_home(mode=0o700) as folder:
            place = server.start()
            assert place.base.parent == system and place.account.uid != 0
            assert query("select 1") == [(1,)]
            assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
            assert [db._is_vanished(one) for one in system.iterdir()] == [False]
            moved = folder.parent.with_name(f"{folder.parent.name}-moved")
            folder.parent.rename(moved)
            with pytest.MonkeyPatch.context() as there:
                there.setenv("KITH_HOME", str(moved / ".kith"))
                assert server.start().base == place.base
                assert [db._is_vanished(one) for one in system.iterdir()] == [False]
            moved.rename(folder.parent)
            server.stop()
        assert [db._removed(one)["data"] for one in system.iterdir() if db._is_vanished(one)] == [str(place.base)]
        assert list(system.iterdir()) == []


@as_root
def test_programs_are_copied_where_the_account_cannot_reach_them() -> None:
    with own_home() as folder:
        folder.mkdir()
        place = placement.Placement(folder, folder, NOBODY)
        copy = binaries._copied(binaries.find_binaries(), place)
        folder.chmod(0o711)
        for program in ("postgres", "initdb", "psql", "pg_dump"):
            said = subprocess.run(
                [copy.folder / program, "--version"], capture_output=True, check=True, **NOBODY.takes_over()
            )
            assert b"PostgreSQL" in said.stdout


@as_root
def test_home_made_by_root_in_a_folder_of_somebody_serves_that_somebody() -> None:
    with own_home(owner=NOBODY) as folder:
        assert server.start().account.uid == NOBODY.uid
        server.stop()
        assert {path.lstat().st_uid for path in (folder, *folder.rglob("*"))} == {NOBODY.uid}

        said = kith_as(NOBODY, "db", "start", "--json")

        assert (said.returncode, said.stderr) == (0, "")
        assert query("select 1") == [(1,)]


@as_root
def test_home_that_root_keeps_is_one_sentence_for_others() -> None:
    with own_home(owner=NOBODY) as folder:
        folder.mkdir(mode=0o700)
        said = kith_as(NOBODY, "db", "start")
        assert said.returncode == 1
        assert said.stderr.startswith(f"kith: {folder} cannot be used by this account: give it back with `sudo chown")
        assert said.stderr.count("\n") == 1
