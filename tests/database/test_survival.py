"""The embedded server comes back from whatever was done to it, and loses nothing that it acknowledged."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from database.homes import kith, own_home, query
from kith.database import server
from kith.database.connection import database_url
from kith.database.placement import placement
from kith.database.postmaster import postmaster


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose server runs, shared by the tests of this file; each leaves it usable."""
    with own_home() as folder:
        server.start()
        query("create table written (number int primary key); grant insert, select on written to kith_app", "owner")
        yield folder


def test_six_starts_at_once_make_one_server() -> None:
    with own_home() as folder:
        command = [sys.executable, "-m", "kith.cli", "db", "start", "--json"]
        starting = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(6)]
        said = [(process.communicate(timeout=60)[1], process.returncode) for process in starting]
        servers = [one for one in psutil.process_iter(["cmdline"]) if str(folder / "pg") in (one.info["cmdline"] or [])]
        assert said == [(b"", 0)] * 6
        assert len(servers) == 1
        assert query("select current_user::text, current_database()::text") == [("kith_app", "kith")]


@pytest.mark.parametrize("victims", ["server", "every process"])
def test_kill_under_load_loses_nothing_acknowledged(home: Path, victims: str) -> None:
    pid = postmaster(placement(home).data)
    assert pid is not None
    processes = [psutil.Process(pid), *(psutil.Process(pid).children() if victims == "every process" else [])]
    acknowledged: list[int] = []
    first = int(query("select coalesce(max(number), 0) from written")[0][0]) + 1
    writing = threading.Thread(target=_write_until_it_fails, args=(first, acknowledged))
    writing.start()
    while len(acknowledged) < 50:
        time.sleep(0.01)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # the server's own end takes some of them with it
            process.send_signal(signal.SIGKILL)
    writing.join(10)

    assert server.crashed()
    server.start()

    stored = {row[0] for row in query(f"select number from written where number >= {first}")}
    assert set(acknowledged) - stored == set()


def _write_until_it_fails(first: int, acknowledged: list[int]) -> None:
    try:
        with psycopg.connect(database_url("app"), autocommit=True) as connection:
            for number in range(first, first + 1_000_000):
                connection.execute("insert into written values (%s)", [number])
                acknowledged.append(number)
    except psycopg.OperationalError:
        return


@pytest.mark.parametrize(
    "left",
    ["", "not a number\n", f"{os.getpid()}\n/elsewhere\n", "999999999\n"],
    ids=["empty", "no number", "of another process", "of no process"],
)
def test_start_ignores_a_pid_file_that_lies(home: Path, left: str) -> None:
    server.stop()
    (placement(home).data / "postmaster.pid").write_text(left)
    server.start()
    assert server.is_alive()


def test_start_ignores_the_server_of_another_home_under_the_same_account(home: Path) -> None:
    server.stop()
    data = placement(home).data
    with own_home():
        theirs = server.start()
        pid = postmaster(theirs.data)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KITH_HOME", str(home))
            (data / "postmaster.pid").write_text((theirs.data / "postmaster.pid").read_text())
            server.start()
            assert server.is_alive()
        assert postmaster(theirs.data) == pid
        assert server.is_alive()


def test_stop_with_an_empty_pid_file_stops_the_server_all_the_same(home: Path) -> None:
    server.start()
    (placement(home).data / "postmaster.pid").write_text("")
    assert server.stop() is True
    assert server.stop() is False
    server.start()


def test_killed_first_start_leaves_nothing_half_made() -> None:
    with own_home() as folder:
        (folder / "pg.new").mkdir(parents=True)
        (folder / "pg.new" / "half").touch()
        folder.chmod(0o755)
        server.start()
        assert not (folder / "pg.new").exists()


def test_start_outlives_the_command_and_its_process_group() -> None:
    with own_home():
        starting = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import signal, time; from kith.database import server;"
                # whoever starts these tests in the background has it ignore what a terminal sends
                " signal.signal(signal.SIGINT, signal.default_int_handler);"
                " server.start(); print(1, flush=True); time.sleep(60)",
            ],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert starting.stdout is not None and starting.stdout.readline() == b"1\n"
        os.killpg(starting.pid, signal.SIGINT)
        starting.communicate()
        assert server.is_alive()
        assert kith("db", "stop", "--json").stdout == '{"running":false,"stopped":true}\n'
        assert not server.is_alive()


def test_data_of_another_version_are_refused_in_a_sentence(home: Path) -> None:
    server.stop()
    version = placement(home).data / "PG_VERSION"
    kept = version.read_text()
    version.write_text("14\n")
    try:
        said = kith("db", "start")
    finally:
        version.write_text(kept)
    assert said.returncode == 1
    assert said.stderr.startswith(f"kith: The data in {placement(home).data} were made by PostgreSQL 14")
    assert said.stderr.count("\n") == 1
    server.start()


def test_nothing_that_was_sent_is_written_to_the_log(home: Path) -> None:
    server.start()
    with pytest.raises(psycopg.errors.UniqueViolation):
        query("insert into written values (0), (0)")
    with pytest.raises(psycopg.errors.SyntaxError):
        query("select 'Rukhsana Mir' from from")
    log = placement(home).log.read_text()
    assert "written_pkey" in log
    assert "Rukhsana" not in log and "(number)" not in log
