"""How the command line speaks: exit codes, one line for what cannot be used, one JSON object for scripts."""

import json
from pathlib import Path

import click
import pytest

from kith import cli
from kith.cli._group import kith as group
from kith.database.trouble import DatabaseTrouble


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["kith", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "kith: say which command, see --help"),
        (["nonsense"], "kith: No such command 'nonsense'."),
        (["db", "start", "--nonsense"], "kith db start: No such option '--nonsense'."),
        (
            ["serve", "--port", "99999"],
            "kith serve: Invalid value for '--port': 99999 is not in the range 0<=x<=65535.",
        ),
        (
            ["serve", "--trusted-proxy", "proxy.example.org"],
            "kith serve: KITH_TRUSTED_PROXIES must be addresses or networks, such as 10.0.0.5, 10.1.0.0/16:"
            " proxy.example.org is none",
        ),
    ],
)
def test_unusable_arguments_are_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert run(monkeypatch, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == line + "\n"


def test_every_module_of_the_folder_is_a_command() -> None:
    context = click.Context(group)
    names = group.list_commands(context)
    assert {"db", "serve", "worker"} <= set(names)
    assert all(isinstance(group.get_command(context, name), click.Command) for name in names)


@click.command()
@click.option("--sound/--unsound", default=True)
@cli.answers
def sample(sound: bool) -> cli.Answer:
    """Answer."""
    return cli.Answer({"rows": [{"name": "Ana", "path": Path("a")}]}, "1 row", sound=sound)


@pytest.mark.parametrize(("option", "code"), [("--sound", 0), ("--unsound", 1)])
def test_answer_is_text_or_one_json_object_and_the_code_says_if_it_is_sound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], option: str, code: int
) -> None:
    monkeypatch.setitem(group.commands, "sample", sample)
    monkeypatch.setattr(type(group), "get_command", click.Group.get_command)
    assert run(monkeypatch, "sample", option) == code
    assert capsys.readouterr().out == "1 row\n"
    assert run(monkeypatch, "sample", option, "--json") == code
    assert json.loads(capsys.readouterr().out) == {"rows": [{"name": "Ana", "path": "a"}]}


def test_trouble_with_the_database_is_one_line_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise DatabaseTrouble("The database\nis away.")

    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("kith.database.server.is_alive", fail)
    assert run(monkeypatch, "db", "start") == 1
    assert capsys.readouterr().err == "kith: The database is away.\n"


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(cli.progress([1, 2], of="rows")) == [1, 2]
    assert capsys.readouterr() == ("", "")
