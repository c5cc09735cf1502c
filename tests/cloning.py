"""Pointing the tests at a clone, and the real server on one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.db import connection, connections

from kith.database.templates import Clone

PATIENCE = 30.0


@contextmanager
def using(copy: Clone) -> Iterator[None]:
    """Let Django's connection, its pool and the processes started meanwhile use this database."""
    before = {name: os.environ.get(name) for name in copy.environment}
    settings: dict[str, Any] = connections.settings["default"]
    name = settings["NAME"]
    _switch(settings, copy.name, copy.environment)
    try:
        yield
    finally:
        _switch(settings, name, before)


def _switch(settings: dict[str, Any], name: str, environment: dict[str, Any]) -> None:
    connection.close()
    connection.close_pool()
    settings["NAME"] = connection.settings_dict["NAME"] = name
    for variable, value in environment.items():
        os.environ.pop(variable, None)
        if value is not None:
            os.environ[variable] = value


@dataclass(frozen=True)
class Served:
    """A running server: its address, its process, its database."""

    url: str
    process: subprocess.Popen[str]
    database: Clone


@contextmanager
def serving(
    database: Clone, *options: str, with_worker: bool = False, ends_with: int = 0, **variables: str
) -> Iterator[Served]:
    """Run `kith serve` on the database until the block ends, and see that it then ends by itself with its code."""
    arguments = ["serve", "--port", "0", "--json", *options, *([] if with_worker else ["--without-worker"])]
    environment = {**os.environ, **database.environment, "KITH_HASHER": "django.contrib.auth.hashers.MD5PasswordHasher"}
    with TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "kith.cli", *arguments],
            env=environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, f"the server did not start: {_text(said)}"
            yield Served(json.loads(line)["url"], process, database)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE)
            process.stdout.close()
        assert code == ends_with, f"the server ended with {code}: {_text(said)}"


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read())[-4000:]
