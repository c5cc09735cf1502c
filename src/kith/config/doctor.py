"""The examination: what each package counts against the promises, gathered, and settings that endanger data."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

import psycopg

from kith.config.mail import mail_dangers
from kith.config.settings import PACKAGES
from kith.config.soundness import open_tables, stillness
from kith.database.connection import database_url
from kith.database.soundness import check_settings

PROMISES = tuple(f"P{number}" for number in range(1, 16))


@dataclass(frozen=True, slots=True)
class Findings:
    """The violations of each promise (None: nothing counts it yet), and the settings that endanger data."""

    violations: dict[str, list[str] | None] = field(default_factory=dict)
    dangers: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int | None]:
        """The number of violations of each promise; None where nothing counts it yet."""
        return {promise: None if found is None else len(found) for promise, found in self.violations.items()}

    @property
    def is_sound(self) -> bool:
        """Whether nothing is above zero and no setting endangers data."""
        return not self.dangers and not any(self.violations.values())


def examine(at: datetime) -> Findings:
    """Return what is wrong at a moment: broken promises, and settings of the server that endanger data."""
    with psycopg.connect(database_url("app"), autocommit=True) as as_application:
        dangers = [*check_settings(as_application, open_tables()), *stillness(as_application, at)]
        dangers += mail_dangers(os.environ)
        return Findings(violations(at), dangers)


def violations(at: datetime) -> dict[str, list[str] | None]:
    """
    Return the violations of each promise at a moment, from every package that counts any; None where none does.

    The connection must be that of a role that sees everything: row-level security would hide what is wrong.
    """
    found: dict[str, list[str] | None] = dict.fromkeys(PROMISES)
    for package in PACKAGES:
        if find_spec(f"kith.{package}.queries") is None:
            continue
        count = getattr(import_module(f"kith.{package}.queries"), "violations", None)
        for promise, counted in (count(at=at) if count else {}).items():
            found[promise] = (found[promise] or []) + counted
    return found
