"""The group of commands: finds and loads the modules, and turns troubles into one line and an exit code."""

import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn, cast

import click

from kith.database.trouble import DatabaseTrouble

FOLDER = Path(__file__).parent


class Commands(click.Group):
    """A group whose commands are the modules of `kith.cli`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        found = (module.name for module in pkgutil.iter_modules([str(FOLDER)]))
        return sorted(name.rstrip("_").replace("_", "-") for name in found if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        name = name if (FOLDER / f"{name}.py").exists() or (FOLDER / name).is_dir() else f"{name}_"
        return cast(click.Command, import_module(f"kith.cli.{name}").command)


@click.group(cls=Commands)
def kith() -> None:
    """Kith: the working day of a neighbourhood team."""


def main() -> NoReturn:
    """Run one command and exit with its code."""
    try:
        code = kith.main(prog_name="kith", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as trouble:
        _end(f"{trouble.ctx.command_path}: say which command, see --help", 2)
    except click.UsageError as trouble:
        _end(f"{trouble.ctx.command_path if trouble.ctx else 'kith'}: {trouble.format_message()}", 2)
    except click.ClickException as trouble:
        _end(f"kith: {trouble.format_message()}", trouble.exit_code)
    except DatabaseTrouble as trouble:
        _end(f"kith: {trouble}", 1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)


def _end(line: str, code: int) -> NoReturn:
    sys.stderr.write(" ".join(line.split()) + "\n")
    sys.exit(code)
