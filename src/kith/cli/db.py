"""`kith db`: the embedded server, by hand."""

import os
import shutil
from pathlib import Path

import click

from kith.cli import Answer, Unusable, answers, ready
from kith.database import server
from kith.database.binaries import find_binaries
from kith.database.connection import database_url, home, is_embedded
from kith.database.placement import SYSTEM_FOLDER, placement
from kith.database.postmaster import postmaster
from kith.database.postmaster import stop as stop_server
from kith.database.roles import STATEMENTS


@click.group()
def command() -> None:
    """The embedded PostgreSQL server."""


def _only_embedded() -> None:
    if not is_embedded():
        raise Unusable("DATABASE_URL names a server of yours, which Kith does not start or stop.")


@command.command()
@answers
def start() -> Answer:
    """Start the server; it stays when this command ends."""
    _only_embedded()
    was_running = server.is_alive()
    place = server.start()
    body = {
        "running": True,
        "started": not was_running,
        "home": str(home()),
        "data": str(place.data),
        "account": place.account.name,
    }
    return Answer(body, f"PostgreSQL runs as {place.account.name} in {place.data}")


@command.command()
@answers
def stop() -> Answer:
    """Stop the server."""
    _only_embedded()
    stopped = server.stop()
    return Answer(
        {"running": False, "stopped": stopped}, "PostgreSQL has stopped" if stopped else "PostgreSQL was not running"
    )


@command.command()
@click.option("--owner", is_flag=True, help="The address for the role that migrates.")
@answers
def url(owner: bool) -> Answer:
    """Print the address of the database, and where it is."""
    address = database_url("owner" if owner else "app")
    place = placement(home()) if is_embedded() else None
    where = {"home": str(home()), "data": str(place.data), "running": server.is_alive()} if place else {}
    return Answer({"url": address, **where}, address)


@command.command(context_settings={"ignore_unknown_options": True})
@click.option("--owner", is_flag=True, help="As the role that migrates.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def shell(owner: bool, arguments: tuple[str, ...]) -> None:
    """Open psql on the database; further arguments are psql's."""
    if is_embedded():
        server.start()
        program = str(find_binaries().folder / "psql")
    elif not (program := shutil.which("psql") or ""):
        raise Unusable("There is no psql on the PATH.")
    os.execvp(program, [program, database_url("owner" if owner else "app"), *arguments])  # noqa: S606  (psql takes over the terminal)


@command.command()
@answers
def prepare() -> Answer:
    """Start the server if it is ours, and migrate (DATABASE_OWNER_URL) if there is anything to migrate."""
    ready()
    return Answer({"prepared": True}, "The database is up to date")


@command.command()
@answers
def roles() -> Answer:
    """Print the statements with which the operator of a server makes Kith's roles and database."""
    return Answer({"statements": STATEMENTS.strip().splitlines()}, STATEMENTS.strip())


@command.command()
@answers
def prune() -> Answer:
    """Remove the data that root kept in the system folder for homes that are no more. Use a moved home once before."""
    removed = [_removed(folder) for folder in sorted(SYSTEM_FOLDER.glob("*")) if _is_vanished(folder)]
    return Answer(
        {"rows": removed},
        "\n".join(f"removed {row['data']} of {row['home']}" for row in removed) or "nothing to remove",
    )


def _is_vanished(folder: Path) -> bool:
    """Say whether no home points at this folder any more. One whose home was moved is found by the pointer it took along."""
    kept_for = folder / "home"
    if not kept_for.exists():
        return False
    pointer = Path(kept_for.read_text()) / "place"
    return not pointer.exists() or Path(pointer.read_text()) != folder


def _removed(folder: Path) -> dict[str, str]:
    row = {"home": (folder / "home").read_text(), "data": str(folder)}
    if postmaster(folder / "pg"):
        stop_server(folder / "pg", server.STOP_SECONDS)
    shutil.rmtree(folder)
    return row
