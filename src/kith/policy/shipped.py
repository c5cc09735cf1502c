"""The tables that ship with Kith, read once a process: what holds where nobody has published anything."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kith.policy.clock_rules import CLOCKS, Clock, read_clocks
from kith.policy.closing_rules import Closing, read_closing
from kith.policy.review_rules import REVIEWS, ReviewRule, read_reviews
from kith.policy.route_rules import Route, read_routes
from kith.policy.rules import (
    Cadence,
    Right,
    Rights,
    Role,
    Topic,
    read_cadences,
    read_rights,
    read_role_rights,
    read_roles,
    read_topics,
    refine,
)
from kith.policy.service_rules import Service, read_services
from kith.policy.set_up_rules import SET_UP, Need, read_set_up
from kith.policy.sharing_rules import FIELDS, PURPOSES, Field, Purpose, read_fields, read_purposes
from kith.policy.supervision_rules import SUPERVISION, Measure, read_measures
from kith.policy.table_rules import Table, read_tables


def tables_folder() -> Path:
    """Return where the shipped tables stand: beside the code in an installed product, at the top of a checkout."""
    if given := os.environ.get("KITH_POLICY"):
        return Path(given)
    shipped = Path(__file__).parent / "tables"
    return shipped if shipped.is_dir() else Path(__file__).parents[3] / "policy"


@cache
def roles() -> dict[str, Role]:
    """Return the roles by code, read once."""
    return read_roles((tables_folder() / "roles.csv").read_text(encoding="utf-8").splitlines())


@cache
def rights() -> dict[str, Right]:
    """Return the decision rights by command, with what refines them for single roles, read once."""
    groups = frozenset(role.group for role in roles().values())
    by_group = read_rights(_lines(tables_folder() / "decision-rights.csv"), groups)
    return refine(by_group, read_role_rights(_lines(tables_folder() / "role-rights.csv"), roles()))


@cache
def topics() -> tuple[Topic, ...]:
    """Return what is decided for a person and has no command yet, read once."""
    return tuple(read_topics(_lines(tables_folder() / "topics.csv"), roles()))


@cache
def rights_table() -> Rights:
    """Return the decision rights and topics together, as one version of that table says them."""
    return Rights(rights(), {one.topic: one for one in topics()})


@cache
def cadences() -> tuple[Cadence, ...]:
    """Return to whom waiting work raises itself and when, by subject and step, read once."""
    return tuple(read_cadences((tables_folder() / "cadences.csv").read_text(encoding="utf-8").splitlines()))


@cache
def thresholds() -> dict[str, Table]:
    """Return the shipped threshold tables by name, read once."""
    return read_thresholds(tables_folder())


def read_thresholds(folder: Path) -> dict[str, Table]:
    """Return the threshold tables of a folder by name. Raises TableError for what does not hold together."""
    return read_tables(
        _lines(folder / "tables.csv"),
        _lines(folder / "inputs.csv"),
        _texts(folder / "scores"),
        _texts(folder / "thresholds"),
    )


@cache
def services() -> dict[str, Service]:
    """Return the services that people work for by code, in the order of their list, read once."""
    return read_services(_lines(tables_folder() / "services.csv"))


@cache
def sharing_purposes() -> dict[str, Purpose]:
    """Return for what something may be told to a partner, in the order of the table, read once."""
    return read_purposes(_lines(tables_folder() / f"{PURPOSES}.csv"))


@cache
def sharing_fields() -> dict[str, Field]:
    """Return what may be told to a partner at all, in the order of the table, read once."""
    return read_fields(_lines(tables_folder() / f"{FIELDS}.csv"))


@cache
def set_up_list() -> tuple[Need, ...]:
    """Return what a team has before it opens, in the order of its page, read once."""
    return read_set_up(_lines(tables_folder() / f"{SET_UP}.csv"), roles())


@cache
def reviews() -> dict[str, ReviewRule]:
    """Return how often a plan is looked through, by risk tier, read once."""
    return read_reviews(_lines(tables_folder() / f"{REVIEWS}.csv"))


@cache
def supervision() -> dict[str, Measure]:
    """Return the numbers that steer supervision by what they steer, read once."""
    return read_measures(_lines(tables_folder() / f"{SUPERVISION}.csv"))


@cache
def clocks() -> tuple[Clock, ...]:
    """Return the clocks of safeguarding concerns in the order of the table, read once."""
    return read_clocks(_lines(tables_folder() / f"{CLOCKS}.csv"))


@cache
def closing() -> dict[int, Closing]:
    """Return who may close an escalation, by level, read once."""
    return read_closing(_lines(tables_folder() / "closing.csv"), roles())


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one shipped table: the lines that describe it and its inputs, its points and its rows by its name."""

    tables: list[str]
    inputs: list[str]
    scores: dict[str, str]
    thresholds: dict[str, str]


def texts_of(name: str) -> Texts:
    """Return the texts of one shipped table, for a team's own to take the place of some."""
    folder = tables_folder()
    tables, inputs = _lines(folder / "tables.csv"), _lines(folder / "inputs.csv")
    return Texts(
        [tables[0], *(line for line in tables[1:] if line.startswith(f"{name},"))],
        [inputs[0], *(line for line in inputs[1:] if line.startswith(f"{name},"))],
        {stem: text for stem, text in _texts(folder / "scores").items() if stem == name},
        {stem: text for stem, text in _texts(folder / "thresholds").items() if stem == name},
    )


@cache
def routes() -> dict[str, Route]:
    """Return the shipped escalation routes by code, read once."""
    return read_routes(_lines(tables_folder() / "routes.csv"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))}
